"""Keys of KMS behind a property: one's own, and of the same region as what they encrypt."""

from __future__ import annotations

from collections.abc import Iterator

from .model import Deferred, Outcome, Violation
from .regions import in_region_of, same_region
from .resource import ABSENT, UNKNOWN, Path, Resource, Stack, Unknown
from .types import KMS_ALIAS, KMS_EXTERNAL_KEY, KMS_KEY, KMS_REPLICA_EXTERNAL_KEY, KMS_REPLICA_KEY

KEY_TYPES = (KMS_KEY, KMS_REPLICA_KEY, KMS_EXTERNAL_KEY, KMS_REPLICA_EXTERNAL_KEY)
KMS_KEYS = (KMS_ALIAS, *KEY_TYPES)


def keys_behind(resource: Resource, key: str, stack: Stack) -> tuple[Resource, ...]:
    """The keys of this stack that the property was made from, also by way of an alias that the stack makes."""
    found: dict[str, Resource] = {}
    for one in stack.named(resource, key, *KMS_KEYS):
        targets = stack.named(one, "targetKeyId", *KEY_TYPES) if one.type == KMS_ALIAS else (one,)
        found |= {target.urn: target for target in targets}
    return tuple(found.values())


def own_key(owner: Resource, path: Path, stack: Stack, what: str = "") -> Iterator[Outcome]:
    """What is wrong with the key at `path`, of `what` if that is not all of the owner. A key of another stack, by its
    ARN, is taken for one's own."""
    key, it = owner.text(*path), f"{what} is" if what else "is"
    if key is ABSENT or (isinstance(key, str) and "alias/aws/" in key):
        yield Violation(f"{it} encrypted with the key that AWS manages, not with one of your own")
    elif key is UNKNOWN and not stack.behind(owner, str(path[0]), *KMS_KEYS):
        yield Deferred("whether its key is one of your own is known only at the update")
    elif in_own_region(owner, path, stack) is False:
        yield Violation(f"{it} encrypted with a key of another region")


def stack_key(owner: Resource, path: Path, stack: Stack, what: str = "") -> Iterator[Outcome]:
    """As `own_key`; and an ARN must come from a key of the stack, by dependency: it may be of a key that AWS manages.

    But a recovery stack reads keys that exist already, and the engine shows no policy what a stack only reads.
    """
    key = owner.text(*path)
    arn = isinstance(key, str) and "alias/aws/" not in key
    if arn and stack.pack.environment != "dr" and not keys_behind(owner, str(path[0]), stack):
        yield Violation(f"{what} is encrypted with a key that this stack does not make".lstrip())
    else:
        yield from own_key(owner, path, stack, what)


def in_own_region(owner: Resource, path: Path, stack: Stack) -> bool | Unknown:
    """Whether the key at `path` is where its owner is: by its ARN, or by the region of what is behind it."""
    key = owner.text(*path)
    if isinstance(key, str):
        return in_region_of(key, owner, stack)
    near = [same_region(one, owner, stack) for one in stack.behind(owner, str(path[0]), *KMS_KEYS)]
    return True in near or (UNKNOWN if UNKNOWN in near or not near else False)
