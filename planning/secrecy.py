"""Telling secrets by their looks: to refuse them where anyone can read, and never to repeat them in a message."""

from __future__ import annotations

import re

_ANYWHERE = {"password", "passwords", "passwd", "passphrase", "pwd", "secret", "secrets", "credential", "credentials"}
_AT_THE_END = {"token", "tokens", "key", "keys", "pat", "dsn", "apikey"}
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_VALUES = re.compile(
    r"PRIVATE KEY-----"  # PEM, PKCS#8 and OpenSSH
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"  # access key id of AWS
    r"|\bgh[pousr]_[0-9A-Za-z]{36}"  # GitHub
    r"|\bxox[abprs]-|\bsk_live_|\bsk-[0-9A-Za-z]{20}"  # Slack, Stripe, OpenAI
    r"|://[^/\s:@]*:[^/\s@]+@"  # user:password@ in a URL
)


def secret_name(name: str) -> bool:
    """Whether the name of a setting or variable promises a secret: `DB_PASSWORD`, `stripeKey`; not `PUBLIC_KEY`."""
    words = [word.lower() for word in _WORDS.findall(name)]
    if not words or "public" in words:
        return False
    return not _ANYWHERE.isdisjoint(words) or words[-1] in _AT_THE_END


def secret_text(text: str) -> bool:
    """Whether the text is itself of a well-known secret form: a private key, a token, a URL with a password."""
    return _VALUES.search(text) is not None
