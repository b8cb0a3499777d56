"""Where the service may listen: off this machine only once people sign in, and by TLS."""

from typing import TYPE_CHECKING

from sqlmodel import Session

from api.gate import LOOPBACK
from store import members
from store.engine import reading
from store.errors import Refused

if TYPE_CHECKING:
    from agent.setup import Office


def check(office: "Office", host: str, *, insecure_http: bool = False) -> None:
    """Refuse to be reached by others before it is safe.

    Raises:
        Refused: Nobody could sign in, or what they send could be read on its way.
    """
    settings = office.settings
    if host in LOOPBACK and not settings.public_url:
        return
    with reading(office.engine) as session:
        if not _an_admin_can_sign_in(office, session):
            raise Refused(
                f"Nobody who looks after Pitcrew can sign in yet, so it does not listen on {host} "
                "for others: anyone who reached it could read and change your data.",
                hint="`pitcrew users add EMAIL --role admin`, then `pitcrew password EMAIL`. Until "
                "then use --host 127.0.0.1, and a tunnel such as `ssh -L` from another machine.",
            )
    if not settings.public_url:
        raise Refused(
            f"On {host} it must know the address that people use for it.",
            hint="Set PITCREW_PUBLIC_URL, for example https://pitcrew.example.com.",
        )
    _check_tls(office, host, insecure_http=insecure_http)


def _check_tls(office: "Office", host: str, *, insecure_http: bool) -> None:
    settings = office.settings
    if insecure_http:
        return
    if not str(settings.public_url).startswith("https://"):
        raise Refused(
            f"{settings.public_url} is not encrypted: passwords and records could be read on their "
            "way.",
            hint="Put a proxy that does TLS before it and say https, or add --insecure-http.",
        )
    if host not in LOOPBACK and not settings.proxies:
        raise Refused(
            "Pitcrew leaves TLS to a proxy, and does not know which one to trust.",
            hint="Set PITCREW_PROXIES to the proxy's address, or listen on 127.0.0.1 behind one on "
            "this machine.",
        )


def _an_admin_can_sign_in(office: "Office", session: Session) -> bool:
    by_oidc = bool(office.settings.oidc.issuer)
    return any(
        member.role == "admin"
        and members.is_active(session, member)
        and (by_oidc or member.password_hash is not None)
        for member in members.every(session, office.settings.workspace)
    )
