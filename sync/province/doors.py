"""Which door a request comes in by: a kiosk's, bare and narrow, or a person's, with sessions and cookies."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from . import wire

Answering = Callable[[HttpRequest], HttpResponseBase]

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


class KioskDoor:
    """Answers /sync/v1/ before any session, cookie or header of the pages: each byte there costs a 2G line."""

    def __init__(self, further: Answering) -> None:
        self._further = further

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(wire.ROOT):
            return wire.answer(request)
        return self._further(request)


class PageHeaders:
    """Pages load nothing from elsewhere, run no script and are kept in no cache: they show who is signed in."""

    def __init__(self, further: Answering) -> None:
        self._further = further

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self._further(request)
        answer.headers["Content-Security-Policy"] = PAGE_POLICY
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer
