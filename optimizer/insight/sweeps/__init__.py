"""Many solves of one kind: on several processes or machines, resumed, always the same answers."""
