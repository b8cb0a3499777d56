"""Where something may be sent: no trick with a URL leads inside."""

import pytest

from connectors.outgoing.address import Allowed, lookup, may_reach, resolve
from store.errors import BadInput, PitcrewError, Refused, Upstream

HOOKS = Allowed(["hooks.example.com", ".example.org"], ["pi.internal"])
PUBLIC = "93.184.216.34"
ZERO = "0.0.0.0"  # noqa: S104 - nothing listens: it is what must not be reached


def at(*addresses: str):
    return lambda _host, _port: list(addresses)


def test_an_allowed_host_at_a_public_address_is_a_target():
    target = resolve("https://Hooks.Example.com./in?x=1", HOOKS, at(PUBLIC, "2606:2800:220::1"))
    assert target.url == f"https://{PUBLIC}:443/in?x=1"
    assert (target.host, target.host_header) == ("hooks.example.com", "hooks.example.com")


def test_a_dot_in_front_means_every_name_below_and_not_the_name_itself():
    assert resolve("https://a.b.example.org/", HOOKS, at(PUBLIC)).host == "a.b.example.org"
    for host in ("example.org", "evilexample.org", "example.org.evil.net"):
        with pytest.raises(Refused):
            resolve(f"https://{host}/", HOOKS, at(PUBLIC))


def test_a_private_host_is_reached_inside_but_never_the_metadata():
    assert (
        resolve("http://pi.internal:9000", HOOKS, at("10.0.0.7")).host_header == "pi.internal:9000"
    )
    for address in ("169.254.169.254", "fe80::1", ZERO, "224.0.0.1", "fd00:ec2::254"):
        with pytest.raises(Refused, match="not public"):
            resolve("http://pi.internal", HOOKS, at(address))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", ZERO, "192.0.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::7f00:1",
        "64:ff9b::a00:1", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1", "240.0.0.1",
        "not an address", "",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_never_reached(address: str):
    assert not may_reach(address)
    with pytest.raises(Refused):
        resolve("https://hooks.example.com/", HOOKS, at(address))
    # One public address does not excuse another: the connection might take either.
    with pytest.raises(Refused):
        resolve("https://hooks.example.com/", HOOKS, at(PUBLIC, address))


@pytest.mark.parametrize("address", [PUBLIC, "1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_a_public_address_is_reached(address: str):
    assert may_reach(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://2130706433/", "http://0177.0.0.1/", "http://0x7f000001/",
        "http://127.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://localhost/",
        "http://localhost.localdomain/", "http://169.254.169.254/latest/meta-data/",
        "http://metadata.google.internal/", "http://[fd00:ec2::254]/", "http://0/", "http://0.0.0.0/",
        "https://hooks.example.com@evil.net/", "https://evil.net#@hooks.example.com",
        "https://evil.net?.hooks.example.com", "https://evil.net/.hooks.example.com",
        "https://hooks.example.com.evil.net/", "https://user:pw@hooks.example.com/",
        "https://hooks.example.com/#x", "https://hooks.example.com:99999/",
        "https://hooks.example.com:x/", "https://hooks.example.com\\@evil.net/",
        "https://hooks.example.com /", "https://hooks.example.com\t.evil.net/",
        "https://hooks.example.com/\r\nX: y", "gopher://hooks.example.com/", "file:///etc/passwd",
        "ftp://hooks.example.com/", "dict://hooks.example.com/", "//hooks.example.com/", "https://",
        "https:///x", "javascript:alert(1)", "", "https://[::1", "https://ⓗooks.example.com/",
        "https://hooks。example.com/", f"https://hooks.example.com/{'a' * 2000}",
        "http://127.0.0.1.nip.io/", "http://spoofed.burpcollaborator.net/", "http://[0:0:0:0:0:0:0:1]/",
    ],
)  # fmt: skip
def test_no_spelling_of_a_url_gets_past_the_list(url: str):
    looked: list[str] = []

    def find(host: str, _port: int) -> list[str]:
        looked.append(host)
        return [PUBLIC]

    with pytest.raises((BadInput, Refused)):
        resolve(url, HOOKS, find)
    assert looked == []  # nothing was even asked of the network


def test_with_no_list_nothing_may_be_sent():
    with pytest.raises(Refused):
        resolve("https://hooks.example.com/", Allowed(), at(PUBLIC))


def test_a_host_without_an_address_is_said_so():
    with pytest.raises(Upstream, match="no address"):
        lookup("nothing.invalid..", 443)
    with pytest.raises(PitcrewError):
        resolve("https://hooks.example.com/", HOOKS, at())
