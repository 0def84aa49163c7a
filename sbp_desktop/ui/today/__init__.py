"""Today: who expects me, what is started, people I'm with."""
