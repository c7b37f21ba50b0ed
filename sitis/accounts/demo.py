"""Invented people of the demo, one for each role. Everybody may know their password."""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from sitis.accounts.models import Permission, Role, RoleHolding, User
from sitis.rooms import DemoOrder
from sitis.territory.models import District, Orp

DEMO_PASSWORD = "ukazka-sitis-2026"  # noqa: S105 - printed for everybody who starts the demo


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """``scope``: code of an ORP or an okres; a provider's people get theirs from its room."""

    email: str
    name: str
    role: Role
    permissions: tuple[str, ...] = ()
    scope: str = ""


DEMO_ACCOUNTS = (
    DemoAccount(
        "urednice@kraj.example",
        "Jana Ukázková",
        Role.OFFICIAL,
        tuple(Permission.values),
    ),
    DemoAccount(
        "registr@kraj.example", "Petr Registrátor", Role.OFFICIAL, (Permission.REGISTRAR.value,)
    ),
    DemoAccount("kyjov@orp.example", "Marie Koordinátorová", Role.ORP_COORDINATOR, scope="6210"),
    DemoAccount("vyskov@orp.example", "Olga Opožděná", Role.ORP_COORDINATOR, scope="6219"),
    DemoAccount("hodonin@okres.example", "Josef Okresní", Role.DISTRICT_MEMBER, scope="CZ0645"),
    DemoAccount("reditelka@poskytovatel.example", "Eva Statutární", Role.PROVIDER_SIGNATORY),
    DemoAccount("pracovnik@poskytovatel.example", "Tomáš Pracovník", Role.PROVIDER_WORKER),
    DemoAccount("auditor@kraj.example", "Alena Kontrolní", Role.AUDITOR),
)

PROVIDER_ACCOUNTS = tuple(one for one in DEMO_ACCOUNTS if one.role.startswith("provider_"))


def refuse_outside_demo() -> None:
    """Raises ImproperlyConfigured where a known password would be a hole."""
    if settings.MODE not in {"demo", "test"}:
        raise ImproperlyConfigured("The demo's accounts are made only with SITIS_MODE=demo.")


@transaction.atomic
def people(order: DemoOrder) -> list[User]:
    """Make the demo's accounts and their regional and territorial roles; those that stand stay."""
    refuse_outside_demo()
    return [_person(account, order) for account in DEMO_ACCOUNTS]


def _person(account: DemoAccount, order: DemoOrder) -> User:
    user = User.objects.filter(email=account.email).first()
    if user is None:
        user = User.objects.create_user(account.email, DEMO_PASSWORD, name=account.name)
    if account not in PROVIDER_ACCOUNTS and not user.holdings.exists():
        RoleHolding.objects.create(
            user=user,
            role=account.role,
            permissions=list(account.permissions),
            orp=Orp.objects.filter(code=account.scope).first(),
            district=District.objects.filter(code=account.scope).first(),
            valid_from=order.day.replace(month=1, day=1),
        )
    return user
