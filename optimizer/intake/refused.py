"""How the child process says that a file is refused: a code and plain values, nothing heavier."""

from __future__ import annotations


class RefusedError(Exception):
    """The whole file is refused, with the code of the sentence and what fills it."""

    def __init__(self, code: str, value: str = "", **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.value = value[:80]
        self.params = params
