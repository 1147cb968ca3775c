"""What happens behind the officer's screens."""
