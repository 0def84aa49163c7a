"""Bringing somebody and a place together."""
