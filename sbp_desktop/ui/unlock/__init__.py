"""Before anything can be read: the passphrase, and the three steps of the first day."""
