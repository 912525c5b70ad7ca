"""What a day of delay costs, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from payments.policies.prompt_payment import LateRate


def late_rate_text(rate: LateRate) -> str:
    """Empty where nothing was agreed and no regulation says."""
    if rate.ppm is not None:
        share = f"{rate.ppm // 10_000}.{rate.ppm % 10_000:04d}".rstrip("0")
        return _("%(share)s%% of the amount for each day of delay") % {"share": share}
    if rate.basis_points is not None:
        share = f"{rate.basis_points // 100}.{rate.basis_points % 100:02d}"
        return _("%(share)s%% a year, for each day of delay") % {"share": share}
    return ""
