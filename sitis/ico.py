"""The number of an organisation (IČO)."""

from stdnum.cz.dic import calc_check_digit_legal


def ico_is_right(ico: str) -> bool:
    """Whether ``ico`` has eight digits and the right check digit; leading zeros count.

    Not by the library's whole test: it is one of tax numbers and refuses an IČO beginning with 9.

    >>> ico_is_right("00025232"), ico_is_right("25232"), ico_is_right("12345678")
    (True, False, False)
    """
    if len(ico) != 8 or not (ico.isascii() and ico.isdigit()):
        return False
    return calc_check_digit_legal(ico[:7]) == ico[7]
