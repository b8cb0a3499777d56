"""What keeps a digest from a place is known from the settings, before anything is sent."""

from pathlib import Path
from typing import Any

import pytest

from agent.reach import NO_MAIL, NO_SLACK, barrier
from agent.settings import Settings


def why(tmp_path: Path, place: str, **chosen: Any) -> str | None:
    return barrier(Settings(home=tmp_path, _env_file=None, **chosen))(place)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("email:ops@example.com", NO_MAIL),
        ("slack:#revops", NO_SLACK),
        ("webhook:https://hooks.example.com/x", "does not allow sending to 'hooks.example.com'"),
        ("webhook:nowhere", "is not an https:// or http:// URL"),
    ],
)
def test_where_nothing_is_set_up_each_place_says_what_is_missing(tmp_path, place: str, said: str):
    assert said in (why(tmp_path, place) or "")


@pytest.mark.parametrize(
    ("place", "chosen"),
    [
        ("email:ops@example.com", {"mail": {"host": "mail.example.com"}}),
        ("slack:#revops", {"slack": {"bot_token": "xoxb-1"}}),
        ("webhook:https://a.example.com/x", {"webhooks": {"hosts": [".example.com"]}}),
        ("webhook:http://10.0.0.7:81/x", {"webhooks": {"private_hosts": ["10.0.0.7"]}}),
    ],
)
def test_where_it_is_set_up_nothing_stands_in_the_way(tmp_path, place: str, chosen: Any):
    assert why(tmp_path, place, **chosen) is None
