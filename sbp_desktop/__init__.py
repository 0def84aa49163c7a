"""sbp_desktop: conversations and support webs kept safely on a worker's laptop."""

__version__ = "0.1.0"
