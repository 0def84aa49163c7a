"""What the worker writes for nobody but themselves."""
