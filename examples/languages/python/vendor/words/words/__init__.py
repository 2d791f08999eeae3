"""Words of a text: runs of letters, in whatever case."""

import re


def count(text: str, word: str) -> int:
    """How often a word stands in a text."""
    return sum(found.casefold() == word.casefold() for found in re.findall(r"[^\W\d_]+", text))
