"""Telling secrets by their looks: to refuse them where anyone can read, and never to repeat them in a message."""

from __future__ import annotations

import re

# Ends of words, as in PGPASSWORD, and of the last word: most keys of other kinds have something after them.
_ANYWHERE = ("password", "passwords", "passwd", "passphrase", "pwd", "secret", "secrets", "credential", "credentials")
_AT_THE_END = ("token", "tokens", "apikey", "apikeys")
_ALONE_AT_THE_END = {"key", "keys", "pat", "dsn"}  # but a monkey is none
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_VALUES = re.compile(
    r"PRIVATE KEY-----"  # PEM, PKCS#8 and OpenSSH
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"  # access key id of AWS
    r"|\bgh[pousr]_[0-9A-Za-z]{36}|\bgithub_pat_[0-9A-Za-z]{22}"
    r"|\bxox[abprs]-|\bhooks\.slack\.com/services/[0-9A-Z]+/|\bsk_live_|\bsk-[0-9A-Za-z]{20}"  # Slack, Stripe, OpenAI
    r"|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\."  # JWT
    r"|(?i:\bauthorization:\s*(?:basic|bearer)\s+)[\w.~+/=-]{8}"
)
_IN_URL = re.compile(r"://[^/\s:@]*:[^/\s@]+@")  # user:password@
# One of these is in each of them, in small letters: to look for that first is much faster than to try every form.
_MARKS = (
    "private key", "akia", "asia", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "xox", "slack.com",
    "sk_live_", "eyj", "authorization",
)  # fmt: skip
_LONG = re.compile("sk-[0-9A-Za-z]{20}")  # as sk- alone is in every "task-"
_STEMS = ("pass", "pwd", "secret", "credential", "token", "key", "pat", "dsn")  # and of these in every name

# What a shell fills in when the time comes: $NAME, ${NAME}, $(command), `command`.
_REFERENCE = re.compile(r"\$\w+|\$\{[^}]*\}|\$\([^)]*\)|`[^`]*`")
# name=value, "name": "value", name: value; and the options --name=value and --name value.
_GIVEN = re.compile(r"""(?<![\w.-])-*([A-Za-z][\w.-]*)(?:["']?:\s?|=)["']?([^\s"',;&]+)""")
_OPTION = re.compile(r"""(?:^|\s)--?([A-Za-z][\w-]*)\s+["']?([^\s"'-][^\s"']*)""")
_SETTINGS = {"true", "false", "on", "off", "yes", "no", "none", "null", "required", "optional"}


def secret_name(name: str) -> bool:
    """Whether the name of a setting or variable promises a secret: `DB_PASSWORD`, `stripeKey`; not `PUBLIC_KEY`."""
    words = _words(name)
    if not words or "public" in words:
        return False
    return any(word.endswith(_ANYWHERE) for word in words) or _token(words[-1])


def secret_text(text: str) -> bool:
    """Whether the text gives a secret away: one of a well-known form (a private key, a token, a URL with a password),
    or a value that a command or a connection string gives a name like `password`.

    What a shell takes from elsewhere (`$PASSWORD`) is none.
    """
    literal = _REFERENCE.sub("", text)
    lower = literal.lower()
    formed = any(mark in lower for mark in _MARKS) or _LONG.search(literal)
    if _IN_URL.search(literal) or (formed and _VALUES.search(literal)):
        return True
    named = any(stem in lower for stem in _STEMS)
    return named and any(_gives(*found) for pattern in (_GIVEN, _OPTION) for found in pattern.findall(literal))


def _gives(name: str, value: str) -> bool:
    """Whether `name=value` is a secret. `sort_key=created` is none, so a key or token must look made by a machine."""
    words = _words(name)
    if not words or words[0] == "no" or value.lower() in _SETTINGS:
        return False
    return words[-1].endswith(_ANYWHERE) or ("public" not in words and _token(words[-1]) and generated(value))


def _token(word: str) -> bool:
    return word.endswith(_AT_THE_END) or word in _ALONE_AT_THE_END


def generated(value: str) -> bool:
    """Whether it looks generated: long, of many different characters, digits and letters among them."""
    kinds = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    return kinds and len(value) >= 16 and len(set(value)) >= 8


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORDS.findall(name)]
