"""The one bridge between threads: questions go to a worker, answers come back as signals on the GUI thread.

The *storage* worker owns the opened home; every use case runs there, one after the other, in the order asked. A second
worker of the same kind runs what may take minutes (a pass to the province), so that a scan never waits for it.
"""

import logging
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Generic, Protocol, TypeVar, cast

from PySide6.QtCore import QObject, Qt, Signal, Slot

from kiosk.errors import Defect, KioskError, Unavailable

log = logging.getLogger(__name__)


class Closable(Protocol):
    """What a worker owns: opened on its thread, closed there."""

    def close(self) -> None: ...


Desk = TypeVar("Desk", bound=Closable)
Answer = TypeVar("Answer")
_Reply = Callable[[], None]
_Job = Callable[[], _Reply | None]


class _Jobs:
    """What waits for the thread: what somebody stands and waits for goes before what is asked in passing."""

    def __init__(self) -> None:
        self._urgent: SimpleQueue[_Job] = SimpleQueue()
        self._passing: dict[str, _Job] = {}
        self._lock = threading.Lock()
        self._turns: SimpleQueue[bool] = SimpleQueue()

    def put(self, job: _Job) -> None:
        self._urgent.put(job)
        self._turns.put(True)

    def put_in_passing(self, name: str, job: _Job) -> bool:
        """False: a job of that name waits already, and will see all that this one would."""
        with self._lock:
            if name in self._passing:
                return False
            self._passing[name] = job
        self._turns.put(True)
        return True

    def end(self) -> None:
        """No more will come."""
        self._turns.put(False)

    def get(self) -> _Job | None:
        """The next job, waiting for it; None after the last."""
        if not self._turns.get():
            return None
        try:
            return self._urgent.get_nowait()
        except Empty:
            with self._lock:
                return self._passing.pop(next(iter(self._passing)))


class Worker(QObject, Generic[Desk]):
    """One thread, one desk, one queue.

    The thread starts with the first question. `open_desk` runs on it, before that question; when it raises, it is
    tried again at the next one, so a full disk or a busy file heals without a restart.

    Signals: `failed(error)` for a mistake of ours (already logged); `unopened(error)` when the desk cannot be opened.
    """

    failed = Signal(object)
    unopened = Signal(object)
    _replied = Signal(object)

    def __init__(self, name: str, open_desk: Callable[[], Desk], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open_desk = open_desk
        self._desk: Desk | None = None
        self._jobs = _Jobs()
        self._closed = False
        self._waiting = 0
        self._replied.connect(self._reply_arrived, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)

    def ask(
        self,
        question: Callable[[Desk], Answer],
        answered: Callable[[Answer], None] | None = None,
        refused: Callable[[KioskError], None] | None = None,
    ) -> None:
        """Put `question` to the desk; call one of the two on the GUI thread, later. Never blocks.

        `refused` hears of `Refused` and `Unavailable`; a `Defect`, or an error nobody named, goes to `failed`.
        """
        self._queue(lambda: question(self._opened()), answered, refused)

    def ask_in_passing(self, name: str, question: Callable[[Desk], Answer], answered: Callable[[Answer], None]) -> None:
        """As ask(), once nobody waits for anything else; not again while a question of that `name` waits already.

        For what a screen shows beside the answer to a person: figures, the state of the line.
        """
        if not self._closed and self._jobs.put_in_passing(
            name, lambda: self._outcome(lambda: question(self._opened()), answered, None)
        ):
            self._count_in()

    def ask_with_the_desk_closed(
        self,
        errand: Callable[[], Answer],
        answered: Callable[[Answer], None] | None = None,
        refused: Callable[[KioskError], None] | None = None,
    ) -> None:
        """As ask(), for an errand that replaces what the desk stands on: the next question opens it anew.

        What is asked meanwhile waits and is lost no more than at any other time.
        """

        def run() -> Answer:
            desk, self._desk = self._desk, None
            if desk is not None:
                desk.close()
            return errand()

        self._queue(run, answered, refused)

    def _queue(
        self,
        run: Callable[[], Answer],
        answered: Callable[[Answer], None] | None,
        refused: Callable[[KioskError], None] | None,
    ) -> None:
        if self._closed:
            return
        self._jobs.put(lambda: self._outcome(run, answered, refused))
        self._count_in()

    def _count_in(self) -> None:
        self._waiting += 1
        if not self._thread.is_alive():
            self._thread.start()

    @property
    def waiting(self) -> int:
        """Questions whose answer has not yet been shown."""
        return self._waiting

    def close(self, *, patience: float | None = None) -> None:
        """Finish what was asked, close the desk and end the thread. Answers are no longer shown; nothing is lost.

        `patience`: seconds to wait at most; what is then still running ends with the program.
        """
        if self._closed:
            return
        self._closed = True
        self._jobs.end()
        if self._thread.is_alive():
            self._thread.join(patience)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            reply = job()
            if not self._closed:
                self._replied.emit(reply)
        if self._desk is not None:
            self._desk.close()

    def _outcome(
        self,
        run: Callable[[], Answer],
        answered: Callable[[Answer], None] | None,
        refused: Callable[[KioskError], None] | None,
    ) -> _Reply | None:
        try:
            answer = run()
        except Defect as error:
            return self._confess(error)
        except KioskError as error:
            trouble = error
            if isinstance(error, Unavailable):
                log.warning("not available: %s", error)
            return None if refused is None else lambda: refused(trouble)
        except Exception as error:  # noqa: BLE001 - the top of the storage thread: it must outlive any mistake
            return self._confess(error)
        return None if answered is None else lambda: answered(answer)

    def _opened(self) -> Desk:
        if self._desk is None:
            try:
                self._desk = self._open_desk()
            except KioskError as error:
                log.error("cannot open: %s", error)  # noqa: TRY400 - named and expected: the sentence says it all
                self.unopened.emit(error)
                raise
        return self._desk

    def _confess(self, error: Exception) -> _Reply:
        log.error("a question failed", exc_info=error)
        return lambda: self.failed.emit(error)

    @Slot(object)
    def _reply_arrived(self, reply: object) -> None:
        self._waiting -= 1
        if reply is not None and not self._closed:
            cast(_Reply, reply)()


class Nothing:
    """The desk of a worker that owns nothing: errands that bring their own connection."""

    def close(self) -> None:
        """Nothing to close."""
