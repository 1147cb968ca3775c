"""What people see and touch: the visitor's screens, the officer's console, the terminal."""
