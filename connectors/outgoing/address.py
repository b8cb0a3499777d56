"""Where Pitcrew may send something on somebody's word: allowed hosts, at public addresses.

A URL is the easiest way to make a server talk to what only it can reach: its own loopback, the
cloud's metadata, a database beside it. So the host must be on a list that the deployment sets; it
is resolved once, every address that it has is looked at, and the connection goes to the address
that was looked at, so that a name cannot be turned to another one in between.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from store.errors import BadInput, Refused, Upstream

PORTS = {"http": 80, "https": 443}
LONGEST = 2000
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Lookup = Callable[[str, int], Sequence[str]]
NAT64 = ipaddress.ip_network("64:ff9b::/96")
METADATA = frozenset({ipaddress.ip_address("fd00:ec2::254")})


@dataclass(frozen=True, slots=True)
class Allowed:
    """The hosts of a deployment: a name, or `.example.com` for every name below it.

    Those of `private` may be at addresses of the company's own network.
    """

    hosts: Sequence[str] = ()
    private: Sequence[str] = ()

    def knows(self, host: str) -> bool:
        """Whether something may be sent there at all."""
        return _listed(host, [*self.hosts, *self.private])

    def inside(self, host: str) -> bool:
        """Whether it may be inside the company's network."""
        return _listed(host, self.private)


@dataclass(frozen=True, slots=True)
class Target:
    """A URL whose address has been looked at."""

    scheme: str
    host: str
    port: int
    path: str
    address: str

    @property
    def url(self) -> str:
        """The URL with the address in place of the name."""
        shown = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.scheme}://{shown}:{self.port}{self.path}"

    @property
    def host_header(self) -> str:
        """The host as the receiver knows it."""
        plain = PORTS[self.scheme] == self.port
        return self.host if plain else f"{self.host}:{self.port}"


def lookup(host: str, port: int) -> list[str]:
    """Every address of a host.

    Raises:
        Upstream: It has none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Upstream(f"The host {host!r} has no address.", hint="Check its spelling.") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def check(url: str, allowed: Allowed) -> tuple[str, str, int, str]:
    """The scheme, host, port and path of a URL that may be sent to, before it is resolved.

    Raises:
        BadInput: It is no http or https URL, or hides something in it.
        Refused: The deployment does not allow the host.
    """
    if len(url) > LONGEST or any(c <= " " or c == "\\" or ord(c) == 127 for c in url):  # noqa: PLR2004 - the DEL character
        raise BadInput("That URL holds a space or a sign that no URL has, or is too long.")
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme.lower(), parts.hostname or "", parts.port
    except ValueError as error:
        raise BadInput(f"{url[:80]!r} is not a URL.") from error
    if scheme not in PORTS or not host:
        raise BadInput(f"{url[:80]!r} is not an https:// or http:// URL with a host.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise BadInput("A URL here has no user, password or #fragment.",
                       hint="A secret belongs in the signature, not in the address.")  # fmt: skip
    name = host.rstrip(".").lower()
    if not allowed.knows(name):
        raise Refused(
            f"This deployment does not allow sending to {name!r}.",
            hint="Add the host to PITCREW_WEBHOOKS__HOSTS; one of your own network to "
            "PITCREW_WEBHOOKS__PRIVATE_HOSTS.",
        )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return scheme, name, port or PORTS[scheme], path


def resolve(url: str, allowed: Allowed, find: Lookup = lookup) -> Target:
    """The target behind a URL, at an address that may be connected to.

    Raises:
        BadInput: It is no http or https URL.
        Refused: The host is not allowed, or one of its addresses is not public.
        Upstream: The host has no address.
    """
    scheme, host, port, path = check(url, allowed)
    found = find(host, port)
    barred = [each for each in found if not may_reach(each, inside=allowed.inside(host))]
    if barred or not found:
        raise Refused(
            f"{host!r} is at an address that is not public.",
            hint="If it is yours, name it in PITCREW_WEBHOOKS__PRIVATE_HOSTS.",
            addresses=barred,
        )
    return Target(scheme, host, port, path, found[0])


def may_reach(text: str, *, inside: bool = False) -> bool:
    """Whether an address may be connected to; `inside` lets the company's own network pass.

    >>> may_reach("93.184.216.34"), may_reach("::ffff:127.0.0.1"), may_reach("169.254.169.254")
    (True, False, False)
    >>> may_reach("10.0.0.7", inside=True), may_reach("169.254.169.254", inside=True)
    (True, False)
    """
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return all(_passes(each, inside=inside) for each in _forms(address))


def _forms(address: Address) -> Iterable[Address]:
    """The address, and those that it wraps."""
    yield address
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in NAT64:
            wrapped.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        yield from (each for each in wrapped if each is not None)


def _passes(address: Address, *, inside: bool) -> bool:
    if address.is_multicast or address.is_link_local or address.is_unspecified:
        return False
    if address in METADATA or getattr(address, "scope_id", None):
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return True  # what it wraps is looked at by itself
    if inside and (address.is_private or address.is_loopback):
        return True
    return address.is_global


def _listed(host: str, names: Iterable[str]) -> bool:
    wanted = [name.strip().rstrip(".").lower() for name in names]
    return any(host == n or (n.startswith(".") and host.endswith(n)) for n in wanted if n)
