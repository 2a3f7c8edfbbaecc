"""Which plans of AWS Backup take in an instance: by its ARN, by a pattern, by its tags."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from .answers import all_of, any_of
from .resource import ABSENT, UNKNOWN, Path, Resource, Stack, Unknown
from .types import BACKUP_PLAN, BACKUP_SELECTION, DB_INSTANCE

_TAG = "aws:ResourceTag/"
# How `conditions` compare a tag: whether with wildcards, and whether they want it so.
_OPERATORS = {
    "stringEquals": (False, True),
    "stringLikes": (True, True),
    "stringNotEquals": (False, False),
    "stringNotLikes": (True, False),
}


@dataclass(frozen=True, slots=True)
class Coverage:
    """`chosen`: whether any selection takes the instance in; `plans`: those of this stack that do so for sure."""

    chosen: bool | Unknown
    plans: tuple[Resource, ...]


def coverage(instance: Resource, stack: Stack) -> Coverage:
    answers = {one.urn: _takes(one, instance, stack) for one in stack.of_type(BACKUP_SELECTION)}
    plans = {
        plan.urn: plan
        for one in stack.of_type(BACKUP_SELECTION)
        if answers[one.urn] is True
        for plan in stack.named(one, "planId", BACKUP_PLAN)
    }
    return Coverage(any_of(answers.values()), tuple(plans.values()))


def is_instance(resource: Resource, path: Path, instance: Resource, stack: Stack) -> bool:
    """Whether the ARN (or pattern of ARNs) at `path` is the instance's: by its end, or by dependency."""
    arn, identifier = resource.text(*path), instance.text("identifier")
    if isinstance(arn, str) and isinstance(identifier, str):
        # Region and account are taken as they are written: nothing here knows those of the instance better.
        return fnmatchcase(":".join(["arn", "aws", "rds", *arn.split(":")[3:5], "db", identifier]), arn)
    return arn is not ABSENT and instance in stack.behind(resource, str(path[0]), DB_INSTANCE)


def _takes(selection: Resource, instance: Resource, stack: Stack) -> bool | Unknown:
    if any(is_instance(selection, at, instance, stack) for at in selection.each("notResources")):
        return False
    listed = any(is_instance(selection, at, instance, stack) for at in selection.each("resources"))
    tagged = (_has_tag(selection, at, instance) for at in selection.each("selectionTags"))
    return all_of([any_of([listed, *tagged]), *_conditions(selection, instance)])


def _has_tag(selection: Resource, at: Path, instance: Resource, *, like: bool = False) -> bool | Unknown:
    key, wanted = selection.text(*at, "key"), selection.text(*at, "value")
    if key is UNKNOWN or wanted is UNKNOWN:
        return UNKNOWN
    tag = instance.text("tags", str(key).removeprefix(_TAG))
    if tag is UNKNOWN:
        return UNKNOWN
    return isinstance(tag, str) and (fnmatchcase(tag, str(wanted)) if like else tag == wanted)


def _conditions(selection: Resource, instance: Resource) -> Iterator[bool | Unknown]:
    """All of them must hold; they narrow what was chosen otherwise."""
    for operator, (like, wanted) in _OPERATORS.items():
        for at in selection.each("conditions", operator):
            has = _has_tag(selection, at, instance, like=like)
            yield has if has is UNKNOWN else has is wanted
