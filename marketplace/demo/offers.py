"""How the demo's machines are sold: offers with rates by customer class and time band, and extras."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

from capacity.enums import ChargeMode, ExtraKind, ExtraUnit, OfferKind, RateUnit
from marketplace.accounts.enums import SizeClass
from marketplace.demo.shapes import Machine, Provider, Words
from marketplace.money import share

RENTAL_TAX, TESTING_TAX = 1300, 600  # basis points: 13 % on leasing and processing, 6 % on services

# Per cent of the list price. Large firms pay the list price; small ones less, as the plan of 2018 asks.
BY_CLASS = {SizeClass.MEDIUM: 95, SizeClass.SMALL: 90, SizeClass.MICRO: 85, SizeClass.INSTITUTION: 92}
PUBLIC_BY_CLASS = {SizeClass.SMALL: 90, SizeClass.MICRO: 80, SizeClass.INSTITUTION: 75}
NIGHT = (time(20), time(8))
NIGHT_PER_CENT, WEEKEND_PER_CENT = 80, 90


@dataclass(frozen=True)
class RatePlan:
    """Minor units of CNY; no class is the list price, no band the whole week."""

    unit: RateUnit
    amount_minor: int
    customer_class: str = ""
    weekdays: tuple[int, ...] = ()
    band: tuple[time, time] | None = None


@dataclass(frozen=True)
class ExtraPlan:
    kind: ExtraKind
    name: Words
    unit: ExtraUnit
    amount_minor: int
    is_required: bool = False


@dataclass(frozen=True)
class TierPlan:
    notice_minutes: int
    refund_basis_points: int


@dataclass(frozen=True)
class OfferPlan:
    kind: OfferKind
    name: Words
    rates: tuple[RatePlan, ...]
    tiers: tuple[TierPlan, ...]
    extras: tuple[ExtraPlan, ...] = ()
    charge_mode: ChargeMode = ChargeMode.RESERVED
    is_instant: bool = False
    set_up_minor: int = 0
    minimum_charge_minor: int = 0
    tax_basis_points: int = RENTAL_TAX


STRICT = (TierPlan(72 * 60, 10_000), TierPlan(24 * 60, 5_000), TierPlan(0, 0))
USUAL = (TierPlan(48 * 60, 10_000), TierPlan(24 * 60, 5_000), TierPlan(0, 1_000))
EASY = (TierPlan(24 * 60, 10_000), TierPlan(4 * 60, 5_000))

OPERATOR = Words("操作员", "Operator")
TRAINING = Words("上机培训", "Training on the machine")

# What is used up, by family: name, unit and price in fen.
CONSUMABLES: dict[str, tuple[Words, ExtraUnit, int]] = {
    "cutting": (Words("公用刀具损耗", "Wear of shared tools"), ExtraUnit.HOUR, 1500),
    "sheet": (Words("去毛刺", "Deburring"), ExtraUnit.HOUR, 4500),
    "additive": (
        Words("后处理（喷砂、去支撑）", "Finishing: blasting, supports off"),
        ExtraUnit.BOOKING,
        26000,
    ),
    "moulding": (Words("模温机与干燥机", "Mould heater and dryer"), ExtraUnit.HOUR, 1200),
    "heat": (Words("随炉试样与金相", "Samples and metallography"), ExtraUnit.BOOKING, 18000),
    "metrology": (Words("盖章报告", "Stamped report"), ExtraUnit.PIECE, 8000),
    "lab": (Words("制样（喷金、研磨）", "Sample preparation"), ExtraUnit.PIECE, 6000),
}
SET_UP_YUAN = {
    "cutting": 400, "sheet": 120, "additive": 300, "moulding": 350, "heat": 0, "metrology": 100, "lab": 0,
}  # fmt: skip


def offers(machine: Machine, provider: Provider) -> list[OfferPlan]:
    """One to three ways of selling the machine, the one most asked for first."""
    match machine.family:
        case "lab" | "metrology":
            return [_self_service(machine, provider), _testing(machine, provider)]
        case "heat":
            return [_processing(machine, provider), _rental(machine, provider)]
        case "additive":
            return [_rental(machine, provider), _by_piece(machine, provider)]
    plans = [_rental(machine, provider)]
    return plans if _number(machine) % 3 == 0 else [*plans, _processing(machine, provider)]


def _number(machine: Machine) -> int:
    """A number that is the machine's own, for what should differ between neighbours."""
    return sum(map(ord, machine.slug))


def _charge_mode(machine: Machine) -> ChargeMode:
    """Shops differ: some charge what runs over as well, some what was used alone, some what was reserved."""
    return (ChargeMode.OVERAGE, ChargeMode.USED, ChargeMode.RESERVED)[_number(machine) % 3]


def _rental(machine: Machine, provider: Provider) -> OfferPlan:
    return OfferPlan(
        OfferKind.BARE_RENTAL,
        Words("裸机租用", "Bare rental"),
        tuple(_hourly(machine, provider, machine.hour_minor)),
        tiers=USUAL if _number(machine) % 2 else STRICT,
        extras=(_operator(machine), _consumable(machine), _training(machine)),
        charge_mode=_charge_mode(machine),
        is_instant=_number(machine) % 5 == 2,
        set_up_minor=SET_UP_YUAN[machine.family] * 100,
        minimum_charge_minor=machine.hour_minor * 2 // 10_000 * 10_000,
    )


def _processing(machine: Machine, provider: Provider) -> OfferPlan:
    """With the provider's own people on the customer's material (toll processing)."""
    hour_minor = share(machine.hour_minor, 135, 100) // 500 * 500
    return OfferPlan(
        OfferKind.PROCESSING,
        Words("来料加工", "Processing of your material"),
        tuple(_hourly(machine, provider, hour_minor)),
        tiers=STRICT,
        extras=(_consumable(machine),),
        set_up_minor=SET_UP_YUAN[machine.family] * 150,
        minimum_charge_minor=hour_minor * 3,
    )


def _by_piece(machine: Machine, provider: Provider) -> OfferPlan:
    job_minor = machine.hour_minor * 9 // 10_000 * 10_000
    return OfferPlan(
        OfferKind.PROCESSING,
        Words("代打（按版）", "Printed for you, by the build"),
        tuple(_for_classes(provider, RateUnit.JOB, job_minor)),
        tiers=STRICT,
        extras=(_consumable(machine),),
        minimum_charge_minor=job_minor // 2,
    )


def _testing(machine: Machine, provider: Provider) -> OfferPlan:
    sample_minor = max(machine.hour_minor * 2 // 3 // 1000 * 1000, 5000)
    return OfferPlan(
        OfferKind.TESTING,
        Words("按样检测", "Testing per sample"),
        tuple(_for_classes(provider, RateUnit.SAMPLE, sample_minor)),
        tiers=EASY,
        extras=(_consumable(machine),),
        charge_mode=ChargeMode.USED,
        minimum_charge_minor=sample_minor * 2,
        tax_basis_points=TESTING_TAX,
    )


def _self_service(machine: Machine, provider: Provider) -> OfferPlan:
    return OfferPlan(
        OfferKind.BARE_RENTAL,
        Words("自主上机", "Run it yourself"),
        tuple(_hourly(machine, provider, machine.hour_minor)),
        tiers=EASY,
        extras=(_operator(machine), _training(machine)),
        charge_mode=ChargeMode.USED,
        is_instant=provider.is_institution and _number(machine) % 2 == 0,
        set_up_minor=SET_UP_YUAN[machine.family] * 100,
        tax_basis_points=TESTING_TAX,
    )


def _hourly(machine: Machine, provider: Provider, hour_minor: int) -> Iterator[RatePlan]:
    """The list price and the classes' prices, each with a cheaper band where the shop has one."""
    yield from _for_classes(provider, RateUnit.HOUR, hour_minor)
    if machine.pattern in ("two_shifts", "round_the_clock", "always", "nights"):
        night = share(hour_minor, NIGHT_PER_CENT, 100)
        yield from _for_classes(provider, RateUnit.HOUR, night, band=NIGHT)
    elif machine.pattern == "day":
        saturday = share(hour_minor, WEEKEND_PER_CENT, 100)
        yield from _for_classes(provider, RateUnit.HOUR, saturday, weekdays=(6, 7))


def _for_classes(
    provider: Provider,
    unit: RateUnit,
    amount_minor: int,
    *,
    weekdays: tuple[int, ...] = (),
    band: tuple[time, time] | None = None,
) -> Iterator[RatePlan]:
    yield RatePlan(unit, amount_minor, "", weekdays, band)
    per_cents = PUBLIC_BY_CLASS if provider.is_institution else BY_CLASS
    for size_class, per_cent in per_cents.items():
        yield RatePlan(unit, share(amount_minor, per_cent, 100), size_class.value, weekdays, band)


def _operator(machine: Machine) -> ExtraPlan:
    amount_minor = 9000 if machine.hour_minor >= 20_000 else 6000
    return ExtraPlan(ExtraKind.OPERATOR, OPERATOR, ExtraUnit.HOUR, amount_minor)


def _training(machine: Machine) -> ExtraPlan:
    amount_minor = 60_000 if machine.hour_minor >= 20_000 else 30_000
    return ExtraPlan(ExtraKind.TRAINING, TRAINING, ExtraUnit.BOOKING, amount_minor)


def _consumable(machine: Machine) -> ExtraPlan:
    name, unit, amount_minor = CONSUMABLES[machine.family]
    return ExtraPlan(ExtraKind.CONSUMABLE, name, unit, amount_minor)
