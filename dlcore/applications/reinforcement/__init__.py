"""Reinforcement learning: networks that learn to act."""
