"""What follows from an allocation: prices, and what would change it. Asked by solving again."""
