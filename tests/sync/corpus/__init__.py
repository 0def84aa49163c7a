"""What releases wrote and said, kept for ever: each has a folder that no later release changes."""
