"""The course of a plan to public money: who may do what, when, why, and a record nobody can alter.

START at :mod:`optimizer.decision.service`, the only door: every call names the person and the
moment, rights are checked there, and what is refused is recorded too.
"""
