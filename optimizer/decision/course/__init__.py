"""The course of a plan: its states, what each step needs and records, and what a meeting decides.

START at :mod:`.states` (one table), then :mod:`.transition` (one pure function).
"""
