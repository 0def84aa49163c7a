"""Keeping a web outside the app and bringing one in: what leaves, for whom, on what; what comes, shown beforehand."""
