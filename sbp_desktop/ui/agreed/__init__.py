"""What we agreed: one calm page per person."""
