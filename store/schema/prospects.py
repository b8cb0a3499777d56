"""Companies and people that are not customers, and the money that was raised."""

from store.prospect import FundingRound, ProspectCompany, ProspectPerson
from store.schema.customers import CONTACT
from store.schema.field import Entity, Kind, f, phrases, source_id

PROSPECT_COMPANY = Entity("prospect_company", ProspectCompany, "prospect company",
    "prospect companies",
    phrases("prospect|prospects|startup|startups|target company|vendor|vendors"), (
    source_id("permalink|company permalink|company id|uuid|id"),
    f("name", Kind.COMPANY, "name", "", "name|company name|organization name|company"),
    f("domain", Kind.DOMAIN, "domain", "", "domain"),
    f("website", Kind.URL, "website", "", "homepage url|website|url|company url"),
    f("industry", Kind.PICKLIST, "industry", "sector|category|vertical",
      "category code|company category code|industry|category|market"),
    f("keywords", Kind.TEXT, "keywords", "tags", "category list|keywords|tags"),
    f("description", Kind.LONG_TEXT, "description", "", "description|short description|about"),
    f("status", Kind.PICKLIST, "status", "", "status|operating status"),
    f("employee_count", Kind.NUMBER, "employees", "headcount|size|employee count",
      "employees|employee count|number of employees"),
    f("founded_on", Kind.DATE, "founded", "", "founded at|founded on|founded date"),
    f("founded_year", Kind.YEAR, "year founded", "founded|founding year|year of founding",
      "founded year|year founded"),
    f("city", Kind.CITY, "city", "", "city|company city"),
    f("metro", Kind.PICKLIST, "metro area", "metro|region|area", "region|company region|metro"),
    f("state_region", Kind.STATE, "state", "", "state code|company state code|state"),
    f("country", Kind.COUNTRY, "country", "", "country code|company country code|country"),
    f("raised_cents", Kind.MONEY, "money raised", "raised|total funding|funding",
      "funding total usd|total funding|money raised|funding total"),
    f("currency", Kind.TEXT, "currency", "", "currency"),
    f("funding_rounds", Kind.NUMBER, "funding rounds", "", "funding rounds"),
    f("first_funded_on", Kind.DATE, "first funded", "", "first funding at"),
    f("last_funded_on", Kind.DATE, "last funded", "", "last funding at"),
))  # fmt: skip

FUNDING_ROUND = Entity("funding_round", FundingRound, "funding round", "funding rounds",
    phrases("round|rounds|raise|raises"), (
    source_id("round permalink|funding round permalink|round id|funding round id|id"),
    f("prospect_company_id", Kind.REFERENCE, "company", "",
      "company permalink|company name|company", target="prospect_company"),
    f("stage", Kind.PICKLIST, "stage", "round type|series", "funding round type|round type"
      "|investment type|stage|series"),
    f("funded_on", Kind.DATE, "date", "", "funded at|announced on|funded on|date"),
    f("raised_cents", Kind.MONEY, "raised", "", "raised amount usd|money raised|amount"),
    f("currency", Kind.TEXT, "currency", "", "currency"),
))  # fmt: skip

PROSPECT_PERSON = Entity("prospect_person", ProspectPerson, "prospect person", "prospect people",
    phrases("prospect contact|prospect contacts"), (
    source_id("person permalink|person id|permalink|id"),
    f("prospect_company_id", Kind.REFERENCE, "company", "",
      "company permalink|organization permalink|company id", target="prospect_company"),
    *(spec for spec in CONTACT.fields if spec.name in {
        "first_name", "last_name", "full_name", "title", "email", "phone", "company_name",
        "city", "state_region", "country"}),
))  # fmt: skip
