"""The organisation's OpenID provider, as the environment names it. Needs nothing of the extra."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec

from optimizer.errors import Problem, UsageError


@dataclass(frozen=True, slots=True)
class Provider:
    """The organisation's provider.

    Parameters
    ----------
    issuer
        Its address, as it names itself.
    client, secret
        What it knows this program by.
    claim
        Which of its claims names an account's subject.
    address
        Our own public address, without a slash at the end.
    """

    issuer: str
    client: str
    secret: str
    claim: str
    address: str


def provider_of(settings: Mapping[str, str]) -> Provider | None:
    """Return the provider that the environment names, if it names one.

    Raises
    ------
    UsageError
        If a setting is missing, or the extra ``oidc`` is not installed (``authlib``).
    """
    issuer = settings.get("FUND_OIDC_ISSUER", "")
    if not issuer:
        return None
    needed = ("FUND_OIDC_CLIENT", "FUND_OIDC_SECRET", "FUND_URL")
    missing = [name for name in needed if not settings.get(name)]
    if find_spec("authlib") is None:
        missing.append("authlib")
    if missing:
        raise UsageError(Problem("people.oidc_incomplete", params={"missing": tuple(missing)}))
    client, secret, address = (settings[name] for name in needed)
    claim = settings.get("FUND_OIDC_CLAIM", "sub")
    return Provider(issuer, client, secret, claim, address.rstrip("/"))
