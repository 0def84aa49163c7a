"""Where the council's backend begins: `python -m sbp_desktop.sync.council_server` and the `sbp-council` command."""

import sys

from sbp_desktop.sync.council_server import commands


def main() -> int:
    """Run the command line; return the exit code."""
    return commands.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
