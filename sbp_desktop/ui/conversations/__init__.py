"""What we talked about: the page to write a conversation on, and the quiet view of earlier ones."""
