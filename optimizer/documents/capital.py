"""Money in Chinese capital numerals (人民币大写), as payment papers write it.

Source: the central bank's rules for writing bills (正确填写票据和结算凭证的基本规定). A zero is
named once between figures, whole yuan end with 整, tenths and hundredths are named when they are
there; a zero that the rules leave free is left out.
"""

from __future__ import annotations

from optimizer.money import FEN_PER_YUAN

DIGITS = "零壹贰叁肆伍陆柒捌玖"
#: Places below a myriad, lowest first, and the words for the myriad and its square.
PLACES = ("", "拾", "佰", "仟")
MYRIAD, MYRIAD_WORD = 10_000, "万"
SQUARE, SQUARE_WORD = MYRIAD**2, "亿"


def _below_myriad(number: int) -> str:
    text, pending = "", False
    for place in reversed(range(len(PLACES))):
        digit = number // 10**place % 10
        if digit:
            text += (DIGITS[0] if pending else "") + DIGITS[digit] + PLACES[place]
            pending = False
        else:
            pending = bool(text)
    return text


def _whole(number: int) -> str:
    """Write a positive integer."""
    for unit, word in ((SQUARE, SQUARE_WORD), (MYRIAD, MYRIAD_WORD)):
        high, low = divmod(number, unit)
        if high:
            zero = DIGITS[0] if 0 < low < unit // 10 else ""
            return _whole(high) + word + zero + (_whole(low) if low else "")
    return _below_myriad(number)


def capital_fen(fen: int) -> str:
    """Write an amount of fen in capital numerals.

    Parameters
    ----------
    fen
        The amount, zero or more.

    Returns
    -------
    str
        Such as ``壹仟零壹万元整`` or ``壹元零伍分``.

    Raises
    ------
    ValueError
        If the amount is negative.
    """
    if fen < 0:
        raise ValueError(fen)
    yuan, rest = divmod(fen, FEN_PER_YUAN)
    tenths, hundredths = divmod(rest, 10)
    text = f"{_whole(yuan)}元" if yuan else ""
    if not rest:
        return f"{text or DIGITS[0] + '元'}整"
    if tenths:
        text += f"{DIGITS[tenths]}角"
    elif text:
        text += DIGITS[0]
    return text + (f"{DIGITS[hundredths]}分" if hundredths else "整")


def capital_yuan(yuan: int) -> str:
    """Write whole yuan in capital numerals; see :func:`capital_fen`."""
    return capital_fen(yuan * FEN_PER_YUAN)
