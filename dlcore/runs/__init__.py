"""Runs: worker processes, scheduler, store and the live stream between them and the browser."""
