"""A proposal of merges over real rows: three companies and two people, each there twice."""

from store.changes import apply, approve, find
from store.engine import reading, working
from store.ledger import ChangeSet
from tests.tools.changes.making import OLGA
from tests.tools.lists.making import NOW, WORKSPACE, account, contact, context, user
from tools.cleanup.merge_duplicates import merge_duplicates

NAMES = ("Acme Foods", "Bolt Steel", "Core Labs")


def twins(engine):
    """The rows: Acme by its domain, Bolt by its phone, Core in Germany; Ann twice at Acme."""
    with working(engine) as session:
        context(session)
        dana = user(session, "Dana Fox")
        acme = {"domain": "acmefoods.com", "street": "1 Main St", "city": "Boston"}
        bolt = {"phone": "+14155550123", "street": "2 Oak Ave", "city": "Austin",
                "owner_id": dana.id}  # fmt: skip
        core = {"domain": "corelabs.de", "country": "Germany", "city": "Berlin",
                "postal_code": "10115"}  # fmt: skip
        for name, fields in zip(NAMES, (acme, bolt, core), strict=True):
            first = account(session, name, **fields)
            account(session, f"{name} Inc", **fields)
            if name == NAMES[0]:
                for title in ("CFO", "Chief Financial Officer"):
                    contact(session, first, first_name="Ann", last_name="Lee", title=title,
                            email="ann.lee@acmefoods.com")  # fmt: skip
        session.commit()


def proposed(engine, **arguments) -> ChangeSet:
    twins(engine)
    with working(engine) as session:
        made = merge_duplicates(context(session), **arguments).change_sets[0]
        session.commit()
    with reading(engine) as session:
        return find(session, WORKSPACE, made.id)


def carried_out(engine, made: ChangeSet) -> None:
    approve(engine, WORKSPACE, made.id, digest=made.digest, by=OLGA, now=NOW)
    apply(engine, WORKSPACE, made.id, worker="test", now=NOW)
