"""The vault: everything that touches the one encrypted file."""
