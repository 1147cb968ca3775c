"""From a drawn page to the printer or a file."""
