"""The command line's entrance: one module a command, none of which loads torch before it is needed."""

import argparse
import sys
from collections.abc import Sequence

from dlcore.command import benchmark, data, doctor, evaluate, listing, train
from dlcore.command.parser import Parser, UsageError

DESCRIPTION = "A teaching laboratory for deep learning: everything that the app does, without the app."
EXAMPLES = """examples:
  python -m dlcore list                                   what there is to train
  python -m dlcore train gradient_descent                 train with the default settings
  python -m dlcore train gradient_descent --help          its settings, each explained
  python -m dlcore train gradient_descent --width 4       with one setting changed
  python -m dlcore doctor                                 is everything in order on this machine?
"""


def main(words: Sequence[str]) -> int:
    """Run one command; returns 0 (done), 1 (it failed, said in one sentence) or 2 (not understood)."""
    parser = Parser(
        prog="python -m dlcore",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    listing.add(commands)
    train.add(commands, words)
    evaluate.add(commands)
    data.add(commands)
    benchmark.add(commands)
    doctor.add(commands)
    arguments = parser.parse_args(words)
    try:
        status: int = arguments.run(arguments)
    except UsageError as error:
        arguments.parser.error(str(error))
    except (KeyError, ValueError, OSError) as error:
        print(f"error: {sentence(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    return status


def sentence(error: Exception) -> str:
    """What an error says; a `KeyError` would put its sentence into quotation marks."""
    return str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
