"""The rules as policies of Pulumi's SDK. Importing it starts nothing; only `__main__.py` constructs the pack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyComplianceFramework,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UnknownValueError  # private in 1.21, and the only way to tell an unknown

from policies.rules import all_rules
from policies.rules.model import Rule, run
from policies.rules.resource import UNKNOWN, Resource, Stack, Value
from policies.rules.types import canonical


def policies() -> list[Policy]:
    """One policy per rule, and the two that say what a policy of one level cannot: what is deferred, what is broken."""
    return [
        *(_policy(rule) for rule in all_rules()),
        _companion(
            "deferred",
            "Known only at the update (適用時に判明)",
            "deferred",
            EnforcementLevel.ADVISORY,
            Severity.LOW,
        ),
        _companion(
            "broken-rule",
            "A rule failed and judged nothing (ルールの実行に失敗)",
            "broken",
            EnforcementLevel.MANDATORY,
            Severity.CRITICAL,
        ),
    ]


def plain(value: object) -> Value:
    """The SDK's proxies as plain values: an unknown becomes UNKNOWN where it stands and hides nothing beside it."""
    if isinstance(value, Mapping):
        return {str(key): _item(value, key) for key in value}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_item(value, index) for index in range(len(value))]  # a slice would leak the sentinel
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return UNKNOWN  # an asset or archive: no rule looks inside


def _item(container: Mapping[str, object] | Sequence[object], key: str | int) -> Value:
    try:
        return plain(container[key])  # type: ignore[index]  # a key of this very container
    except UnknownValueError:
        return UNKNOWN


def _properties(props: Mapping[str, object]) -> Mapping[str, Value]:
    return {key: _item(props, key) for key in props}


def _alone(args: ResourceValidationArgs) -> Stack:
    return Stack(
        [
            Resource(
                type=args.resource_type,
                name=args.name,
                urn=args.urn,
                props=_properties(args.props),
                parent=args.opts.parent,
                protect=bool(args.opts.protect),
                ignore_changes=tuple(args.opts.ignore_changes),
            )
        ]
    )


def _together(resources: Sequence[PolicyResource]) -> Stack:
    return Stack(_from_stack(resource) for resource in resources)


def _from_stack(resource: PolicyResource) -> Resource:
    """A stack policy sees outputs. What is unknown there and depends on nothing is what AWS will fill in and the
    program never set: left out, so that "absent" means the same here as offline, where inputs are judged."""
    depends = {key: tuple(other.urn for other in others) for key, others in resource.property_dependencies.items()}
    props = _properties(resource.props)
    return Resource(
        type=resource.resource_type,
        name=resource.name,
        urn=resource.urn,
        props={key: value for key, value in props.items() if value is not UNKNOWN or depends.get(key)},
        parent=resource.parent.urn if resource.parent else None,
        protect=bool(resource.opts.protect),
        ignore_changes=tuple(resource.opts.ignore_changes),
        dependencies=tuple(other.urn for other in resource.dependencies),
        property_dependencies=depends,
    )


def _policy(rule: Rule) -> Policy:
    def tell(stack: Stack, report: ReportViolation) -> None:
        for finding in run(rule, stack):
            if finding.kind == "violation":  # the rest goes through the two companions
                report(finding.message, finding.resource.urn)

    def one(args: ResourceValidationArgs, report: ReportViolation) -> None:
        if canonical(args.resource_type) in rule.types:
            tell(_alone(args), report)

    def whole(args: StackValidationArgs, report: ReportViolation) -> None:
        tell(_together(args.resources), report)

    name, described = rule.id, f"{rule.title} ({rule.title_ja})"
    level, severity = EnforcementLevel(rule.level), Severity(rule.severity)
    framework, tags = _references(rule)
    if rule.kind == "resource":
        return ResourceValidationPolicy(
            name,
            described,
            one,
            level,
            display_name=rule.title,
            severity=severity,
            framework=framework,
            tags=tags,
            remediation_steps=rule.remediation,
            url=rule.url,
        )
    return StackValidationPolicy(
        name,
        described,
        whole,
        level,
        display_name=rule.title,
        severity=severity,
        framework=framework,
        tags=tags,
        remediation_steps=rule.remediation,
        url=rule.url,
    )


def _references(rule: Rule) -> tuple[PolicyComplianceFramework, list[str]]:
    """The SDK takes one framework: the first that knows the rule. The tags name them all."""
    known = {
        "AWS Security Hub": rule.references.security_hub,
        "CIS AWS Foundations 5.0.0": rule.references.cis,
        "checkov": rule.references.checkov,
    }
    framework, controls = next((name, ids) for name, ids in known.items() if ids)
    tags = [f"{name}: {control}" for name, ids in known.items() for control in ids]
    return PolicyComplianceFramework(name=framework, reference=" ".join(controls)), tags


def _companion(
    name: str, described: str, kind: Literal["deferred", "broken"], level: EnforcementLevel, severity: Severity
) -> Policy:
    """Runs every rule once more and reports what their own policies could not: a policy has one level only."""

    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        stack = _together(args.resources)
        for rule in all_rules():
            for finding in run(rule, stack):
                if finding.kind == kind:
                    report(f"{rule.id}: {finding.message}", finding.resource.urn)

    return StackValidationPolicy(name, described, validate, level, severity=severity)
