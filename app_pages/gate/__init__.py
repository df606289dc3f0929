"""The gate before the pages where there are accounts: sign-in, sessions, and what each answer says.

``server.py`` puts :class:`.middleware.Gate` around the pages; :mod:`.routes` are the few addresses
that it opens to everybody.
"""
