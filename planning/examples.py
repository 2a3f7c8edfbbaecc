"""Values that stand in a committed stack file only until somebody puts the real ones there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Network

EXAMPLE_ACCOUNT = "111122223333"  # the account of AWS's own documentation

_PATTERNS = (
    # Reserved by RFC 2606, and by JPRS for .jp: they can never be anybody's.
    re.compile(r"(?<![\w-])example\.(?:com|net|org|jp|co\.jp)(?![\w-]|\.\w)", re.IGNORECASE),
    re.compile(rf"(?<!\d){EXAMPLE_ACCOUNT}(?!\d)"),
    re.compile(r"^[TC]0{8}$"),  # Slack
    re.compile(r"@sha256:0{64}$"),
    re.compile(r"^Z0{7}EXAMPLE$"),  # a Route 53 zone
    re.compile(r":auto-backup:ab-0+$"),
)
_ADDRESS = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?(?![\d.])")
_DOCUMENTATION = tuple(map(IPv4Network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")))  # RFC 5737


def is_example(text: str) -> bool:
    """Whether the text is, or holds, a value that is reserved for examples."""
    return any(pattern.search(text) for pattern in _PATTERNS) or any(map(_is_documentation, _ADDRESS.findall(text)))


def find(values: Mapping[str, object]) -> list[tuple[str, str]]:
    """Each example among the settings, as (path under `megane:`, value): `("waf.adminCidrs[0]", "203.0.113.0/24")`."""
    return [(path.removeprefix("."), text) for path, text in _texts("", values) if is_example(text)]


def _texts(path: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(f"{path}.{key}", item)
    elif isinstance(value, Sequence):
        for index, item in enumerate(value):
            yield from _texts(f"{path}[{index}]", item)


def _is_documentation(text: str) -> bool:
    try:
        network = IPv4Network(text, strict=False)
    except ValueError:
        return False
    return any(network.subnet_of(example) for example in _DOCUMENTATION)
