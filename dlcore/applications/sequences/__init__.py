"""Sequences: models that read and write one element after another."""
