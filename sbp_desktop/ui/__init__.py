"""What the worker sees: the only package that knows Qt."""
