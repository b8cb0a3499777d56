"""Fields that several tables have."""

from store.schema.field import Kind, f

OWNER = f(
    "owner_id", Kind.REFERENCE, "owner", "rep|seller|salesperson|ae|account executive|agent",
    "owner|owner name|record owner|account owner|contact owner|lead owner|opportunity owner"
    "|deal owner|company owner|sales agent|sales rep|owner email|owner id|hubspot owner id",
    target="user",
)  # fmt: skip
PLACE = (
    f("street", Kind.TEXT, "street", "address", "street|address|street address|billing street"
      "|mailing street|street address 1|address line 1"),
    f("city", Kind.CITY, "city", "town|hq city", "city|billing city|mailing city|town"),
    f("state_region", Kind.STATE, "state", "province|state", "state|state/region|state/province"
      "|billing state|billing state/province|mailing state|mailing state/province|province"
      "|state code|company state code"),
    f("postal_code", Kind.POSTCODE, "postal code", "zip|zip code|postcode", "postal code|zip"
      "|zip code|postcode|billing zip|billing zip/postal code|mailing zip|mailing zip/postal code"),
    f("country", Kind.COUNTRY, "country", "nation|hq country", "country|country/region"
      "|billing country|mailing country|office location|country code|company country code"),
)  # fmt: skip
CREATED = f("created_on", Kind.DATE, "created", "created on|create date|added",
            "created|created on|created at|create date|created date|date created")  # fmt: skip
ACTIVE = f("last_activity_on", Kind.DATE, "last activity", "last touched|last activity",
           "last activity|last activity date|last contacted|last modified date"
           "|last engagement date")  # fmt: skip
SOURCE = f("lead_source", Kind.PICKLIST, "lead source", "source|channel|origin",
           "lead source|source|original source|original traffic source|lead origin")  # fmt: skip
NOTES = f("description", Kind.LONG_TEXT, "description", "notes|description",
          "description|notes|comments|about us")  # fmt: skip
