"""The records that missing values are read from, and the few ways in which they are linked."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from tools.context import Context
from tools.parts.matching.vocabulary import FREE_MAIL
from tools.parts.normalise.place import column_style
from tools.parts.normalise.site import domain
from tools.parts.paths import alive, table_of

if TYPE_CHECKING:
    from tldextract import TLDExtract

Row = Mapping[str, Any]
_READ = {
    "account": ("name", "domain", "website", "industry", "country", "phone", "owner_id",
                "last_activity_on"),
    "contact": ("first_name", "last_name", "email", "phone", "mobile", "company_name",
                "account_id", "owner_id", "country", "last_activity_on"),
    "lead": ("first_name", "last_name", "email", "phone", "mobile", "company_name", "industry",
             "country", "website"),
    "opportunity": ("name", "external_id", "account_id", "owner_id", "region", "last_activity_on"),
    "user": ("name", "region"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Guess:
    """A value for an empty cell, where it is from, and how sure that is."""

    value: Any
    source: str
    confidence: float


@dataclass(slots=True)
class _Touches:
    """What the activities that name a record say of it."""

    last: Any = None
    accounts: set[str] = field(default_factory=set)


@dataclass
class Facts:
    """A workspace's live records, each table read once, when it is first needed."""

    ctx: Context
    _tables: dict[str, list[Row]] = field(default_factory=dict)
    _styles: dict[str, str] = field(default_factory=dict)

    def rows(self, table: str) -> list[Row]:
        """The live records of a table."""
        if table not in self._tables:
            source = table_of(table)
            query = select(*(source.c[name] for name in ("id", *_READ[table])))
            query = query.where(alive(source, self.ctx.workspace.id)).order_by(source.c.id)
            found = self.ctx.session.connection().execute(query).mappings()
            self._tables[table] = [dict(row) for row in found]
        return self._tables[table]

    @cached_property
    def accounts(self) -> dict[str, Row]:
        """Accounts by id."""
        return {row["id"]: row for row in self.rows("account")}

    @cached_property
    def users(self) -> dict[str, Row]:
        """Users by id."""
        return {row["id"]: row for row in self.rows("user")}

    @cached_property
    def by_domain(self) -> dict[str, list[Row]]:
        """Accounts by the domain that they are known by."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows("account"):
            name = site_of(row["domain"]) or site_of(row["website"])
            if name:
                found[name].append(row)
        return dict(found)

    def account_of_email(self, email: str | None) -> Row | None:
        """The one account whose domain an address is at."""
        at = self.by_domain.get(mail_site(email) or "", [])
        return at[0] if len(at) == 1 else None

    @cached_property
    def contacts_of(self) -> dict[str, list[Row]]:
        """The contacts of each account."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows("contact"):
            if row["account_id"]:
                found[row["account_id"]].append(row)
        return dict(found)

    @cached_property
    def touches(self) -> dict[str, dict[str, _Touches]]:
        """For each table, what the activities that name a record of it say."""
        done = table_of("activity")
        here = alive(done, self.ctx.workspace.id) & (done.c.occurred_at <= self.ctx.now)
        found: dict[str, dict[str, _Touches]] = {}
        for table in ("account", "contact", "opportunity"):
            names = done.c[f"{table}_id"]
            query = select(names, done.c.account_id, func.max(done.c.occurred_at))
            query = query.where(here, names.is_not(None)).group_by(names, done.c.account_id)
            mine: dict[str, _Touches] = defaultdict(_Touches)
            for name, account, last in self.ctx.session.connection().execute(query):
                touched = mine[name]
                touched.last = max(last, touched.last) if touched.last else last
                touched.accounts |= {account} - {None}
            found[table] = dict(mine)
        return found

    def country_style(self, table: str) -> str:
        """How a table mostly writes countries."""
        if table not in self._styles:
            known = [str(row["country"]) for row in self.rows(table) if row["country"]]
            self._styles[table] = column_style(known)
        return self._styles[table]


@lru_cache(maxsize=100_000)
def site_of(text: str | None) -> str | None:
    """The registrable domain of an address or a host name.

    >>> site_of("https://www.shop.acme.co.uk/x"), site_of("Acme.com"), site_of("acme")
    ('acme.co.uk', 'acme.com', None)
    """
    if not text or not text.strip():
        return None
    fixed = domain(text)
    host = text.strip() if fixed is None else getattr(fixed, "value", None)
    if not host:
        return None
    found = _suffixes()(host)
    return f"{found.domain}.{found.suffix}" if found.domain and found.suffix else None


def mail_site(email: str | None) -> str | None:
    """The domain of a company's address; None of a mail provider's.

    >>> mail_site("ann@mail.acme.com"), mail_site("ann@gmail.com"), mail_site(None)
    ('acme.com', None, None)
    """
    host = (email or "").strip().lower().rpartition("@")[2]
    found = site_of(host) if host and host not in FREE_MAIL else None
    return None if found in FREE_MAIL else found


def suffix_of(text: str | None) -> str | None:
    """The public suffix of a domain: `co.uk` of `acme.co.uk`."""
    found = _suffixes()((text or "").strip().lower().rpartition("@")[2]) if text else None
    return found.suffix or None if found else None


def agreed(values: Iterable[Any], least: int = 1, share: float = 1.0) -> tuple[Any, int] | None:
    """The value that (nearly) all have, and how many have it; None when they do not agree.

    >>> agreed(["Retail", "Retail", None]), agreed(["Retail", "Energy"]), agreed([None])
    (('Retail', 2), None, None)
    """
    counts = Counter(value for value in values if value not in {None, ""})
    if not counts:
        return None
    value, count = counts.most_common(1)[0]
    return (value, count) if count >= least and count >= share * counts.total() else None


@cache
def _suffixes() -> "TLDExtract":
    """The public suffixes that come with the library; nothing is fetched."""
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None)
