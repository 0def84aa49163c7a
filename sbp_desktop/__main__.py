"""Where the program begins: `python -m sbp_desktop` and the `sbp-desktop` command."""

import sys

from sbp_desktop import cli, config, logs, process


def main() -> int:
    """Run the command line; return the exit code."""
    process.keep_to_itself()
    logs.begin(config.reports_folder())
    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
