from capacity.models.booking import Booking, BookingStep, Proposal
from capacity.models.calendar import OpeningException, OpeningRule, Outage
from capacity.models.claim import ArchivedClaim, Claim
from capacity.models.listing import ListingRevision, Specification
from capacity.models.offer import CancellationTier, Extra, Offer, Rate
from capacity.models.policy import Policy, Qualification, QualificationGrant
from capacity.models.resource import Resource, Site, Unit

__all__ = [
    "ArchivedClaim",
    "Booking",
    "BookingStep",
    "CancellationTier",
    "Claim",
    "Extra",
    "ListingRevision",
    "Offer",
    "OpeningException",
    "OpeningRule",
    "Outage",
    "Policy",
    "Proposal",
    "Qualification",
    "QualificationGrant",
    "Rate",
    "Resource",
    "Site",
    "Specification",
    "Unit",
]
