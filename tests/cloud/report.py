"""What the run prints: one line for each thing that was proven, with the seconds since it began. It knows nothing else."""

import sys
import time

BEGAN = time.monotonic()


class Unproven(Exception):
    """Something that had to be shown was not seen."""


def heading(words: str) -> None:
    print(f"\n==== {words}", flush=True)


def proven(journey: str, words: str) -> None:
    print(f"{time.monotonic() - BEGAN:6.1f} s  {journey:<12} {words}", flush=True)


def not_shown(words: str) -> None:
    print(f"          not shown    {words}", flush=True)


def check(condition: object, words: str) -> None:
    if not condition:
        raise Unproven(words)


def failed(words: str) -> None:
    print(f"FAILED: {words}", file=sys.stderr, flush=True)
