"""Autoencoders: models that learn a short code for what they see."""
