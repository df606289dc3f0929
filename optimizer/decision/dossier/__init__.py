"""One file that holds a decision whole, and its check on another machine.

The check reads law, applications and amounts again with :mod:`optimizer.verify`; it needs no
store, no solver and no pages.
"""
