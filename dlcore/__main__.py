"""`python -m dlcore`: list, train, evaluate, data, benchmark, doctor."""

import sys

from dlcore.command.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
