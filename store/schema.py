"""What each table and field is called: by people, by file headers, and what kind of value it is.

One declaration serves the importer (headers), the planner (words), the query tools (fields) and
cleanup (kinds). A field that is not declared here cannot be asked for, changed or imported.
"""

from dataclasses import dataclass
from enum import StrEnum

from store.crm import Account, Activity, Contact, Lead, Opportunity, Product, Stage, StageChange
from store.errors import BadInput
from store.people import Quota, Team, User
from store.prospect import FundingRound, ProspectCompany, ProspectPerson
from store.row import BusinessRow


class Kind(StrEnum):
    """What a field holds; importers, cleanup and the planner treat each kind its own way."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    COMPANY = "company"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    FULL_NAME = "full_name"
    TITLE = "title"
    EMAIL = "email"
    PHONE = "phone"
    DOMAIN = "domain"
    URL = "url"
    COUNTRY = "country"
    STATE = "state"
    CITY = "city"
    POSTCODE = "postcode"
    PICKLIST = "picklist"
    MONEY = "money"
    NUMBER = "number"
    YEAR = "year"
    SHARE = "share"
    DATE = "date"
    INSTANT = "instant"
    FLAG = "flag"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field: its column, what it is called, and which file headers mean it.

    `headers` are compared without case, spaces and punctuation. `target` names the table that a
    reference points to; a file gives the target's external id, e-mail or name.
    """

    name: str
    kind: Kind
    label: str
    words: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """One table: what people call its rows, and its fields."""

    name: str
    model: type[BusinessRow]
    label: str
    plural: str
    words: tuple[str, ...]
    fields: tuple[FieldSpec, ...]

    def field(self, name: str) -> FieldSpec:
        """The field called `name`.

        Raises:
            BadInput: There is none; the hint lists those there are.
        """
        for spec in self.fields:
            if spec.name == name:
                return spec
        known = ", ".join(spec.name for spec in self.fields)
        raise BadInput(f"{self.label} has no field {name!r}.", hint=f"Fields: {known}.")


def _f(  # noqa: PLR0913 - a table of declarations reads best as one call a line
    name: str,
    kind: Kind,
    label: str,
    words: str = "",
    headers: str = "",
    target: str | None = None,
) -> FieldSpec:
    return FieldSpec(name, kind, label, _split(words), _split(headers), target)


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())


def _id(headers: str) -> FieldSpec:
    return _f("external_id", Kind.TEXT, "id in the source", "external id|record id", headers)


_OWNER = _f(
    "owner_id", Kind.REFERENCE, "owner", "rep|seller|salesperson|ae|account executive|agent",
    "owner|owner name|record owner|account owner|contact owner|lead owner|opportunity owner"
    "|deal owner|company owner|sales agent|sales rep|owner email|owner id|hubspot owner id",
    target="user",
)  # fmt: skip
_PLACE = (
    _f("street", Kind.TEXT, "street", "address", "street|address|street address|billing street"
       "|mailing street|street address 1|address line 1"),
    _f("city", Kind.CITY, "city", "town|hq city", "city|billing city|mailing city|town"),
    _f("state_region", Kind.STATE, "state", "province|state", "state|state/region|state/province"
       "|billing state|billing state/province|mailing state|mailing state/province|province"
       "|state code|company state code"),
    _f("postal_code", Kind.POSTCODE, "postal code", "zip|zip code|postcode", "postal code|zip"
       "|zip code|postcode|billing zip|billing zip/postal code|mailing zip|mailing zip/postal code"),
    _f("country", Kind.COUNTRY, "country", "nation|hq country", "country|country/region"
       "|billing country|mailing country|office location|country code|company country code"),
)  # fmt: skip
_CREATED = _f("created_on", Kind.DATE, "created", "created on|create date|added",
              "created|created on|created at|create date|created date|date created")  # fmt: skip
_ACTIVE = _f("last_activity_on", Kind.DATE, "last activity", "last touched|last activity",
             "last activity|last activity date|last contacted|last modified date"
             "|last engagement date")  # fmt: skip
_SOURCE = _f("lead_source", Kind.PICKLIST, "lead source", "source|channel|origin",
             "lead source|source|original source|original traffic source|lead origin")  # fmt: skip
_NOTES = _f("description", Kind.LONG_TEXT, "description", "notes|description",
            "description|notes|comments|about us")  # fmt: skip

ACCOUNT = Entity("account", Account, "account", "accounts",
    _split("company|companies|customer|customers|organisation|organization|client|clients"), (
    _id("account id|company id|record id|id|account external id"),
    _f("name", Kind.COMPANY, "name", "company name|account name",
       "name|account|account name|company|company name|organization|organisation"),
    _f("domain", Kind.DOMAIN, "domain", "web domain", "domain|company domain name|email domain"),
    _f("website", Kind.URL, "website", "site|url", "website|website url|url|homepage|web site"),
    _f("phone", Kind.PHONE, "phone", "phone number|telephone", "phone|phone number|telephone"),
    _f("industry", Kind.PICKLIST, "industry", "sector|vertical", "industry|sector|vertical"),
    _f("segment", Kind.PICKLIST, "segment", "tier", "segment|tier|customer segment"),
    _f("kind", Kind.PICKLIST, "type", "account type", "type|account type|company type"),
    _f("employee_count", Kind.NUMBER, "employees", "headcount|size|employee count|staff",
       "employees|number of employees|employee count|headcount|num employees"),
    _f("annual_revenue_cents", Kind.MONEY, "annual revenue", "company revenue|turnover",
       "annual revenue|revenue|company revenue|turnover"),
    _f("currency", Kind.TEXT, "currency", "", "currency|account currency|currency code"),
    _f("founded_year", Kind.YEAR, "founded", "year founded|established",
       "founded|year founded|founded year|year established"),
    *_PLACE,
    _f("parent_name", Kind.COMPANY, "parent company", "parent|subsidiary of",
       "parent|parent account|parent company|subsidiary of"),
    _OWNER, _SOURCE, _NOTES, _CREATED, _ACTIVE,
))  # fmt: skip

CONTACT = Entity("contact", Contact, "contact", "contacts",
    _split("person|people|contact record"), (
    _id("contact id|record id|id|contact external id"),
    _f("first_name", Kind.FIRST_NAME, "first name", "given name",
       "first name|firstname|given name|forename|first"),
    _f("last_name", Kind.LAST_NAME, "last name", "surname|family name",
       "last name|lastname|surname|family name|last"),
    _f("full_name", Kind.FULL_NAME, "name", "full name", "name|full name|contact name|contact"),
    _f("email", Kind.EMAIL, "email", "e-mail|email address|mail",
       "email|e-mail|email address|work email|primary email"),
    _f("other_emails", Kind.TEXT, "other emails", "",
       "other emails|additional emails|additional email addresses|secondary email|email 2"),
    _f("phone", Kind.PHONE, "phone", "phone number|telephone",
       "phone|phone number|telephone|business phone|work phone"),
    _f("mobile", Kind.PHONE, "mobile", "cell|mobile number|cell phone",
       "mobile|mobile phone|mobile phone number|cell|cell phone"),
    _f("title", Kind.TITLE, "job title", "title|role|position|job title",
       "title|job title|position|role|jobtitle"),
    _f("company_name", Kind.COMPANY, "company", "company name",
       "company|company name|organization|organisation|employer"),
    _f("account_id", Kind.REFERENCE, "account", "account",
       "account|account name|account id|associated company|primary company|associated company id",
       target="account"),
    _OWNER,
    _f("website", Kind.URL, "website", "site|url", "website|website url|url|web site|site"),
    *_PLACE, _SOURCE,
    _f("consent", Kind.PICKLIST, "consent", "opt-in|opt-out|opted out|unsubscribed",
       "consent|opt in|marketing consent|email opt out|opted out of email|unsubscribed"),
    _NOTES, _CREATED, _ACTIVE,
))  # fmt: skip

LEAD = Entity("lead", Lead, "lead", "leads", _split("prospect lead|inbound lead"), (
    _id("lead id|prospect id|record id|id|lead number"),
    *(spec for spec in CONTACT.fields if spec.name in {
        "first_name", "last_name", "full_name", "email", "phone", "mobile", "title",
        "company_name", "website", "city", "state_region", "postal_code", "country"}),
    _f("industry", Kind.PICKLIST, "industry", "sector|vertical",
       "industry|sector|vertical|specialization"),
    _f("status", Kind.PICKLIST, "status", "lead status", "status|lead status|lead stage"),
    _SOURCE,
    _f("score", Kind.NUMBER, "score", "lead score", "score|lead score"),
    _OWNER, _CREATED,
    _f("responded_at", Kind.INSTANT, "first response", "responded",
       "first response|responded at|first touched"),
    _f("converted_on", Kind.DATE, "converted", "conversion date",
       "converted on|converted date|conversion date"),
    _f("converted_contact_id", Kind.REFERENCE, "converted contact", "", "converted contact id",
       target="contact"),
    _NOTES,
))  # fmt: skip

OPPORTUNITY = Entity("opportunity", Opportunity, "deal", "deals",
    _split("opportunity|opportunities|opp|opps|sale|sales"), (
    _id("opportunity id|deal id|record id|id"),
    _f("name", Kind.TEXT, "name", "deal name|opportunity name",
       "name|deal name|opportunity name|opportunity|deal"),
    _f("account_id", Kind.REFERENCE, "account", "customer|company|client",
       "account|account name|account id|company|company name|associated company|customer",
       target="account"),
    _OWNER,
    _f("product", Kind.PICKLIST, "product", "item|sku", "product|product name|item"),
    _f("stage", Kind.PICKLIST, "stage", "deal stage|pipeline stage|sales stage",
       "stage|deal stage|sales stage|stage name|pipeline stage"),
    _f("status", Kind.PICKLIST, "status", "outcome", "status|deal status|outcome|is won"),
    _f("amount_cents", Kind.MONEY, "amount", "value|deal size|deal value|price|revenue",
       "amount|deal amount|value|close value|deal value|amount in company currency|arr|acv"),
    _f("currency", Kind.TEXT, "currency", "", "currency|deal currency|currency code"
       "|opportunity currency"),
    _f("kind", Kind.PICKLIST, "type", "deal type", "type|deal type|opportunity type"),
    _f("region", Kind.PICKLIST, "region", "territory|area|office|regional office",
       "region|territory|sales region"),
    _f("segment", Kind.PICKLIST, "segment", "tier", "segment|tier|customer segment"),
    _SOURCE,
    _f("forecast_category", Kind.PICKLIST, "forecast category", "commit|category",
       "forecast category"),
    _f("next_step", Kind.TEXT, "next step", "next action", "next step|next steps"),
    _f("loss_reason", Kind.PICKLIST, "loss reason", "why lost|lost reason",
       "loss reason|closed lost reason|lost reason"),
    _f("push_count", Kind.NUMBER, "pushes", "push count|slips", "push count|times pushed"),
    _f("created_on", Kind.DATE, "created", "created on|opened|engaged",
       "created|created on|created date|create date|engage date|open date|date created"),
    _f("expected_close_on", Kind.DATE, "expected close", "close date|expected close date",
       "close date|expected close date|expected close|estimated close date"),
    _f("closed_on", Kind.DATE, "closed", "closed date|won on|actual close date",
       "closed on|closed date|actual close date|won date"),
    _ACTIVE, _NOTES,
))  # fmt: skip

STAGE_HISTORY = Entity("stage_history", StageChange, "stage change", "stage changes",
    _split("stage history|stage move|stage moves"), (
    _id("history id|id"),
    _f("opportunity_id", Kind.REFERENCE, "deal", "", "opportunity id|deal id|opportunity|deal",
       target="opportunity"),
    _f("from_stage", Kind.PICKLIST, "from stage", "", "from stage|old value|previous stage"),
    _f("stage", Kind.PICKLIST, "stage", "", "to stage|new value|stage|stage name"),
    _f("entered_at", Kind.INSTANT, "entered", "", "entered at|changed at|created date|edit date"
       "|last modified|date"),
    _f("amount_cents", Kind.MONEY, "amount", "", "amount"),
    _f("expected_close_on", Kind.DATE, "expected close", "", "close date|expected close date"),
))  # fmt: skip

ACTIVITY = Entity("activity", Activity, "activity", "activities",
    _split("call|calls|meeting|meetings|touch|touches|task|tasks|note|notes"), (
    _id("activity id|task id|event id|id"),
    _f("kind", Kind.PICKLIST, "type", "activity type", "type|activity type|kind|task subtype"),
    _f("direction", Kind.PICKLIST, "direction", "inbound|outbound", "direction|call type"),
    _f("subject", Kind.TEXT, "subject", "", "subject|title"),
    _f("body", Kind.LONG_TEXT, "text", "", "body|notes|comments|full comments|description"),
    _f("occurred_at", Kind.INSTANT, "date", "when|date", "date|occurred at|activity date"
       "|due date|created date|start"),
    _OWNER,
    _f("account_id", Kind.REFERENCE, "account", "", "account|account id|account name|company",
       target="account"),
    _f("contact_id", Kind.REFERENCE, "contact", "", "contact|contact id|who id|name",
       target="contact"),
    _f("lead_id", Kind.REFERENCE, "lead", "", "lead|lead id", target="lead"),
    _f("opportunity_id", Kind.REFERENCE, "deal", "", "opportunity|opportunity id|deal|deal id"
       "|what id", target="opportunity"),
))  # fmt: skip

PRODUCT = Entity("product", Product, "product", "products",
    _split("sku|skus|item|items"), (
    _id("product id|sku|id"),
    _f("name", Kind.TEXT, "name", "product name", "name|product|product name"),
    _f("series", Kind.PICKLIST, "series", "product line|product family|family|line",
       "series|family|product family|product line"),
    _f("list_price_cents", Kind.MONEY, "list price", "price", "price|list price|sales price"
       "|unit price"),
    _f("currency", Kind.TEXT, "currency", "", "currency|currency code"),
))  # fmt: skip

STAGE = Entity("stage", Stage, "stage", "stages", (), (
    _id("stage id|id"),
    _f("name", Kind.TEXT, "name", "", "stage|name|stage name|label"),
    _f("position", Kind.NUMBER, "position", "order", "position|order|sort order|display order"),
    _f("status", Kind.PICKLIST, "status", "", "status|category"),
    _f("win_rate", Kind.SHARE, "win probability", "probability", "probability|win probability"
       "|default probability"),
))  # fmt: skip

USER = Entity("user", User, "user", "users",
    _split("rep|reps|seller|sellers|owner|owners|salespeople|salesperson|agents|agent|aes"), (
    _id("user id|id|owner id"),
    _f("name", Kind.FULL_NAME, "name", "", "name|full name|user|user name|sales agent|rep"
       "|sales rep|owner"),
    _f("email", Kind.EMAIL, "email", "", "email|user email|e-mail"),
    _f("title", Kind.TITLE, "job title", "title", "title|job title|position"),
    _f("team_id", Kind.REFERENCE, "team", "", "team|team name|team id", target="team"),
    _f("manager_id", Kind.REFERENCE, "manager", "boss|lead", "manager|manager name|reports to",
       target="user"),
    _f("region", Kind.PICKLIST, "region", "office|territory", "region|regional office|office"
       "|territory"),
    _f("active", Kind.FLAG, "active", "", "active|is active"),
    _f("started_on", Kind.DATE, "started", "hired", "start date|started on|hire date"),
    _f("left_on", Kind.DATE, "left", "", "end date|left on|termination date"),
))  # fmt: skip

TEAM = Entity("team", Team, "team", "teams", _split("sales team|sales teams"), (
    _id("team id|id"),
    _f("name", Kind.TEXT, "name", "", "team|name|team name"),
    _f("region", Kind.PICKLIST, "region", "", "region|regional office|office"),
    _f("manager_name", Kind.FULL_NAME, "manager", "", "manager|team lead"),
))  # fmt: skip

QUOTA = Entity("quota", Quota, "quota", "quotas", _split("target|targets"), (
    _id("quota id|id"),
    _f("user_id", Kind.REFERENCE, "rep", "", "rep|owner|user|sales agent|name", target="user"),
    _f("team_id", Kind.REFERENCE, "team", "", "team|team name", target="team"),
    _f("starts_on", Kind.DATE, "start", "", "start|start date|period start|starts on"),
    _f("ends_on", Kind.DATE, "end", "", "end|end date|period end|ends on"),
    _f("amount_cents", Kind.MONEY, "quota", "target", "quota|amount|target|quota amount"),
    _f("currency", Kind.TEXT, "currency", "", "currency|currency code"),
))  # fmt: skip

PROSPECT_COMPANY = Entity("prospect_company", ProspectCompany, "prospect company",
    "prospect companies", _split("prospect|prospects|startup|startups|target company"), (
    _id("permalink|company permalink|company id|uuid|id"),
    _f("name", Kind.COMPANY, "name", "", "name|company name|organization name|company"),
    _f("domain", Kind.DOMAIN, "domain", "", "domain"),
    _f("website", Kind.URL, "website", "", "homepage url|website|url|company url"),
    _f("industry", Kind.PICKLIST, "industry", "sector|category|vertical",
       "category code|company category code|industry|category|market"),
    _f("keywords", Kind.TEXT, "keywords", "tags", "category list|keywords|tags"),
    _f("description", Kind.LONG_TEXT, "description", "", "description|short description|about"),
    _f("status", Kind.PICKLIST, "status", "", "status|operating status"),
    _f("employee_count", Kind.NUMBER, "employees", "headcount|size|employee count",
       "employees|employee count|number of employees"),
    _f("founded_on", Kind.DATE, "founded", "", "founded at|founded on|founded date"),
    _f("founded_year", Kind.YEAR, "year founded", "founded", "founded year|year founded"),
    _f("city", Kind.CITY, "city", "", "city|company city"),
    _f("metro", Kind.PICKLIST, "metro area", "metro|region|area", "region|company region|metro"),
    _f("state_region", Kind.STATE, "state", "", "state code|company state code|state"),
    _f("country", Kind.COUNTRY, "country", "", "country code|company country code|country"),
    _f("raised_cents", Kind.MONEY, "money raised", "raised|total funding|funding",
       "funding total usd|total funding|money raised|funding total"),
    _f("currency", Kind.TEXT, "currency", "", "currency"),
    _f("funding_rounds", Kind.NUMBER, "funding rounds", "", "funding rounds"),
    _f("first_funded_on", Kind.DATE, "first funded", "", "first funding at"),
    _f("last_funded_on", Kind.DATE, "last funded", "", "last funding at"),
))  # fmt: skip

FUNDING_ROUND = Entity("funding_round", FundingRound, "funding round", "funding rounds",
    _split("round|rounds|raise|raises"), (
    _id("round permalink|funding round permalink|round id|funding round id|id"),
    _f("prospect_company_id", Kind.REFERENCE, "company", "",
       "company permalink|company name|company", target="prospect_company"),
    _f("stage", Kind.PICKLIST, "stage", "round type|series", "funding round type|round type"
       "|investment type|stage|series"),
    _f("funded_on", Kind.DATE, "date", "", "funded at|announced on|funded on|date"),
    _f("raised_cents", Kind.MONEY, "raised", "", "raised amount usd|money raised|amount"),
    _f("currency", Kind.TEXT, "currency", "", "currency"),
))  # fmt: skip

PROSPECT_PERSON = Entity("prospect_person", ProspectPerson, "prospect person", "prospect people",
    _split("prospect contact|prospect contacts"), (
    _id("person permalink|person id|permalink|id"),
    _f("prospect_company_id", Kind.REFERENCE, "company", "",
       "company permalink|organization permalink|company id", target="prospect_company"),
    *(spec for spec in CONTACT.fields if spec.name in {
        "first_name", "last_name", "full_name", "title", "email", "phone", "company_name",
        "city", "state_region", "country"}),
))  # fmt: skip

ENTITIES: dict[str, Entity] = {
    e.name: e
    for e in (
        ACCOUNT, CONTACT, LEAD, OPPORTUNITY, STAGE_HISTORY, ACTIVITY, PRODUCT, STAGE, USER, TEAM,
        QUOTA, PROSPECT_COMPANY, FUNDING_ROUND, PROSPECT_PERSON,
    )
}  # fmt: skip

CHILDREN: dict[str, tuple[tuple[str, str], ...]] = {
    target: tuple(
        (e.name, spec.name) for e in ENTITIES.values() for spec in e.fields if spec.target == target
    )
    for target in ENTITIES
}
"""For each table, the (table, field) pairs that point at it; a merge moves them all."""


def entity(name: str) -> Entity:
    """The table called `name`.

    Raises:
        BadInput: There is none; the hint lists those there are.
    """
    if name not in ENTITIES:
        known = ", ".join(ENTITIES)
        raise BadInput(f"There is no table {name!r}.", hint=f"Tables: {known}.")
    return ENTITIES[name]
