"""Foundations: a dataset, a loss, descend the gradient."""
