"""A request is Slack's only if every byte is as it was signed, not long ago."""

import random

import pytest

from api.slack.signature import is_genuine, signed

SECRET, AT, NOW = "8f742231b10e8888abcd99yyyzzz85a5", "1531420618", 1531420618.0
BODY = b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&text=&command=%2Fweather"


def test_what_slack_signed_is_taken():
    assert is_genuine(SECRET, AT, signed(SECRET, AT, BODY), BODY, NOW)


def test_the_signature_is_that_of_slacks_own_documentation():
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id="
        b"G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-"
        b"collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F3977"
        b"00885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d"
        b"10d2c447fce8b6703c"
    )
    assert signed(SECRET, AT, body) == (
        "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    )


def test_none_of_a_thousand_changed_requests_is_taken():
    dice, right = random.Random(7), signed(SECRET, AT, BODY)
    taken = 0
    for _ in range(1000):
        body, at, signature = bytearray(BODY), AT, right
        match dice.randrange(5):
            case 0:
                body[dice.randrange(len(body))] ^= 1 << dice.randrange(8)
            case 1:
                place = dice.randrange(len(right))
                signature = right[:place] + dice.choice("ghijk") + right[place + 1 :]
            case 2:
                at = str(int(AT) + dice.choice([-1, 1]) * dice.randrange(1, 299))
            case 3:
                body = body[: dice.randrange(len(body))]
            case _:
                signature = right[: dice.randrange(len(right))]
        taken += is_genuine(SECRET, at, signature, bytes(body), NOW)
    assert taken == 0


@pytest.mark.parametrize("seconds", [-301, 301, 3600, 10**9])
def test_a_recorded_request_is_not_taken_again_later(seconds):
    assert not is_genuine(SECRET, AT, signed(SECRET, AT, BODY), BODY, NOW + seconds)


@pytest.mark.parametrize("seconds", [-299, 0, 299])
def test_clocks_may_differ_by_five_minutes(seconds):
    assert is_genuine(SECRET, AT, signed(SECRET, AT, BODY), BODY, NOW + seconds)


@pytest.mark.parametrize("at", ["", "now", "-1531420618", "1531420618.0", "٣", "9" * 400, " 1"])
def test_a_time_that_is_none_is_refused_and_no_bug(at):
    signature = signed(SECRET, at, BODY) if at.isascii() else "v0="
    assert not is_genuine(SECRET, at, signature, BODY, NOW)


@pytest.mark.parametrize("signature", ["", "v0=", "v1=abc", "v0=é", "\udc80"])
def test_a_signature_that_is_none_is_refused_and_no_bug(signature):
    assert not is_genuine(SECRET, AT, signature, BODY, NOW)


def test_another_apps_secret_does_not_fit():
    assert not is_genuine("another", AT, signed(SECRET, AT, BODY), BODY, NOW)
