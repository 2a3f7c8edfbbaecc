"""Keys of KMS behind a property: one's own, and of the same region as what they encrypt."""

from __future__ import annotations

from collections.abc import Iterator

from .model import Deferred, Outcome, Violation
from .regions import in_region_of, same_region
from .resource import ABSENT, UNKNOWN, Path, Resource, Stack, Unknown
from .types import KMS_ALIAS, KMS_KEY, KMS_REPLICA_KEY

KMS_KEYS = (KMS_ALIAS, KMS_KEY, KMS_REPLICA_KEY)


def own_key(owner: Resource, path: Path, stack: Stack) -> Iterator[Outcome]:
    """What is wrong with the key at `path`. A key of another stack, by its ARN, is taken for one's own."""
    key = owner.text(*path)
    if key is ABSENT or (isinstance(key, str) and "alias/aws/" in key):
        yield Violation("is encrypted with the key that AWS manages, not with one of your own")
    elif key is UNKNOWN and not stack.behind(owner, str(path[0]), *KMS_KEYS):
        yield Deferred("whether its key is one of your own is known only at the update")
    elif in_own_region(owner, path, stack) is False:
        yield Violation("is encrypted with a key of another region")


def in_own_region(owner: Resource, path: Path, stack: Stack) -> bool | Unknown:
    """Whether the key at `path` is where its owner is: by its ARN, or by the region of what is behind it."""
    key = owner.text(*path)
    if isinstance(key, str):
        return in_region_of(key, owner, stack)
    near = [same_region(one, owner, stack) for one in stack.behind(owner, str(path[0]), *KMS_KEYS)]
    return True in near or (UNKNOWN if UNKNOWN in near or not near else False)
