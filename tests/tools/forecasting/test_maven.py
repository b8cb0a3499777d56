from datetime import date

from store import workspace as workspaces
from store.engine import open_engine, upgrade, working
from tests.tools.forecasting.making import context, table, value, write_maven
from tools.forecasting.forecast import forecast


def test_maven_next_quarter_is_sensible(session, shared):
    write_maven(session, shared / "data" / "maven")
    result = forecast(context(session, date(2017, 12, 31)), "next quarter", by=["region"])
    assert 2_300_000 < value(result, "forecast") < 3_300_000
    assert result.facts["verdict"] == "caution"
    failing = {row[0] for row in table(result, "readiness").rows if row[1] != "ready"}
    assert "dates of open deals" in failing
    assert "amounts of open deals" in failing


def test_maven_does_not_learn_from_what_came_later(session, shared, tmp_path):
    folder, day = shared / "data" / "maven", date(2017, 10, 31)
    write_maven(session, folder)
    engine = open_engine(f"sqlite:///{tmp_path / 'then.db'}")
    upgrade(engine)
    with working(engine) as then:
        workspaces.ensure(then, name="Then")
        then.commit()
        write_maven(then, folder, masked_on=day)
        told_then = [f.value for f in forecast(context(then, day)).figures]
    told_now = [f.value for f in forecast(context(session, day)).figures]
    engine.dispose()
    assert told_now == told_then
