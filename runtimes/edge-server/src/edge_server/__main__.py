"""Entry of `python -m edge_server`."""

import sys

from edge_server.cli import main

if __name__ == "__main__":
    sys.exit(main())
