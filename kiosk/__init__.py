"""What a library point is: facts, rules, storage, use cases. No Qt, no network."""
