"""What we know: pure rules and shapes, no Qt, no files, no network."""
