"""The people and firms of the demo."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password

from marketplace.accounts.enums import Role
from marketplace.accounts.models import Membership, Organisation, User
from marketplace.demo.reading import customers, providers
from marketplace.demo.shapes import Customer, Provider
from marketplace.demo.signins import BUYER, OPERATOR, PASSWORD, SCHEDULER, SECOND_OPERATOR

FIRST_PROVIDER, FIRST_CUSTOMER = "hengrui", "mingchuan"
COLLEAGUE_LIMIT_MINOR = 200_000  # the second buyer may commit 2,000 yuan alone


@dataclass(frozen=True)
class People:
    """Who acts for whom; organisations by slug, and for each the person who books or schedules."""

    operator: User
    organisations: dict[str, Organisation]
    acting: dict[str, User]
    colleague: User
    customers: list[Organisation] = field(default_factory=list)


def make_people(now: datetime) -> People:
    """Thousands of bookings need somebody at every firm; only four of them can sign in."""
    firms: list[Provider | Customer] = [*providers(), *customers()]
    organisations = Organisation.objects.bulk_create(_organisation(firm, now) for firm in firms)
    by_slug = {organisation.slug: organisation for organisation in organisations}
    users = {firm.slug: _user(_address(firm.slug), firm.contact_name, now) for firm in firms}
    operator = _user(OPERATOR.email, "林岚", now, is_operator=True)
    second = _user(SECOND_OPERATOR.email, "周宁", now, is_operator=True)
    colleague = _user("colleague@mingchuan.rongtong.example", "陈思齐", now)
    User.objects.bulk_create([*users.values(), operator, second, colleague])
    _let_in([users[FIRST_CUSTOMER], users[FIRST_PROVIDER], operator, second])
    Membership.objects.bulk_create(
        [
            *(_membership(users[firm.slug], by_slug[firm.slug]) for firm in firms),
            Membership(
                user=colleague,
                organisation=by_slug[FIRST_CUSTOMER],
                roles=[Role.BUYER.value],
                limit_minor=COLLEAGUE_LIMIT_MINOR,
            ),
        ]
    )
    booking = [by_slug[firm.slug] for firm in customers()]
    return People(operator, by_slug, users, colleague, booking)


def _address(slug: str) -> str:
    named = {FIRST_PROVIDER: SCHEDULER.email, FIRST_CUSTOMER: BUYER.email}
    return named.get(slug, f"office@{slug}.rongtong.example")


def _organisation(firm: Provider | Customer, now: datetime) -> Organisation:
    is_provider = isinstance(firm, Provider)
    return Organisation(
        slug=firm.slug,
        name_zh=firm.name.zh,
        name_en=firm.name.en,
        social_credit_code=firm.social_credit_code,
        size_class=firm.size_class,
        is_provider=is_provider,
        city_zh=firm.city.zh,
        city_en=firm.city.en,
        contact_name=firm.contact_name,
        contact_phone=firm.contact_phone if isinstance(firm, Provider) else "",
        contact_email=_address(firm.slug),
        certificates=list(firm.certificates) if isinstance(firm, Provider) else [],
        verified_at=now - timedelta(days=400),
    )


def _user(email: str, full_name: str, now: datetime, *, is_operator: bool = False) -> User:
    return User(
        email=email,
        full_name=full_name,
        is_operator=is_operator,
        password=UNUSABLE_PASSWORD_PREFIX,
        joined_at=now - timedelta(days=400),
    )


def _let_in(users: list[User]) -> None:
    """Give the four their password, hashed once, and addresses that need no confirmation."""
    hashed = make_password(PASSWORD)
    User.objects.filter(pk__in=[user.pk for user in users]).update(password=hashed)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )


def _membership(user: User, organisation: Organisation) -> Membership:
    roles = {
        FIRST_PROVIDER: [Role.SCHEDULER, Role.LISTER, Role.FINANCE],
        FIRST_CUSTOMER: [Role.BUYER, Role.APPROVER, Role.FINANCE],
    }
    return Membership(
        user=user,
        organisation=organisation,
        roles=[role.value for role in roles.get(organisation.slug, [Role.OWNER])],
    )
