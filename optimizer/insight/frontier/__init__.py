"""What another budget, another pool or another aim would bring: exact lines, and points."""
