"""Find: people, places, words and commands from anywhere with Ctrl+K."""
