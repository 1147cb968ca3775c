"""A parent's slip came back signed."""

from kiosk.clock import Clock, year_of_ages
from kiosk.errors import Refused
from kiosk.rules import ages, registration
from kiosk.storage import journal, reader_notes, readers
from kiosk.storage.connection import Store
from kiosk.usecases.register_reader import CONSENT_TEXT
from kiosk.values import Consent
from sync.protocol.entries import ConsentTold


def tell_consent(store: Store, number: int, *, clock: Clock, consent: Consent = Consent.REPRESENTATIVE) -> None:
    """Record that a representative (or a reader of 16 and more) consented to the present text (Law 91/2025/QH15).

    Who signed stands on the paper slip, which is filed: a reader's sealed fields are never written anew. Told again it
    changes nothing. Raises Refused(`reader_unknown` | `reader_erased` | `representative_must_consent`).
    """
    if consent is Consent.AWAITED:
        raise ValueError("nobody tells that they are still waiting")
    moment = clock()
    with store.writing() as tx:
        reader = readers.present(tx, number)
        if (reader.consent, reader.consent_text) == (consent, CONSENT_TEXT):
            return
        writer = journal.Writer(tx, moment)
        personal = readers.opened(reader, store.keyring)
        if personal is None:
            raise Refused("reader_erased")
        registration.ensure_consent(ages.band(personal.birth_year, year_of_ages(writer.at)), consent)
        told = {"consent": int(consent), "consent_text": CONSENT_TEXT}
        reader_notes.write(tx, writer, store.keyring.device_id, ConsentTold, reader.name, **told)
