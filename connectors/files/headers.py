"""Which field a column's header means, in each table.

`store.schema` holds the plain words. This adds what HubSpot's and Salesforce's exports write, and
the columns that are no field of ours but decide one: a lead's `Converted`, a deal's `Is Won`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from store.schema import ENTITIES, Entity, FieldSpec, Kind

_VENDOR: dict[str, dict[str, str]] = {
    "account": {
        "external_id": "record id - company|company record id|account 18 id|account id 18",
        "name": "company / account|business name|account legal name",
        "industry": "industry group|category",
        "employee_count": "no. of employees|employees count|number employees|company size",
        "owner_id": "company owner|owner full name|account owner alias",
        "lead_source": "account source",
        "created_on": "account created date|date entered",
        "currency": "annual revenue currency|currency iso code",
        "parent_name": "parent account name|associated parent company",
        "postal_code": "billing postal code|shipping zip/postal code",
    },
    "contact": {
        "external_id": "record id - contact|contact record id|contact id 18|contact 18 id",
        "owner_id": "contact owner full name|contact owner alias",
        "account_id": "primary associated company id|associated company ids|company id"
        "|associated company ids primary|primary associated company|company record id",
        "phone": "office phone|direct phone|phone 1",
        "mobile": "mobile phone|mobile number",
        "street": "mailing street address|other street",
        "lead_source": "original source type|contact source|latest source",
        "email": "contact email|email 1",
        "postal_code": "mailing postal code|mailing zip code",
        "created_on": "contact created date",
    },
    "lead": {
        "external_id": "record id - lead|lead record id|lead id 18|prospect id|lead number",
        "company_name": "company / account|company account",
        "lead_source": "lead origin|original source type",
        "owner_id": "lead owner alias|lead owner full name",
        "created_on": "lead created date",
        "status": "lead state",
        "converted_on": "lead converted date|date converted",
        "postal_code": "zip/postal code",
    },
    "opportunity": {
        "external_id": "record id - deal|deal record id|opportunity id 18",
        "account_id": "associated company ids|associated company id|primary associated company id"
        "|associated company ids primary|associated company primary|primary company",
        "stage": "deal stage name|opportunity stage",
        "amount_cents": "amount converted|deal value in company currency|total amount",
        "currency": "amount currency|currency iso code|deal currency code",
        "closed_on": "date closed|actual close",
        "product": "product interest|primary product",
        "forecast_category": "forecast category name|manual forecast category",
        "loss_reason": "closed lost reason|reason lost|deal lost reason",
        "created_on": "deal create date|opportunity created date",
        "description": "deal description",
        "segment": "market segment",
    },
    "stage_history": {
        "opportunity_id": "opportunity name|deal name|record id|deal record id",
        "from_stage": "old stage|from",
        "stage": "new stage|to",
        "entered_at": "last modified date|date entered|stage change date|change date",
    },
    "activity": {
        "external_id": "record id - task|record id - call|record id - meeting|record id",
        "kind": "task type|engagement type|event subtype",
        "subject": "task title|activity subject|call title|meeting name|email subject|task name",
        "body": "task notes|call notes|body preview|meeting description|note body|email body",
        "occurred_at": "create date|activity date/time|due date/time|start date time|call date"
        "|meeting start time|timestamp|due date only",
        "owner_id": "assigned|assigned to|activity assigned to|assigned to name|activity owner",
        "account_id": "company / account|associated company|related account|associated company ids",
        "contact_id": "associated contact|associated contact ids|contact name|name id",
        "lead_id": "associated lead",
        "opportunity_id": "associated deal|associated deal ids|related to id|opportunity name",
        "direction": "call direction|activity direction",
    },
    "product": {"external_id": "product code|sku code|product 18 id"},
    "user": {
        "external_id": "sales rep id|employee id",
        "name": "sales agent name|rep name|seller|salesperson|account executive|employee",
        "title": "user title|role name",
        "manager_id": "sales manager|manager full name|team lead",
    },
    "quota": {
        "user_id": "rep name|sales rep|owner name|quota owner|user email|rep email",
        "amount_cents": "quota target|target amount",
        "starts_on": "period start date|from",
        "ends_on": "period end date|to",
    },
}


def _flag(name: str, headers: str) -> FieldSpec:
    return FieldSpec(name, Kind.FLAG, name.replace("_", " "), (), _split(headers))


def _split(words: str) -> tuple[str, ...]:
    return tuple(word for word in words.split("|") if word)


_OPTED_OUT = _flag(
    "opted_out",
    "email opt out|opted out of email|unsubscribed|unsubscribed from all email"
    "|has opted out of email|do not email|opt out",
)
_OPTED_IN = _flag("opted_in", "opt in|opted in|marketing consent|email opt in|consent given")
_DECIDING: dict[str, tuple[FieldSpec, ...]] = {
    "contact": (_OPTED_OUT, _OPTED_IN),
    "lead": (_flag("converted", "converted|is converted"),),
    "opportunity": (
        _flag("is_won", "is won|won|is closed won|closed won"),
        _flag("is_lost", "is lost|is closed lost|closed lost"),
        _flag("is_closed", "is closed|closed|is deal closed"),
        FieldSpec(
            "probability",
            Kind.SHARE,
            "probability",
            (),
            _split("probability|deal probability|probability (%)|win probability"),
        ),
    ),
}
"""Columns that are no field, but decide one: `connectors.files.rules` reads them."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One table's fields and, for each known header, the field that it means."""

    entity: Entity
    fields: dict[str, FieldSpec]
    by_header: dict[str, str]


def plain(header: str) -> str:
    """A header without case, spaces and punctuation: how headers are compared.

    >>> plain("Billing Zip/Postal Code") == plain("BillingZip_PostalCode")
    True
    """
    return "".join(letter for letter in header.casefold() if letter.isalnum())


@cache
def vocabulary(table: str) -> Vocabulary:
    """What the headers of `table` may be called."""
    entity = ENTITIES[table]
    fields: dict[str, FieldSpec] = {}
    by_header: dict[str, str] = {}
    for spec in (*_DECIDING.get(table, ()), *entity.fields):
        fields[spec.name] = spec
        vendor = _split(_VENDOR.get(table, {}).get(spec.name, ""))
        for word in (spec.name, spec.name.removesuffix("_cents"), *spec.headers, *vendor):
            by_header.setdefault(plain(word), spec.name)
    return Vocabulary(entity, fields, by_header)


@cache
def own_vocabulary(table: str) -> Vocabulary:
    """What the headers of an export of the store's own are called: its labels, before all else.

    There `id` is the store's own, and names the row; that in the source is known already.
    """
    usual = vocabulary(table)
    fields = (spec for spec in usual.entity.fields if spec.name != "external_id")
    labels = {plain(spec.label): spec.name for spec in fields}
    return replace(usual, by_header=usual.by_header | labels)


def is_own(header: Sequence[str]) -> bool:
    """Whether a file was exported from this store: no other has both kinds of id."""
    return {"id", "idinthesource"} <= {plain(name) for name in header}
