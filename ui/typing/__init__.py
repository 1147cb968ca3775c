"""Typing a person's name: by keys on the screen, by Telex and by VNI. Pure: no Qt."""
