"""Who plans in the invented region: a coordinator of each ORP, a member of each okres team."""

from datetime import date

from django.contrib.auth.hashers import make_password

from planning.demo.world import World
from providers.demo.names import person
from sitis.accounts.demo import DEMO_PASSWORD, refuse_outside_demo
from sitis.accounts.models import Role, RoleHolding, User
from sitis.words import fold, search_text


def set_people(world: World) -> None:
    """Who is missing is added; all sign in with the password of the demo."""
    refuse_outside_demo()
    since = date(min(world.cycles.finished.first - 3, world.day.year - 1), 1, 1)
    held = RoleHolding.objects.filter(role__in=[Role.ORP_COORDINATOR, Role.DISTRICT_MEMBER])
    for holding in held.select_related("user").order_by("pk"):
        world.authors.setdefault(holding.orp_id or holding.district_id or "", holding.user)
    pen = world.pen(since)
    wanted = [(Role.ORP_COORDINATOR, "orp", place) for place in world.orps]
    wanted += [(Role.DISTRICT_MEMBER, "okres", place) for place in world.districts]
    hashed = make_password(DEMO_PASSWORD)  # once: it takes its time on purpose
    users, holdings = [], []
    for role, domain, place in wanted:
        if place.code in world.authors:
            continue
        email = f"{'-'.join(fold(place.name).split())}@{domain}.example"
        name = " ".join(person(world.random("person", place.code)))
        search = search_text(name, email)
        user = User(email=email, name=name, password=hashed, joined_at=pen.at, search=search)
        users.append(user)
        world.authors[place.code] = user
        column = "orp" if role == Role.ORP_COORDINATOR else "district"
        holdings.append(RoleHolding(user=user, role=role, valid_from=since, **{column: place}))
    pen.make(User, users)
    pen.make(RoleHolding, holdings)
    _widen(since)


def _widen(since: date) -> None:
    """Those whom the ground floor made have planned here from the beginning too."""
    planning = [Role.ORP_COORDINATOR, Role.DISTRICT_MEMBER]
    RoleHolding.objects.filter(role__in=planning, valid_from__gt=since).update(valid_from=since)
