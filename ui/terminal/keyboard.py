"""What somebody types or scans into a terminal."""

import sys
from typing import Final

import click

_LENGTH: Final = 72
_END: Final = ""


def typed_code() -> str:
    """A recovery code: all that is piped in, or lines from the keyboard until it is long enough or one is empty."""
    if not sys.stdin.isatty():
        return sys.stdin.read()
    click.echo("Quét mã vuông trên phiếu, hoặc gõ từng dòng rồi Enter (dòng trống để thôi):", err=True)
    typed = ""
    while len(typed.replace(" ", "").replace("-", "")) < _LENGTH and (line := input()) != _END:
        typed += line
    return typed
