"""What a library point is: facts, rules, storage, use cases. No Qt, no network."""

from typing import Final

VERSION: Final = "0.2.0"
SOFTWARE: Final = f"diem-doc {VERSION}"
BUILT: Final = 1_795_392_000
"""23 November 2026, 00:00 UTC, written anew at each release: a clock that shows an earlier time is surely wrong."""
