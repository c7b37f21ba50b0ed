from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured

from providers.actions.people import staff_demo
from sitis.accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD, people
from sitis.accounts.models import User
from sitis.rooms import DemoOrder
from tests.factories import DistrictFactory, OrpFactory, ProviderFactory

ORDER = DemoOrder(services=10, years=1, seed=1, day=date(2026, 3, 31))

pytestmark = pytest.mark.django_db


def test_there_is_one_account_for_each_role_and_its_password_works():
    OrpFactory(), OrpFactory(code="6219", ruian_code="1643", name="Vyškov"), DistrictFactory()

    people(ORDER)
    people(ORDER)  # a second start makes nobody twice
    staff_demo(ProviderFactory(), day=ORDER.day)

    users = {user.email: user for user in User.objects.all()}
    assert set(users) == {account.email for account in DEMO_ACCOUNTS}
    for account in DEMO_ACCOUNTS:
        user = users[account.email]
        assert user.check_password(DEMO_PASSWORD)
        assert [held.role for held in user.held_roles] == [account.role]
        assert user.permissions == set(account.permissions)
        assert account.email.endswith(".example")


def test_no_known_password_gets_into_production(settings):
    settings.MODE = "production"

    with pytest.raises(ImproperlyConfigured):
        people(ORDER)
    with pytest.raises(ImproperlyConfigured):
        staff_demo(ProviderFactory(), day=ORDER.day)

    assert User.objects.count() == 0
