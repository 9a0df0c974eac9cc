"""Entry point of `relaytui` and `python -m relaytui`."""

import sys

from relaytui.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
