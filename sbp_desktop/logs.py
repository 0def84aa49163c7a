"""Logging without personal data: events carry ids, counts and class names, never words."""

import logging


def logger(name: str) -> logging.Logger:
    """Return the logger for a module of this app."""
    return logging.getLogger(name)
