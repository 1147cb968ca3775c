"""The window's place on its monitor, what may not leave it, and when it rests."""
