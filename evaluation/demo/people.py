"""Who reports in the invented region: a worker of each provider that has somebody to report for."""

from datetime import date

from django.contrib.auth.hashers import make_password

from evaluation.demo.world import World
from providers.demo.names import person
from providers.demo.own import Pen
from providers.models import Membership, Provider
from sitis.accounts.demo import DEMO_PASSWORD, PROVIDER_ACCOUNTS, refuse_outside_demo
from sitis.accounts.models import Role, User
from sitis.words import search_text


def set_people(world: World) -> None:
    """Who works for a provider already stays, and has worked there from the beginning."""
    refuse_outside_demo()
    since = date(world.season.years[0], 1, 1)
    emails = [account.email for account in PROVIDER_ACCOUNTS]
    held = Membership.objects.filter(user__email__in=emails)
    held.filter(valid_from__gt=since).update(valid_from=since)
    for row in held.select_related("user").order_by("-role"):  # the worker before the signatory
        world.workers.setdefault(row.provider_id, row.user)
    world.own_providers = set(world.workers)
    pen = Pen(world.analyst, world.season.started)
    hashed = make_password(DEMO_PASSWORD)  # once: it takes its time on purpose
    users = []
    providers = [p for p in Provider.objects.order_by("pk") if p.pk not in world.workers]
    for provider in providers:
        email = f"vykazy-{provider.ico}@poskytovatel.example"
        name = " ".join(person(world.random("person", provider.ico)))
        search = search_text(name, email)
        user = User(email=email, name=name, password=hashed, joined_at=pen.at, search=search)
        users.append(user)
        world.workers[provider.pk] = user
    pen.make(User, users)
    worker = Role.PROVIDER_WORKER
    pen.make(
        Membership,
        [
            Membership(provider=provider, user=user, role=worker, valid_from=since)
            for provider, user in zip(providers, users, strict=True)
        ],
    )
