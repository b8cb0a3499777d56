"""Signing in with a company's own provider, by OpenID Connect: code flow with PKCE and nonce.

The browser keeps one random secret in a cookie while it is away at the provider. State, nonce and
verifier are derived from it, so that an answer can only be used by the browser that asked.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from api.auth.secrets import derived, new_token, same
from api.gate import LOOPBACK
from store.errors import NotFound, NotReady, NotSignedIn, Upstream

if TYPE_CHECKING:
    from authlib.integrations.httpx_client import OAuth2Client  # type: ignore[import-untyped]  # authlib has no types

    from agent.setup import Office

ALGORITHMS = ("RS256", "ES256", "PS256", "EdDSA")
"""Signatures by a key of the provider's own; never `none`, never a shared secret."""
LEEWAY, SECONDS = 60, 10.0
"""Seconds that clocks may differ by, and that the provider may take."""


def start(office: "Office", back: str) -> tuple[str, str]:
    """Where to send the browser, and the secret that it keeps meanwhile.

    Args:
        office: Which provider.
        back: The address that the provider sends the browser back to.

    Raises:
        NotFound: There is no single sign-on here.
        Upstream: The provider does not answer.
    """
    secret = new_token()
    with _provider(office, back) as client:
        described = _described(office, client)
        url, _ = client.create_authorization_url(
            described["authorization_endpoint"], state=derived(secret, "state"),
            nonce=derived(secret, "nonce"), code_verifier=derived(secret, "verifier"),
        )  # fmt: skip
    return str(url), secret


def finish(office: "Office", secret: str, answer: dict[str, str], back: str) -> str:
    """The verified e-mail of whoever the provider has sent back.

    Raises:
        NotSignedIn: The answer is not for this browser, or says nothing that can be relied on.
        Upstream: The provider does not answer.
    """
    if not secret or not same(answer.get("state", ""), derived(secret, "state")):
        raise NotSignedIn("That sign-in was begun elsewhere, or too long ago.")
    if not answer.get("code"):
        raise NotSignedIn("The provider did not sign you in.", error=answer.get("error", ""))
    with _provider(office, back) as client:
        described = _described(office, client)
        token = client.fetch_token(
            described["token_endpoint"], code=answer["code"],
            code_verifier=derived(secret, "verifier"),
        )  # fmt: skip
        keys = _json(client, described["jwks_uri"])
    return _verified(office, str(token.get("id_token", "")), keys, derived(secret, "nonce"))


def _verified(office: "Office", id_token: str, keys: Any, nonce: str) -> str:
    """The e-mail in an ID token, once everything about it has been checked."""
    from joserfc import jwk, jwt
    from joserfc.errors import JoseError

    chosen = office.settings.oidc
    expected = jwt.JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "value": str(chosen.issuer)},
        aud={"essential": True, "value": str(chosen.client_id)},
        exp={"essential": True}, iat={"essential": True}, sub={"essential": True},
        nonce={"essential": True, "value": nonce},
    )  # fmt: skip
    try:
        claims = jwt.decode(id_token, jwk.KeySet.import_key_set(keys), ALGORITHMS).claims
        expected.validate(claims)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise NotSignedIn(
            "What the provider said of you does not hold.", error=type(error).__name__
        ) from error
    if claims.get("azp", chosen.client_id) != chosen.client_id:
        raise NotSignedIn("What the provider said was meant for another service.")
    if claims.get("email_verified") is not True or not isinstance(claims.get("email"), str):
        raise NotSignedIn("The provider has not verified your e-mail address.")
    return str(claims["email"]).strip().lower()


@contextmanager
def _provider(office: "Office", back: str) -> "Iterator[OAuth2Client]":
    """A connection to the provider; whatever fails on it is the provider's failure."""
    from authlib.integrations.base_client import OAuthError  # type: ignore[import-untyped]  # as above
    from authlib.integrations.httpx_client import OAuth2Client
    from httpx2 import HTTPError

    chosen = office.settings.oidc
    if not chosen.issuer or not chosen.client_id:
        raise NotFound("There is no single sign-on here.", hint="Sign in with a password.")
    secret = chosen.client_secret.get_secret_value() if chosen.client_secret else None
    client = OAuth2Client(
        client_id=chosen.client_id, client_secret=secret, scope="openid email profile",
        redirect_uri=back, code_challenge_method="S256", timeout=SECONDS,
        token_endpoint_auth_method="client_secret_basic" if secret else "none",
    )  # fmt: skip
    try:
        with client:
            yield client
    except OAuthError as error:
        raise NotSignedIn("The provider did not sign you in.", error=str(error.error)) from error
    except (HTTPError, ValueError, KeyError) as error:
        raise Upstream(
            f"{chosen.name} does not answer as it should.", hint="Try again, or ask an admin.",
            error=type(error).__name__,
        ) from error  # fmt: skip


def _described(office: "Office", client: "OAuth2Client") -> dict[str, str]:
    """Where the provider's doors are, as it says itself."""
    issuer = str(office.settings.oidc.issuer)
    address = urlsplit(issuer)
    if address.scheme != "https" and address.hostname not in LOOPBACK:
        raise NotReady(
            "The single sign-on's address is not encrypted.",
            hint="PITCREW_OIDC__ISSUER begins with https://.",
        )
    found: dict[str, str] = _json(client, f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if found["issuer"] != issuer:
        raise Upstream("The single sign-on describes another than the one that was set.")
    return found


def _json(client: "OAuth2Client", url: str) -> Any:
    answer = client.request("GET", url, withhold_token=True)
    answer.raise_for_status()
    return answer.json()
