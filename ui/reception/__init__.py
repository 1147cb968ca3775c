"""What happens behind the visitor's screens."""
