"""What was changed in two places at once: both shown, with who wrote them, and one press to keep one or both."""
