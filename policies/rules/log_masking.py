"""Logs in which people's data may turn up are masked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Final

from .containers import containers
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig, Text
from .resource import ABSENT, UNKNOWN, Answer, Resource, Stack, Unknown, Value, Values
from .types import DB_INSTANCE, ECS_SERVICE, LOG_ACCOUNT_POLICY, LOG_DATA_PROTECTION, LOG_GROUP, TASK_DEFINITION

_OF_ACCOUNT: Final = "DATA_PROTECTION_POLICY"  # the type of account policies that masks


class MaskingConfig(RuleConfig):
    """`unmasked`: log groups, by their names in the program, in which nobody's data can be."""

    unmasked: tuple[Text, ...] = ()


@rule(
    id="logs-masked",
    title="Logs of the application and of the database mask people's data",
    title_ja="アプリケーションとデータベースのログの個人情報をマスクする",
    severity="medium",
    kind="stack",
    types=(LOG_GROUP,),
    reads=(LOG_DATA_PROTECTION, LOG_ACCOUNT_POLICY, TASK_DEFINITION, ECS_SERVICE, DB_INSTANCE),
    remediation=(
        "Give the log group a LogDataProtectionPolicy with one statement that audits and one that masks (Deidentify) "
        "the same DataIdentifiers; a group in which nobody's data can be goes to unmasked of this rule in "
        "policies/config/<stack>.json."
    ),
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/mask-sensitive-log-data.html",
    references=References(),
    config=MaskingConfig,
)
def logs_masked(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """In production; of the groups that a service's containers or a database's statement log write to. A policy of the
    account masks them too. Masking begins with what is written after it: a group cannot be made safe later."""
    if not stack.pack.is_production or resource.name in stack.pack.of(MaskingConfig).unmasked:
        yield NOT_APPLICABLE
        return
    if stack.index(_written).isdisjoint((resource.urn, resource.text("name"))):
        yield NOT_APPLICABLE
        return
    own = stack.index(_policies).get(resource.urn, ())
    said = [_masks(one.parsed("policyDocument")) for one in own]
    said += [_masks_all(one, resource, stack) for one in stack.of_type(LOG_ACCOUNT_POLICY)]
    if True not in said and UNKNOWN in said:
        yield Deferred("what it masks is known only at the update")
    elif True not in said and not own:
        yield Violation("does not mask people's data")
    elif True not in said:
        yield from (Violation(f"its policy {policy.name} masks nothing") for policy in own)
    for policy in own:
        if not all(map(_varies, _patterns(policy.parsed("policyDocument")))):
            yield Violation(f"its policy {policy.name} has an identifier that fits one text only")


def _written(stack: Stack) -> Set[Answer]:
    """The groups that services' containers and databases write to, by name; or by URN, where the text of a definition
    is not known before the update."""
    found: set[Answer] = set()
    for service in stack.of_type(ECS_SERVICE):
        for definition in stack.named(service, "taskDefinition", TASK_DEFINITION):
            told = containers(definition, stack)
            if told is UNKNOWN:
                found.update(group.urn for group in stack.behind(definition, "containerDefinitions", LOG_GROUP))
            else:
                found.update(one.text("logConfiguration", "options", "awslogs-group") for one in told)
    identifiers = (instance.text("identifier") for instance in stack.of_type(DB_INSTANCE))
    found.update(f"/aws/rds/instance/{one}/postgresql" for one in identifiers if isinstance(one, str))
    return found - {ABSENT, UNKNOWN}


def _policies(stack: Stack) -> Mapping[str, Sequence[Resource]]:
    found: dict[str, list[Resource]] = {}
    for policy in stack.of_type(LOG_DATA_PROTECTION):
        for group in stack.named(policy, "logGroupName", LOG_GROUP):
            found.setdefault(group.urn, []).append(policy)
    return found


def _masks_all(policy: Resource, group: Resource, stack: Stack) -> bool | Unknown:
    """Whether that policy of the account, which is of one region, masks the group. Criteria may leave it out."""
    there, here, kind = stack.region_of(policy), stack.region_of(group), policy.text("policyType")
    if kind not in (_OF_ACCOUNT, UNKNOWN) or (UNKNOWN not in (there, here) and there != here):
        return False
    masks = _masks(policy.parsed("policyDocument"))
    sure = kind == _OF_ACCOUNT and there == here and policy.text("selectionCriteria") is ABSENT
    return UNKNOWN if masks is True and not sure else masks


def _masks(policy: Answer) -> bool | Unknown:
    """Whether a statement takes something out. AWS refuses one that does not also audit just the same."""
    if policy is UNKNOWN:
        return UNKNOWN
    statements = policy.get("Statement") if isinstance(policy, Mapping) else None
    return any(map(_takes_out, statements)) if isinstance(statements, Sequence) else False


def _takes_out(statement: Value) -> bool:
    operation = statement.get("Operation") if isinstance(statement, Mapping) else None
    masked = statement.get("DataIdentifier") if isinstance(statement, Mapping) else None
    return isinstance(operation, Mapping) and "Deidentify" in operation and bool(masked)


def _patterns(policy: Answer) -> Iterator[object]:
    """The expressions of its own identifiers."""
    told = Values(props=policy) if isinstance(policy, Mapping) else Values(props={})
    for at in told.each("Configuration", "CustomDataIdentifier"):
        yield told.text(*at, "Regex")


def _varies(pattern: object) -> bool:
    return isinstance(pattern, str) and not pattern.replace("-", "").isalnum()
