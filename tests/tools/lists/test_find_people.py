import pytest

from store.errors import BadInput
from tests.tools.lists.making import account, company, contact, person, raised
from tools.arguments import Filter, NumberRange
from tools.lists.find_people import find_people


def names(result):
    table = next((t for t in result.tables if t.name == "people"), None)
    return [row[0] for row in table.rows] if table else []


def test_a_title_is_found_however_it_is_written_and_no_assistant_is(ctx, session):
    firm = company(session)
    for first, title in (
        ("A", "VP Eng"), ("B", "V.P., Engineering"), ("C", "SVP Software Engineering"),
        ("D", "Assistant to the VP of Engineering"), ("E", "VP Sales"), ("F", None),
    ):  # fmt: skip
        person(session, firm, title, first=first, last="X")
    assert sorted(names(find_people(ctx, titles=["VPs of Engineering"]))) == ["A X", "B X", "C X"]


def test_only_the_companies_of_the_list_are_searched_and_bare_ones_are_counted(ctx, session):
    one, two, three = (company(session, name) for name in ("One", "Two", "Three"))
    person(session, one, "CTO", first="In")
    person(session, two, "Head of Engineering", first="Near")
    person(session, three, "CTO", first="Out")
    result = find_people(ctx, titles=["CTO"], at=[one.id, two.id])
    assert names(result) == ["In Silva"]
    assert result.facts["companies_without"] == [two.id]
    assert "1 of the 2 companies have nobody" in result.say
    near = next(t for t in result.tables if t.name == "near_titles")
    assert near.rows == [["Head of Engineering", 1]]


def test_somebody_who_is_a_contact_already_is_left_out_and_counted(ctx, session):
    firm = company(session, "Acme Inc")
    person(session, firm, first="Mail", email="M@Acme.com")
    person(session, firm, first="Named")
    person(session, firm, first="New")
    held = account(session, "ACME")
    contact(session, held, first_name="Other", last_name="Name", email="m@acme.com")
    contact(session, held, first_name="named", last_name="SILVA")
    result = find_people(ctx, titles=["VP Engineering"], whom="prospects")
    assert names(result) == ["New Silva"]
    assert result.facts["already_contacts"] == 2


def test_contacts_of_the_crm_are_found_too_and_say_where_they_are_from(ctx, session):
    contact(session, account(session, "Ours"), first_name="Con", last_name="Tact", title="CFO")
    person(session, company(session, "Theirs"), "Chief Financial Officer", first="Pro")
    both = find_people(ctx, titles=["CFO"])
    assert [(t.name, t.rows[0][0]) for t in both.tables] == [
        ("contacts", "Con Tact"),
        ("people", "Pro Silva"),
    ]
    ours = find_people(ctx, titles=["CFO"], whom="contacts")
    assert [t.name for t in ours.tables] == ["contacts"]


def test_one_each_takes_the_most_senior(ctx, session):
    firm = company(session)
    person(session, firm, "Director of Marketing", first="Di")
    person(session, firm, "CMO", first="Chief")
    person(session, company(session, "Other"), "VP Marketing", first="Vi")
    result = find_people(ctx, titles=["marketing leaders"], one_each=True)
    assert names(result) == ["Chief Silva", "Vi Silva"]
    one = find_people(ctx, titles=["marketing leaders"], one_each=True, how_many=1)
    assert names(one) == ["Chief Silva", "Vi Silva"]


def test_companies_can_be_given_by_conditions(ctx, session):
    right = company(session, "Right", industry="finance", country="Germany")
    raised(session, right, "series-b")
    wrong = company(session, "Wrong", industry="finance", country="France")
    person(session, right, "CTO", first="Yes")
    person(session, wrong, "CTO", first="No")
    result = find_people(
        ctx, titles=["CTO"], industry=["finance"], geography=["DACH"], funding_stage=["series b"]
    )
    assert names(result) == ["Yes Silva"]


def test_people_of_companies_too_large_or_in_another_industry_are_left_out(ctx, session):
    for name, size, industry in (
        ("Small", 40, "retail"), ("Large", 900, "retail"), ("Other", 40, "energy"),
    ):  # fmt: skip
        person(session, company(session, name, employee_count=size, industry=industry), "CTO",
               first=name)  # fmt: skip
    result = find_people(
        ctx, titles=["CTO"], employees=NumberRange(at_most=200), not_industry=["energy"]
    )
    assert names(result) == ["Small Silva"]
    assert "at most 200 employees" in result.reading


def test_one_company_can_be_named_in_either_table(ctx, session):
    person(session, company(session, "Acme Inc"), "CTO", first="Pro", company_name="Acme Inc")
    person(session, company(session, "Bolt"), "CTO", first="Not", company_name="Bolt")
    contact(session, account(session, "Core"), first_name="Con", title="CTO")
    acme = find_people(ctx, titles=["CTO"], where=[Filter(field="company", value="Acme Inc")])
    assert names(acme) == ["Pro Silva"]
    core = find_people(ctx, titles=["CTO"], where=[Filter(field="account", value="Core")])
    assert [t.rows[0][0] for t in core.tables] == ["Con"]
    named = [Filter(field="company", value=name) for name in ("Acme Inc", "Bolt")]
    either = find_people(ctx, titles=["CTO"], where=[Filter(field="either", either=named)])
    assert sorted(names(either)) == ["Not Silva", "Pro Silva"]


def test_people_of_an_earlier_list_stand_for_their_companies(ctx, session):
    firm, other = company(session, "Acme"), company(session, "Bolt")
    ceo = person(session, firm, "CEO")
    person(session, firm, "CTO", first="Same")
    person(session, other, "CTO", first="Other")
    assert names(find_people(ctx, titles=["CTO"], at=[ceo.id])) == ["Same Silva"]


def test_people_without_an_address_can_be_left_out(ctx, session):
    firm = company(session)
    person(session, firm, first="Has", email="has@acme.com")
    person(session, firm, first="Hasnt")
    assert names(find_people(ctx, titles=["VP Engineering"], with_email=True)) == ["Has Silva"]
    result = find_people(ctx, titles=["VP Engineering"])
    assert any("no e-mail address" in note for note in result.notes)


def test_a_universe_without_people_says_so_and_makes_up_nobody(ctx, session):
    firm = company(session)
    result = find_people(ctx, titles=["CTO"], at=[firm.id])
    assert "no people" in result.say
    assert result.facts["found"] == 0
    assert not result.tables


def test_nobody_of_that_title_is_not_nobody_at_all(ctx, session):
    person(session, company(session), "Head of Sales")
    result = find_people(ctx, titles=["VP Sales"])
    assert result.say.startswith("Nobody on record")
    assert result.tables[0].rows == [["Head of Sales", 1]]


def test_people_of_another_workspace_are_never_found(ctx, session):
    person(session, None, "CTO", workspace_id="other")
    person(session, company(session), "CTO", first="Mine")
    person(session, company(session), "CTO", first="Gone", state="deleted")
    assert names(find_people(ctx, titles=["CTO"])) == ["Mine Silva"]


def test_a_shortfall_is_exact(ctx, session):
    firm = company(session)
    for n in range(3):
        person(session, firm, first=f"P{n}")
    assert find_people(ctx, titles=["VP Engineering"], how_many=10).facts["short"] == 7
    two = find_people(ctx, titles=["VP Engineering"], how_many=2)
    assert len(names(two)) == 2
    assert "2 of the 3" in two.say


def test_without_a_title_it_asks_and_wrong_ids_are_refused(ctx, session):
    assert find_people(ctx).questions
    with pytest.raises(BadInput):
        find_people(ctx, titles=["CTO"], at=["opp_abc"])
