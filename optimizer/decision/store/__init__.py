"""The store of decisions: SQLite in a data folder, or PostgreSQL by URL.

It keeps documents and knows no rules. Nothing else in the program sees a database.
"""
