"""The record of decisions: events in a hash chain that nobody can alter unseen.

START at :mod:`.record`, which adds an event; :mod:`.verify` says where a chain does not hold.
"""
