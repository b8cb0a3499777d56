"""Deals, how they moved, what was done about them, and what was sold."""

from store.crm import Activity, DealSplit, Opportunity, Product, Stage, StageChange
from store.schema.field import Entity, Kind, f, phrases, source_id
from store.schema.shared import ACTIVE, NOTES, OWNER, SOURCE

OPPORTUNITY = Entity("opportunity", Opportunity, "deal", "deals",
    phrases("opportunity|opportunities|opp|opps|sale|sales"), (
    source_id("opportunity id|deal id|record id|id"),
    f("name", Kind.TEXT, "name", "deal name|opportunity name",
      "name|deal name|opportunity name|opportunity|deal"),
    f("account_id", Kind.REFERENCE, "account", "customer|company|client",
      "account|account name|account id|company|company name|associated company|customer",
      target="account"),
    OWNER,
    f("product", Kind.PICKLIST, "product", "item|sku", "product|product name|item"),
    f("stage", Kind.PICKLIST, "stage", "deal stage|pipeline stage|sales stage",
      "stage|deal stage|sales stage|stage name|pipeline stage"),
    f("status", Kind.PICKLIST, "status", "outcome", "status|deal status|outcome|is won"),
    f("amount_cents", Kind.MONEY, "amount", "value|deal size|deal value|price|revenue",
      "amount|deal amount|value|close value|deal value|amount in company currency|arr|acv"),
    f("currency", Kind.TEXT, "currency", "", "currency|deal currency|currency code"
      "|opportunity currency"),
    f("kind", Kind.PICKLIST, "type", "deal type", "type|deal type|opportunity type"),
    f("region", Kind.PICKLIST, "region", "territory|area|office|regional office",
      "region|territory|sales region"),
    f("segment", Kind.PICKLIST, "segment", "tier", "segment|tier|customer segment"),
    SOURCE,
    f("forecast_category", Kind.PICKLIST, "forecast category", "commit|category",
      "forecast category"),
    f("next_step", Kind.TEXT, "next step", "next action", "next step|next steps"),
    f("loss_reason", Kind.PICKLIST, "loss reason", "why lost|lost reason",
      "loss reason|closed lost reason|lost reason"),
    f("push_count", Kind.NUMBER, "pushes", "push count|slips", "push count|times pushed"),
    f("created_on", Kind.DATE, "created", "created on|opened|engaged",
      "created|created on|created date|create date|engage date|open date|date created"),
    f("expected_close_on", Kind.DATE, "expected close", "close date|expected close date",
      "close date|expected close date|expected close|estimated close date"),
    f("closed_on", Kind.DATE, "closed", "closed date|won on|actual close date",
      "closed on|closed date|actual close date|won date"),
    ACTIVE, NOTES,
))  # fmt: skip

STAGE_HISTORY = Entity("stage_history", StageChange, "stage change", "stage changes",
    phrases("stage history|stage move|stage moves"), (
    source_id("history id|id"),
    f("opportunity_id", Kind.REFERENCE, "deal", "", "opportunity id|deal id|opportunity|deal",
      target="opportunity"),
    f("from_stage", Kind.PICKLIST, "from stage", "", "from stage|old value|previous stage"),
    f("stage", Kind.PICKLIST, "stage", "", "to stage|new value|stage|stage name"),
    f("entered_at", Kind.INSTANT, "entered", "", "entered at|changed at|created date|edit date"
      "|last modified|date"),
    f("amount_cents", Kind.MONEY, "amount", "", "amount"),
    f("expected_close_on", Kind.DATE, "expected close", "", "close date|expected close date"),
))  # fmt: skip

DEAL_SPLIT = Entity("deal_split", DealSplit, "deal credit", "deal credits",
    phrases("credit split|credit splits"), (
    source_id("split id|opportunity split id|id"),
    f("opportunity_id", Kind.REFERENCE, "deal", "",
      "opportunity id|deal id|opportunity|deal|opportunity name|deal name", target="opportunity"),
    f("user_id", Kind.REFERENCE, "credited rep", "",
      "rep|owner|user|team member|split owner|sales rep|rep name", target="user"),
    f("share", Kind.SHARE, "credited share", "",
      "share|split|percent|percentage|split %|split percentage|split percent|credit"),
))  # fmt: skip

ACTIVITY = Entity("activity", Activity, "activity", "activities",
    phrases("call|calls|meeting|meetings|touch|touches|task|tasks|note|notes"), (
    source_id("activity id|task id|event id|id"),
    f("kind", Kind.PICKLIST, "type", "activity type", "type|activity type|kind|task subtype"),
    f("direction", Kind.PICKLIST, "direction", "inbound|outbound", "direction|call type"),
    f("subject", Kind.TEXT, "subject", "", "subject|title"),
    f("body", Kind.LONG_TEXT, "text", "", "body|notes|comments|full comments|description"),
    f("occurred_at", Kind.INSTANT, "date", "when|date", "date|occurred at|activity date"
      "|due date|created date|start"),
    OWNER,
    f("account_id", Kind.REFERENCE, "account", "", "account|account id|account name|company",
      target="account"),
    f("contact_id", Kind.REFERENCE, "contact", "", "contact|contact id|who id|name",
      target="contact"),
    f("lead_id", Kind.REFERENCE, "lead", "", "lead|lead id", target="lead"),
    f("opportunity_id", Kind.REFERENCE, "deal", "", "opportunity|opportunity id|deal|deal id"
      "|what id", target="opportunity"),
))  # fmt: skip

PRODUCT = Entity("product", Product, "product", "products",
    phrases("sku|skus|item|items"), (
    source_id("product id|sku|id"),
    f("name", Kind.TEXT, "name", "product name", "name|product|product name"),
    f("series", Kind.PICKLIST, "series", "product line|product family|family|line",
      "series|family|product family|product line"),
    f("list_price_cents", Kind.MONEY, "list price", "price", "price|list price|sales price"
      "|unit price"),
    f("currency", Kind.TEXT, "currency", "", "currency|currency code"),
))  # fmt: skip

STAGE = Entity("stage", Stage, "stage", "stages", (), (
    source_id("stage id|id"),
    f("name", Kind.TEXT, "name", "", "stage|name|stage name|label"),
    f("position", Kind.NUMBER, "position", "order", "position|order|sort order|display order"),
    f("status", Kind.PICKLIST, "status", "", "status|category"),
    f("win_rate", Kind.SHARE, "win probability", "probability", "probability|win probability"
      "|default probability"),
))  # fmt: skip
