"""Where passwords come from. A rule sees them opened, so only what a property depends on tells a generated one."""

from __future__ import annotations

from .resource import ABSENT, UNKNOWN, Resource, Stack, Unknown
from .types import PARAMETER, RANDOM_PASSWORD, SECRET_VERSION

SECRET_SOURCES = (RANDOM_PASSWORD, SECRET_VERSION, PARAMETER)


def is_given(resource: Resource, key: str) -> bool:
    """Whether a password stands there. What is only written (`…Wo`) does not come back, but its version does."""
    written = key.endswith("Wo") and resource.text(f"{key}Version") is not ABSENT
    return written or resource.text(key) is not ABSENT


def is_literal(resource: Resource, key: str, stack: Stack) -> bool | Unknown:
    """Whether the program spells the password out, as far as that can be told from where it comes from."""
    if not is_given(resource, key) or stack.behind(resource, key, *SECRET_SOURCES):
        return False
    return UNKNOWN if resource.get(key) is UNKNOWN else True
