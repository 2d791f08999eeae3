"""Counts a word in what is on standard input."""

import sys

from words import count


def main() -> int:
    if len(sys.argv) != 2:
        print(f"usage: {sys.argv[0]} WORD", file=sys.stderr)
        return 2
    print(sys.argv[1], count(sys.stdin.read(), sys.argv[1]))
    return 0
