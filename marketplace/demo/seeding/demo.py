"""Seeds the demo marketplace, from the firms to the last timer, in one transaction."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

from django.db import transaction
from tqdm import tqdm

from capacity.models import Resource
from marketplace.accounts.models import Organisation
from marketplace.demo.machines import machines
from marketplace.demo.reading import providers
from marketplace.demo.seeding import places, shelves
from marketplace.demo.seeding.author import Author
from marketplace.demo.seeding.floor import open_floor
from marketplace.demo.seeding.invoices import make_invoices
from marketplace.demo.seeding.lives import Happening
from marketplace.demo.seeding.orders import OrderBook
from marketplace.demo.seeding.people import FIRST_CUSTOMER, FIRST_PROVIDER, People, make_people
from marketplace.demo.seeding.scenes import tell_scenes
from marketplace.demo.seeding.story import BOOKINGS, tell_story
from marketplace.demo.seeding.troubles import Trouble, make_troubles, save_troubles
from marketplace.demo.seeding.writing import write_claims, write_events, write_lives

SEED = "rongtong"


def is_seeded() -> bool:
    return Organisation.objects.filter(slug__in=[each.slug for each in providers()]).exists()


def seed(now: datetime) -> Author:
    """
    Everything relative to `now`; the same `now` gives the same marketplace.

    The database holds none of the demo yet (see is_seeded).
    """
    now = now.astimezone(UTC).replace(microsecond=0)
    with transaction.atomic():
        people = _make_catalogue(now)
        author = author_of(people, now)
        troubles, happenings = make_troubles(author)
        with tqdm(total=BOOKINGS, desc="Bookings", unit="", disable=None) as bar:
            tell_scenes(author)
            bar.update(len(author.lives))
            tell_story(author, bar.update)
        _write(author, troubles, happenings)
        firms = people.organisations
        make_invoices(firms[FIRST_PROVIDER], firms[FIRST_CUSTOMER], now)
    return author


def _make_catalogue(now: datetime) -> People:
    everything = machines()
    with tqdm(total=len(everything), desc="Machines", unit="", disable=None) as bar:
        people = make_people(now)
        resources = places.make_resources(everything, places.make_sites(people.organisations))
        places.make_units(everything, resources)
        places.make_openings(everything, resources, now)
        bar.update(len(everything) // 2)
        places.make_limits(everything, resources)
        places.grant_qualifications(people.customers, now)
        shelves.make_listings(everything, resources, people, now)
        shelves.make_offers(everything, resources)
        bar.update(len(everything) - bar.n)
    return people


def author_of(people: People, now: datetime) -> Author:
    """He sees what the public sees: only published machines are booked."""
    chance = Random(SEED)  # noqa: S311 - the same demo on every machine, not a secret
    listed = Resource.objects.published().for_page()
    resources = list(listed.prefetch_related("policy__required_qualifications").order_by("pk"))
    families = {machine.slug: machine.family for machine in machines()}
    floor = open_floor(resources, families, now)
    return Author(floor, OrderBook(resources, chance), people, now, chance)


def _write(author: Author, troubles: list[Trouble], happenings: list[Happening]) -> None:
    lives = author.lives
    with tqdm(total=len(lives), desc="Writing", unit="", disable=None) as bar:
        save_troubles(troubles)
        write_lives(lives)
        bar.update(len(lives) // 2)
        write_claims(lives, troubles, author.now)
        write_events([*happenings, *(each for life in lives for each in life.happenings)])
        bar.update(len(lives) - bar.n)
