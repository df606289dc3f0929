"""Invented years of applications: units, applications, scores and ledger, from one seed.

``write_year`` makes a whole folder that the program reads; ``python -m scenarios.generate`` only
its three workbooks.
"""

from scenarios.generator.folder import write_year

__all__ = ["write_year"]
