"""Keeping the council in step."""
