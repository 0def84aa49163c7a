"""Decisions: why, and why not something else."""
