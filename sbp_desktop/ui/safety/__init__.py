"""Worried about harm: the number to ring, and a note for the worker alone."""
