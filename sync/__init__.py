"""How the journal travels: the pure protocol, the kiosk's client and the provincial server."""
