"""`python -m offline`."""

from offline.cli import main

main()
