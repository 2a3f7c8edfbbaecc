"""Mutants of a recorded stack: each is the stack with one mistake, made without knowing the rules."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from policies.rules.resource import Resource, Stack, Value
from policies.rules.types import canonical
from tests.mutation.operators import Removed, Step, places, replaced, wrong
from tests.policies.sdk_types import is_required

# Where security, data safety and traffic are decided, by the words that AWS uses for them in property names …
_RELEVANT = re.compile(
    r"acl|access|action|admin|alarm|alias|allow|arn|auth|backup|block|bucket|cert|cidr|condition|container|delet|deny|"
    r"destroy|egress|encrypt|enable|endpoint|engine|exempt|export|failover|filter|forward|group|header|https?|image|"
    r"ingress|internal|key|kms|lifecycle|listener|lock|log|maintenance|mfa|mode|multi|origin|password|polic|port|"
    r"principal|privilege|protect|protocol|public|readonly|region|replica|retention|role|root|rule|secret|security|"
    r"shield|sign|snapshot|source|ssl|statement|status|subnet|target|tls|token|topic|transit|trust|ttl|user|value|"
    r"version|viewer|vpc|waf|window|zone",
    re.IGNORECASE,
)
# … and what decides nothing wherever it stands …
_IRRELEVANT = re.compile(
    r"^(tags|recoveryPointTags|name|namePrefix|description|alarmDescription|displayName|Sid|comment|label)$"
)
# … or whatever is said there: what people look at, and how many tasks there are.
_LOOKED_AT = frozenset(
    {
        "aws:appautoscaling/policy:Policy",
        "aws:cloudfront/monitoringSubscription:MonitoringSubscription",
        "aws:cloudwatch/dashboard:Dashboard",
        "aws:cloudwatch/queryDefinition:QueryDefinition",
        "aws:s3/bucketMetric:BucketMetric",
    }
)
# A mistake there is critical: it opens, shows, unlocks or loses something, whatever else holds.
_CRITICAL = re.compile(
    r"(^|_)(encrypted|encryption|kms|public|publicly|ssl|tls|delete|deletion|destroy|privileged|password|auth|versioning|"
    r"expiration|noncurrent|internal|protect|skip)(_|$)"
)
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LOOSENS = ("drop", "flip", "empty", "least")
_OPENS = ("widen", "re-point")


@dataclass(frozen=True, kw_only=True, slots=True)
class Mutant:
    """What was done to which resource: `operator` at `place`, which is a path, "resource" or "protect"."""

    resource: Resource
    place: str
    operator: str
    critical: bool
    resources: tuple[Resource, ...]

    @property
    def key(self) -> str:
        """`aws:rds/instance:Instance database-primary storageEncrypted flip`; survivors are listed by it."""
        return f"{canonical(self.resource.type)} {self.resource.name} {self.place} {self.operator}"


def mutants(stack: Stack) -> Iterator[Mutant]:
    """All mutants of the resources that AWS makes, and of the secrets."""
    used = {urn for resource in stack.resources for urns in resource.property_dependencies.values() for urn in urns}
    for resource in stack.resources:
        if resource.type.startswith(("aws:", "random:")) and canonical(resource.type) not in _LOOKED_AT:
            if resource.urn not in used:  # without a resource that others name, the program does not run
                yield _mutant(stack, resource, None, "resource", "remove")
            yield from _misset(resource, stack)
            yield from _swapped(resource, stack)
            yield from _unlocked(resource, stack)


def _misset(resource: Resource, stack: Stack) -> Iterator[Mutant]:
    """One property that is not as it should be."""
    for step, value in places(resource.props):
        if any(map(_IRRELEVANT.match, step.names)) or not any(map(_RELEVANT.search, step.names)):
            continue
        for operator, new in wrong((*step.path, *step.inside), value):
            if operator == "drop" and _must_be_there(resource, step):
                continue
            changed = _changed(resource, step, new, keep=operator not in ("re-point", "other"))
            done = f"{operator}{_shown(operator, new)}"
            yield _mutant(stack, resource, changed, step.label, done, critical=_critical(operator, step.names))


def _critical(operator: str, names: Sequence[str]) -> bool:
    """By the words and the operator alone, as the mistake is made. Less in a statement that allows lets nobody in, but
    for its conditions; more in one that denies is found by its effect."""
    if "Statement" in names:
        held = {"Condition", "Principal"}.intersection(names)
        return (
            operator in ("widen", "flip")
            or ("Condition" in held and operator in (*_LOOSENS, "re-point"))
            or ("Principal" in held and operator == "re-point")
        )
    words = "_".join(_WORDS.sub("_", name).lower() for name in names)
    return operator in _OPENS or (operator in _LOOSENS and _CRITICAL.search(words) is not None)


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
            yield _mutant(stack, resource, changed, key, f"swap with {sibling.name}")
            break


def _unlocked(resource: Resource, stack: Stack) -> Iterator[Mutant]:
    """Options of Pulumi that are forgotten."""
    if resource.protect:
        yield _mutant(stack, resource, dataclasses.replace(resource, protect=False), "protect", "flip", critical=True)
    for name in resource.ignore_changes:
        left = tuple(other for other in resource.ignore_changes if other != name)
        yield _mutant(
            stack, resource, dataclasses.replace(resource, ignore_changes=left), f"ignoreChanges.{name}", "drop"
        )


def _changed(resource: Resource, step: Step, new: Value | Removed, *, keep: bool) -> Resource:
    """With a literal in the place of a reference, nothing is depended upon any more."""
    depends: Mapping[str, tuple[str, ...]] = resource.property_dependencies
    if not keep or (isinstance(new, Removed) and len(step.path) == 1 and not step.inside):
        depends = {key: urns for key, urns in depends.items() if key != step.path[0]}
    return dataclasses.replace(resource, props=replaced(resource.props, step, new), property_dependencies=depends)


def _mutant(
    stack: Stack, resource: Resource, changed: Resource | None, place: str, operator: str, *, critical: bool = False
) -> Mutant:
    resources = (changed if one is resource else one for one in stack.resources)
    return Mutant(
        resource=resource,
        place=place,
        operator=operator,
        critical=critical,
        resources=tuple(one for one in resources if one is not None),
    )


def _shown(operator: str, new: Value | Removed) -> str:
    """ARNs are cut to what tells them apart, as the names of buckets end in chance."""
    if operator not in ("widen", "least", "flip") or isinstance(new, bool):
        return ""
    text = str(new)
    return f" to …/{text.rpartition('/')[2]}" if text.startswith("arn:") else f" to {text}"
