"""What people type into a number field."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.numbers import NotANumber, read_number, shown, typed_form


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1 234,50", "1234.50"),
        ("1234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1\u00a0234\u202f567", "1234567"),
        ("−12,5", "-12.5"),
        ("-0", "0"),
        ("−0,00", "0"),
        ("+7", "7"),
        (",5", "0.5"),
        ("6,200000", "6.20"),
    ],
)
def test_comma_point_spaces_and_signs_are_read(typed, number):
    assert read_number(typed) == Decimal(number)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("sto", "Napište číslo, například 1 234,50."),
        ("1e999", "Napište číslo celé, číslicemi."),
        ("1E5", "Napište číslo celé, číslicemi."),
        ("NaN", "Napište číslo, například 1 234,50."),
        ("Infinity", "Napište číslo, například 1 234,50."),
        ("1,2,3", "Napište číslo, například 1 234,50."),
        ("١٢", "Napište číslo, například 1 234,50."),
        ("12 Kč", "Napište číslo, například 1 234,50."),
        ("1,234", "Napište nejvýše 2 desetinná místa."),
        ("9" * 15, "Číslo je příliš dlouhé. Zkontrolujte, co jste napsali."),
        ("9" * 5000, "Číslo je příliš dlouhé. Zkontrolujte, co jste napsali."),
    ],
)
def test_what_is_no_number_is_told(typed, why):
    with pytest.raises(NotANumber) as refused:
        read_number(typed)

    assert str(refused.value) == why


def test_bounds_are_told():
    def refusal(typed, **bounds):
        with pytest.raises(NotANumber) as refused:
            read_number(typed, **bounds)
        return str(refused.value)

    assert refusal("-1", minimum=Decimal(0)) == "Číslo nemůže být záporné."
    assert refusal("1,23", decimals=1) == "Napište nejvýše jedno desetinné místo."
    assert refusal("13", maximum=Decimal(12)) == "Nejvýše 12."
    assert refusal("1,5", decimals=0) == "Napište celé číslo, bez desetinných míst a teček."


@given(st.decimals(min_value=-(10**13), max_value=10**13, places=2, allow_nan=False))
def test_what_is_shown_reads_back_as_it_was(number):
    assert read_number(shown(number)) == number
    assert read_number(typed_form(number)) == number
