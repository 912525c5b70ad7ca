"""Files that show what was wrong with a disputed line, from both sides."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from capacity.operations.refusals import NotAllowed, Refused
from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Membership
from payments.models import DisputeFile, LineDispute
from payments.operations.billing.locking import lock_dispute
from payments.policies.disputing import answering_side
from payments.policies.evidence import MOST_BYTES, MOST_FILES, Kind, kind_of


class FileNotTaken(Refused):
    """It is no picture and no PDF, too large, or one too many."""


@dataclass(frozen=True)
class Sent:
    """A file as it came."""

    name: str
    data: bytes


def add_files(*, dispute: LineDispute, files: Sequence[Sent], by: Actor, now: datetime) -> None:
    """
    Keep them with the dispute; the same one again changes nothing.

    :raises NotAllowed: the actor speaks for neither side
    :raises IllegalStep: the dispute has ended
    :raises FileNotTaken: one of them may not be sent
    """
    if not files:
        return
    for each in files:
        _checked(each)
    with transaction.atomic():
        booking, _line, dispute = lock_dispute(dispute)
        sender = by.membership
        if answering_side(booking, by) is None or sender is None:
            raise NotAllowed
        known = set(dispute.files.values_list("sha256", flat=True))
        for each in files:
            digest = hashlib.sha256(each.data).hexdigest()
            if digest in known:
                continue
            known.add(digest)
            if len(known) > MOST_FILES:
                raise FileNotTaken(_("At most %(most)s files for a dispute.") % {"most": MOST_FILES})
            _keep(dispute, each, digest, sender, now)


def _checked(sent: Sent) -> Kind:
    told = {"name": sent.name}
    if len(sent.data) > MOST_BYTES:
        raise FileNotTaken(_("“%(name)s” is larger than 10 MB.") % told)
    kind = kind_of(sent.data)
    if kind is None:
        raise FileNotTaken(_("“%(name)s” is no PNG, JPEG, WebP or PDF.") % told)
    return kind


def _keep(dispute: LineDispute, sent: Sent, digest: str, sender: Membership, now: datetime) -> None:
    kind = _checked(sent)
    DisputeFile.objects.create(
        dispute=dispute,
        stored=ContentFile(sent.data, name=f"{uuid4()}{kind.suffix}"),
        name=sent.name[-120:],
        media_type=kind.media_type,
        size=len(sent.data),
        sha256=digest,
        sent_by=sender,
        sent_at=now,
    )
