"""For the council's return: what must be reported by law, already filled in."""
