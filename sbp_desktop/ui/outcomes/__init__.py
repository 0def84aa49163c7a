"""What a person hopes for: their words, tiny steps, three faces for how it goes."""
