"""What a library point is: facts, rules, storage, use cases. No Qt, no network."""

from typing import Final

VERSION: Final = "0.1.0"
SOFTWARE: Final = f"diem-doc {VERSION}"
