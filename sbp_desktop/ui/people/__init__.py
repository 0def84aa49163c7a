"""People: everybody found as you type, and one person's page."""
