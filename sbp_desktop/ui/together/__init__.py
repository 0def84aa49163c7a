"""The screen turned round: what the person and the worker look at together."""
