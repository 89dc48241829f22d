"""Benchmarks of the frame; an application's own lies in its folder as `benchmark.py`.

Each module has `benchmark(quick: bool) -> list[dict]`: rows with what, ours, peer, ratio, goal, met.
"""
