"""What a team can settle, and what is settled for it."""
