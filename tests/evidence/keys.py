"""What looks like an evidence key in running text."""

import re

OF_THE_PAPER = r"\b(?:Q\d+|Obs\d+[ab]?|R\d+|S-[a-z]+(?:-[a-z]+)*)\b"
OF_OTHERS = r"\b[a-z]+(?:-[a-z]+)*-(?:19|20)\d\d\b|\bnihr-payment\b"


def keys_in(text: str) -> frozenset[str]:
    """Every token that looks like an evidence key."""
    return frozenset(re.findall(f"{OF_THE_PAPER}|{OF_OTHERS}", text))
