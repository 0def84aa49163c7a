"""Asking colleagues, face to face, on one screen."""
