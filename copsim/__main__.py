"""`python -m copsim` does what `copsim` does."""

from copsim.cli import main

main()
