"""What a person asks the catalogue, already parsed; codes are those of the addresses."""

from dataclasses import dataclass

MUNICIPALITIES = 5  # at most so many are asked at once; each has a circle of 20 km to measure

#: groups of filters with many values: inside a group one value is enough, each group must hold
CHOICES = (
    "kinds",
    "branches",
    "groups",
    "forms",
    "districts",
    "orps",
    "municipalities",
    "situations",
)
#: filters that are on or off
SWITCHES = ("weekend", "continuous", "free", "vacancy")


@dataclass(frozen=True, slots=True)
class Question:
    """The query of ``/sluzby/``; nothing said finds everything in the network."""

    text: str = ""
    kinds: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    orps: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    situations: tuple[str, ...] = ()
    age: int | None = None
    weekend: bool = False
    continuous: bool = False
    free: bool = False
    vacancy: bool = False
    everything: bool = False  # all registered services, not only those in the network
    page: int = 1
