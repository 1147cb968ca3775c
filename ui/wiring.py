"""What the composition root hands to the screens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from kiosk.clock import Clock
    from kiosk.usecases.list_backups import Outlook
    from kiosk.usecases.restore_backup import Restored
    from kiosk.values import Hop
    from ui.shell import Shell


def nothing_more() -> None:
    """For a `started` that has nothing to stop."""


def _nothing_to_start(_window: Shell) -> Callable[[], None]:
    return nothing_more


class Carried(NamedTuple):
    """What went onto a stick or came from it, in a sentence. `unfinished`: something waits for the next stick."""

    said: str
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class Wiring:
    """Everything the window needs and does not know how to make.

    `open_store`: opens the home; called on the storage thread, which owns and closes what it returns; raises
    `KioskError` (shown as a sentence, tried again each minute and at each scan).
    `clock`: the time.
    `sync_now`: one whole pass to the province, called on a thread of its own; returns when the pass is over, raises
    `KioskError` when it did not succeed. None: no button.
    `sync_even_metered`: the same where today's budget of a metered line is spent. None: no button.
    `examine(server, told)`: looks at each hop to the province and tells it; `server`: one to try before this kiosk is
    enrolled, "" for its own. Called likewise. None: no card for it.
    `enrol(server, code)`: enrols this device, called likewise. None: the page explains enrolment without a form.
    `export_usb(place, from_start, server, code)`, `import_usb(place)`: what waits to a stick, the province's word back;
    with a `code` the kiosk asks to be enrolled as well. Called likewise. None: no card for it.
    `mending_outlook`, `mend`: what mending a damaged home would bring back, and doing it; called on a thread of their
    own while the home is closed, raise `KioskError`. None: no button.
    `restore(file)`: puts a backup in the place of the database; called on the storage thread while the home is closed.
    None: backups are shown without a way back.
    `sync_while(stopping)`: one whole pass likewise, that ends early, without harm, once `stopping()` is true. None: the
    day's end sends nothing.
    `switch_off()`: has the machine switched off in order, called on a thread of its own; raises `KioskError` when that
    is not allowed. None: no button.
    `camera_wanted`: a camera is expected, so Welcome says «vào ô quét» from the start.
    `started(window)`: called once on the GUI thread after the first paint: the place to load and start what is heavy
    (camera, sounds, schedule). What it returns is called when the window closes, before the storage thread ends.
    """

    open_store: Callable[[], Any]
    clock: Clock
    sync_now: Callable[[], None] | None = None
    sync_even_metered: Callable[[], None] | None = None
    examine: Callable[[str, Callable[[Hop], None]], None] | None = None
    enrol: Callable[[str, str], None] | None = None
    export_usb: Callable[[Path, bool, str, str], Carried] | None = None
    import_usb: Callable[[Path], Carried] | None = None
    mending_outlook: Callable[[], Outlook | None] | None = None
    mend: Callable[[], Restored] | None = None
    restore: Callable[[Path], Restored] | None = None
    sync_while: Callable[[Callable[[], bool]], None] | None = None
    switch_off: Callable[[], None] | None = None
    camera_wanted: bool = False
    started: Callable[[Shell], Callable[[], None]] = _nothing_to_start
