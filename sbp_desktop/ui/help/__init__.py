"""Help inside the app, in plain words."""
