"""Whose fault it is, and what comes next. Codes are stable words; sentences live with the screens."""


class KioskError(Exception):
    """Something that a person or the journal must hear of, named by a stable code.

    `details` are values for the sentence (times in seconds UTC, counts, names of files), never personal data.
    """

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        if not self.details:
            return self.code
        return f"{self.code} ({', '.join(f'{name}={value}' for name, value in self.details.items())})"


class Refused(KioskError):
    """The person in front can mend it. It is shown, and nothing was written."""


class Unavailable(KioskError):
    """The world is not ready: no disk space, no line, a busy file. It is retried and logged."""


class Defect(KioskError):
    """A mistake of ours. Never swallowed: it is logged and the screen returns to Welcome."""
