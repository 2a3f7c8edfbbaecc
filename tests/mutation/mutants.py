"""Mutants of a recorded stack: each is the stack with one mistake, made without knowing the rules."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from policies.rules.resource import Resource, Stack, Value
from policies.rules.types import canonical
from tests.mutation.operators import Removed, Step, places, replaced, wrong
from tests.policies.sdk_types import is_required

# Where security, data safety and traffic are decided, by the words that AWS uses for them in property names …
RELEVANT = re.compile(
    r"acl|access|action|admin|alarm|alias|allow|arn|auth|backup|block|bucket|cert|cidr|condition|container|delet|deny|"
    r"destroy|egress|encrypt|enable|endpoint|engine|exempt|export|failover|filter|forward|group|header|https?|image|"
    r"ingress|internal|key|kms|lifecycle|listener|lock|log|maintenance|mfa|mode|multi|origin|password|polic|port|"
    r"principal|privilege|protect|protocol|public|readonly|region|replica|retention|role|root|rule|secret|security|"
    r"shield|sign|snapshot|source|ssl|statement|status|subnet|target|tls|token|topic|transit|trust|ttl|user|value|"
    r"version|viewer|vpc|waf|window|zone",
    re.IGNORECASE,
)
# … and what decides nothing wherever it stands.
IRRELEVANT = re.compile(r"^(tags|name|namePrefix|description|alarmDescription|displayName|Sid|comment|label)$")

_SHORT = 32  # characters that tell one value from another


@dataclass(frozen=True, kw_only=True, slots=True)
class Mutant:
    """`what` is what was done, without the resource: survivors are listed by it. `was`: the value before, if short."""

    resource: Resource
    what: str
    resources: tuple[Resource, ...]
    was: str = ""

    @property
    def key(self) -> str:
        """`aws:rds/instance:Instance storageEncrypted flip`; indexes are left out."""
        return f"{canonical(self.resource.type)} {self.what}"


def mutants(stack: Stack) -> Iterator[Mutant]:
    """All mutants, one representative for each type, place, operator and kind of reference.

    Resources of one type that say the same of a place are one case: the second bucket's versioning is dropped only if
    the rules could see it in another light, which is when what depends on it is of other types.
    """
    users = _users(stack)
    seen: set[tuple[object, ...]] = set()
    for resource in stack.resources:
        if not resource.type.startswith(("aws:", "random:")):
            continue
        light = frozenset(canonical(stack.by_urn[urn].type) for urn in users.get(resource.urn, ()))
        for made in _of(resource, stack):
            case = (made.key, made.was, light)
            if case not in seen:
                seen.add(case)
                yield made


def _of(resource: Resource, stack: Stack) -> Iterator[Mutant]:
    yield _mutant(stack, resource, None, "remove")
    for step, value in places(resource.props):
        named = step.names
        if any(map(IRRELEVANT.match, named)) or not any(map(RELEVANT.search, named)):
            continue
        path = ".".join(named)
        for operator, new in wrong((*step.path, *step.inside), value):
            if operator == "drop" and _must_be_there(resource, step):
                continue
            changed = _changed(resource, step, new, keep=operator not in ("re-point", "other"))
            yield _mutant(stack, resource, changed, f"{path} {operator}{_shown(operator, new)}", value)
    yield from _swapped(resource, stack)
    if resource.protect:
        yield _mutant(stack, resource, dataclasses.replace(resource, protect=False), "protect flip")
    for name in resource.ignore_changes:
        left = tuple(other for other in resource.ignore_changes if other != name)
        yield _mutant(stack, resource, dataclasses.replace(resource, ignore_changes=left), f"ignoreChanges.{name} drop")


def _must_be_there(resource: Resource, step: Step) -> bool:
    """What the SDK itself demands cannot be forgotten; a single element of a list can."""
    return not step.inside and isinstance(step.path[-1], str) and is_required(resource.type, step.names)


def _swapped(resource: Resource, stack: Stack) -> Iterator[Mutant]:
    """References that point at another resource of the same type, as the sibling has them that names it."""
    for key, urns in resource.property_dependencies.items():
        for sibling in stack.of_type(canonical(resource.type)):
            others = sibling.property_dependencies.get(key, ())
            if sibling is resource or set(others) == set(urns) or key not in sibling.props:
                continue
            changed = dataclasses.replace(
                resource,
                props={**resource.props, key: sibling.props[key]},
                property_dependencies={**resource.property_dependencies, key: others},
            )
            yield _mutant(stack, resource, changed, f"{key} swap")
            break


def _changed(resource: Resource, step: Step, new: Value | Removed, *, keep: bool) -> Resource:
    """With a literal in the place of a reference, nothing is depended upon any more."""
    depends: Mapping[str, tuple[str, ...]] = resource.property_dependencies
    if not keep or (isinstance(new, Removed) and len(step.path) == 1 and not step.inside):
        depends = {key: urns for key, urns in depends.items() if key != step.path[0]}
    return dataclasses.replace(resource, props=replaced(resource.props, step, new), property_dependencies=depends)


def _mutant(stack: Stack, resource: Resource, changed: Resource | None, what: str, value: Value = None) -> Mutant:
    resources = (changed if one is resource else one for one in stack.resources)
    return Mutant(
        resource=resource,
        what=what,
        resources=tuple(one for one in resources if one is not None),
        was=str(value)[:_SHORT] if isinstance(value, (str, int, float)) else "",
    )


def _shown(operator: str, new: Value | Removed) -> str:
    return f" to {new}" if operator in ("widen", "least", "flip") and not isinstance(new, bool) else ""


def _users(stack: Stack) -> Mapping[str, Iterable[str]]:
    users: dict[str, set[str]] = {}
    for resource in stack.resources:
        for urns in resource.property_dependencies.values():
            for urn in urns:
                if urn in stack.by_urn:
                    users.setdefault(urn, set()).add(resource.urn)
    return users
