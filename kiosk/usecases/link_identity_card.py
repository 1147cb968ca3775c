"""A reader wants to come in with the identity card, and an officer links it."""

from sqlite_utils import Database

from kiosk.clock import Clock
from kiosk.errors import Refused
from kiosk.rules import admission, identity
from kiosk.storage import identity_links, journal, readers, settings
from kiosk.storage.connection import Store


def link_identity_card(store: Store, number: int, presented: str, *, clock: Clock) -> None:
    """Let the identity card whose QR code was scanned serve a reader as a card, because they asked for it.

    Kept is a keyed digest of the 12 digits alone (identity.digest()), never what was presented. One card a reader: a
    new link takes the place of the one before. Linked again to the same reader it changes nothing.

    Raises Refused(`identity_cards_off` | `identity_card_damaged` | `identity_card_of_another` | `reader_unknown` |
    `reader_erased`) or, for anything but an identity card, what admission.recognised() says of it.
    """
    moment = clock()
    with store.writing() as tx:
        if not settings.is_on(tx, "identity_cards"):
            raise Refused("identity_cards_off")
        digits = _digits(presented)
        reader = readers.present(tx, number)
        held = identity_links.find(tx, store.keyring, digits)
        if held is not None:
            _ensure_free(tx, store, held, number)
            return
        writer = journal.Writer(tx, moment)
        _unlink(tx, writer, number)
        device, epoch, seq = reader.name
        name = (b"" if device == store.keyring.device_id else device, epoch, seq)
        card = identity_links.new(tx, store.keyring, digits)
        readers.issue_card(tx, writer, reader=number, name=name, card=card, valid_until=identity_links.LASTS)


def _digits(presented: str) -> str:
    if len(presented) <= admission.LONGEST_CODE:
        digits = identity.number_in(presented)
        if digits is not None:
            return digits
    admission.recognised(presented)
    raise Refused("not_an_identity_card")


def _ensure_free(tx: Database, store: Store, card: bytes, number: int) -> None:
    known = readers.by_card(tx, card, store.keyring.device_id)
    if known is None or known.reader != number:
        raise Refused("identity_card_of_another")


def unlink_identity_card(store: Store, number: int, *, clock: Clock) -> bool:
    """Let no identity card open anything for this reader any more; whether one did.

    Raises Refused(`reader_unknown` | `reader_erased`).
    """
    moment = clock()
    with store.writing() as tx:
        readers.present(tx, number)
        return _unlink(tx, journal.Writer(tx, moment), number)


def _unlink(tx: Database, writer: journal.Writer, number: int) -> bool:
    links = identity_links.of_reader(tx, number)
    for card in links:
        readers.revoke_card(tx, writer, card)
    return bool(links)
