"""The wire without the wire: messages, codec, hash chain and state machines. No socket, no database, no clock."""
