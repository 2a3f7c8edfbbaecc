"""The rules as policies of Pulumi's SDK. Importing it starts nothing; only `__main__.py` constructs the pack."""

from __future__ import annotations

from collections.abc import Sequence
from types import FunctionType
from typing import cast

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyComplianceFramework,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)

from policies.config_file import PACK
from policies.rules import all_rules
from policies.rules.model import Kind, Rule, run
from policies.rules.pack import Pack, PackConfig, SetLevel
from policies.rules.resource import Resource, Stack
from policies.session import Session, properties, schema


def policies(rules: Sequence[Rule] | None = None) -> list[Policy]:
    """One policy per rule, the one that takes what all of them are told, and those that say what a policy of one level
    cannot: what is advice, what is deferred, what is broken."""
    session = Session(all_rules() if rules is None else rules)
    return [
        _told(session),  # first: the engine runs policies in this order
        *(_policy(rule, session) for rule in session.rules),
        _companion(session, "advice", "Worth knowing (参考)", "advice", EnforcementLevel.ADVISORY, Severity.LOW),
        _companion(
            session,
            "deferred",
            "Known only at the update (適用時に判明)",
            "deferred",
            EnforcementLevel.ADVISORY,
            Severity.LOW,
        ),
        _companion(
            session,
            "broken-rule",
            "A rule failed and judged nothing (ルールの実行に失敗)",
            "broken",
            EnforcementLevel.MANDATORY,
            Severity.CRITICAL,
        ),
    ]


def _alone(args: ResourceValidationArgs, pack: Pack) -> Stack:
    return Stack(
        [
            Resource(
                type=args.resource_type,
                name=args.name,
                urn=args.urn,
                props=properties(args.props),
                parent=args.opts.parent,
                protect=bool(args.opts.protect),
                ignore_changes=tuple(args.opts.ignore_changes),
            )
        ],
        pack,
    )


def _told(session: Session) -> Policy:
    """Takes the config of the whole pack, and what the program sets on each resource. The engine hands each policy its
    own config only, and stack policies outputs only, so this one, which sees every resource before the others do,
    passes both on."""

    def take(args: ResourceValidationArgs, report: ReportViolation) -> None:
        session.tell(args.get_config())
        session.saw(args.urn, args.props)

    return ResourceValidationPolicy(
        PACK,
        "What is judged: environment and profile, and who is exempt (判定対象の環境・プロファイルと例外)",
        take,
        EnforcementLevel.MANDATORY,
        config_schema=schema(PackConfig),
    )


def _policy(rule: Rule, session: Session) -> Policy:
    def tell(stack: Stack, report: ReportViolation) -> None:
        for finding in run(rule, stack):
            if finding.kind == "violation":  # the rest goes through the companions
                report(finding.message, finding.resource.urn)

    def one(args: ResourceValidationArgs, report: ReportViolation) -> None:
        session.choose(rule, args.get_config(), _level(report))
        if rule.judges(args.resource_type):
            tell(_alone(args, session.pack), report)

    def whole(args: StackValidationArgs, report: ReportViolation) -> None:
        session.choose(rule, args.get_config(), _level(report))
        tell(session.whole(rule.id, args.resources), report)

    name, described = rule.id, f"{rule.title} ({rule.title_ja})"
    level, severity = EnforcementLevel(rule.level), Severity(rule.severity)
    framework, tags = _references(rule)
    config_schema = schema(rule.config) if rule.config else None
    if rule.kind == "resource":
        return ResourceValidationPolicy(
            name,
            described,
            one,
            level,
            config_schema=config_schema,
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
        config_schema=config_schema,
        display_name=rule.title,
        severity=severity,
        framework=framework,
        tags=tags,
        remediation_steps=rule.remediation,
        url=rule.url,
    )


def _level(report: ReportViolation) -> SetLevel:
    """The level at which the engine runs the policy. In SDK 1.21 only what a policy reports with knows it. Asked for
    each resource by each policy: `inspect.getclosurevars` would take as long as all the rules together."""
    held = cast(FunctionType, report)
    cells = held.__closure__ or ()
    level = cells[held.__code__.co_freevars.index("enforcement_level")].cell_contents
    return "mandatory" if level is EnforcementLevel.MANDATORY else "advisory"


def _references(rule: Rule) -> tuple[PolicyComplianceFramework | None, list[str]]:
    """The SDK takes one framework: the first that knows the rule. The tags name them all."""
    known = {
        "AWS Security Hub": rule.references.security_hub,
        "CIS AWS Foundations 5.0.0": rule.references.cis,
        "checkov": rule.references.checkov,
    }
    tags = [f"{name}: {control}" for name, ids in known.items() for control in ids]
    for framework, controls in known.items():
        if controls:
            return PolicyComplianceFramework(name=framework, reference=" ".join(controls)), tags
    return None, tags


def _companion(
    session: Session, name: str, described: str, kind: Kind, level: EnforcementLevel, severity: Severity
) -> Policy:
    """Reports what the rules' own policies could not, as a policy has one level only."""

    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        stack = session.whole(name, args.resources)
        said = [
            (f"{finding.rule.id}: {finding.message}", finding.resource.urn)
            for finding in stack.index(session.findings)
            if finding.kind == kind
        ]
        if kind == "broken":
            wrong = "the policy config is wrong, so defaults were judged by"
            said = [*((f"{wrong}: {problem}", "") for problem in session.problems), *said]
            if said and _level(report) != "mandatory":  # the one way to stop the engine that no config changes
                raise RuntimeError("\n".join(message for message, _ in said))
        for message, urn in said:
            report(message, urn)

    return StackValidationPolicy(name, described, validate, level, severity=severity)
