"""One file a rule: what it asks of the awards, and how it enters the program."""
