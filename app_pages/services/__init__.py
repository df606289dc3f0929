"""What single pages ask of the optimizer, one file a topic."""
