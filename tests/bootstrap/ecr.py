"""A registry that expires images by AWS's rules, in a model: what its documentation says, and the worst where it says
nothing.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html#lp_evaluation_rules
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any


@dataclass
class Item:
    """A manifest: an index refers to `parts`, a signature to its `subject`; `pushed` is the order of pushes."""

    digest: str
    pushed: int
    tags: set[str] = field(default_factory=set)
    parts: tuple[str, ...] = ()
    subject: str | None = None


def expire(
    rules: Sequence[Mapping[str, Any]], items: Collection[Item], *, references_protect: bool = True
) -> list[Item]:
    """What is left when nothing more expires."""
    left = list(items)
    while True:
        doomed = _marked(rules, left)
        if references_protect:  # "cannot be expired without the manifest list being deleted first"
            doomed -= {part for item in left if item.digest not in doomed for part in item.parts}
        kept = [item for item in left if item.digest not in doomed]
        present = {item.digest for item in kept}
        # "automatically expire those artifacts within 24 hours of the deletion of the subject image"
        kept = [item for item in kept if item.subject is None or item.subject in present]
        if len(kept) == len(left):
            return kept
        left = kept


def _marked(rules: Sequence[Mapping[str, Any]], items: Sequence[Item]) -> set[str]:
    """All rules are evaluated at once, then applied by priority; an image is marked by one rule at the most."""
    matched: set[str] = set()
    marked: set[str] = set()
    for rule in sorted(rules, key=lambda rule: int(rule["rulePriority"])):
        assert rule["action"] == {"type": "expire"}
        selection = rule["selection"]
        assert selection["countType"] == "imageCountMoreThan"
        found = sorted((item for item in items if _selects(selection, item)), key=lambda item: -item.pushed)
        # "An image that matches the tagging requirements of a rule cannot be expired by a rule with a lower priority",
        # but it counts there all the same.
        over = [item.digest for item in found[selection["countNumber"] :]]
        marked |= {digest for digest in over if digest not in matched}
        matched |= {item.digest for item in found}
    return marked


def _selects(selection: Mapping[str, Any], item: Item) -> bool:
    if selection["tagStatus"] == "untagged":
        return not item.tags  # signatures as well: AWS does not say otherwise
    assert selection["tagStatus"] == "tagged"
    return all(any(fnmatchcase(tag, pattern) for tag in item.tags) for pattern in selection["tagPatternList"])
