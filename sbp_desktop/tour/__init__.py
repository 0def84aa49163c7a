"""The tour: drives the real app through its main job for every person of a file, and says what it found."""
