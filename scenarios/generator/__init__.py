"""Invented years of applications: units, applications, scores and ledger, from one seed."""
