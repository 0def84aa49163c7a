"""What was agreed, and staying in touch."""
