"""RDS: its logs, its upgrades, and what can be seen of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .model import Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig
from .resource import ABSENT, UNKNOWN, Answer, Resource, Stack
from .types import DB_INSTANCE, LOG_GROUP

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html"
_GUIDE = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide"


@rule(
    id="rds-maintenance",
    title="RDS exports its log and takes minor upgrades",
    title_ja="RDS のログを出力し、マイナーバージョンを自動更新する",
    severity="medium",
    kind="resource",
    types=(DB_INSTANCE,),
    remediation='Put "postgresql" into enabledCloudwatchLogsExports and leave autoMinorVersionUpgrade at true.',
    url=f"{_HUB}#rds-9",
    references=References(
        security_hub=("RDS.9", "RDS.13", "RDS.36"),
        cis=("2.2.2",),
        checkov=("CKV_AWS_129", "CKV2_AWS_30", "CKV_AWS_226"),
    ),
)
def rds_maintenance(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent is no export, and upgrades. A replica takes neither from its source, so it is judged as any other."""
    exports = [resource.text(*at) for at in resource.each("enabledCloudwatchLogsExports")]
    if "postgresql" not in exports:
        unclear = Deferred("which logs it exports is known only at the update")
        yield unclear if UNKNOWN in exports else Violation("does not export the postgresql log")
    upgrades = resource.flag("autoMinorVersionUpgrade")
    if upgrades is UNKNOWN:
        yield Deferred("whether it takes minor upgrades is known only at the update")
    elif upgrades is False:
        yield Violation("does not take minor upgrades by itself")


class RdsObservabilityConfig(RuleConfig):
    """`iamAuthentication`: people and tasks log in with IAM tokens instead of passwords."""

    iam_authentication: bool = False


@rule(
    id="rds-observability",
    title="RDS can be observed, and its snapshots found",
    title_ja="RDS の状態を観測でき、スナップショットをタグで特定できる",
    severity="low",
    level="advisory",
    kind="resource",
    types=(DB_INSTANCE,),
    remediation=(
        "Set performanceInsightsEnabled to true with a performanceInsightsKmsKeyId of your own, copyTagsToSnapshot to "
        "true, and with profile ha monitoringInterval to 60."
    ),
    url=f"{_HUB}#rds-6",
    references=References(
        security_hub=("RDS.6", "RDS.10", "RDS.17"),
        checkov=("CKV_AWS_118", "CKV_AWS_353", "CKV_AWS_354", "CKV_AWS_161", "CKV2_AWS_60"),
    ),
    config=RdsObservabilityConfig,
)
def rds_observability(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent is off, for all of them. Enhanced monitoring costs: the first phase does without."""
    interval = resource.number("monitoringInterval")
    if stack.pack.is_ha and interval is UNKNOWN:
        yield Deferred("whether its operating system is monitored is known only at the update")
    elif stack.pack.is_ha and (interval is ABSENT or interval == 0):
        yield Violation("does not monitor its operating system")
    wanted = {
        "performanceInsightsEnabled": "has no Performance Insights",
        "copyTagsToSnapshot": "does not copy its tags to snapshots",
    }
    if stack.pack.of(RdsObservabilityConfig).iam_authentication:
        wanted["iamDatabaseAuthenticationEnabled"] = "does not let anyone log in by IAM"
    for key, wrong in wanted.items():
        enabled = resource.flag(key)
        if enabled is UNKNOWN:
            yield Deferred(f"its {key} is known only at the update")
        elif enabled is not True:
            yield Violation(wrong)
    key_id = resource.text("performanceInsightsKmsKeyId")
    aws_key = key_id is ABSENT or (isinstance(key_id, str) and "alias/aws/" in key_id)
    if resource.flag("performanceInsightsEnabled") is True and aws_key:
        yield Violation("encrypts Performance Insights with the key that AWS manages, not with one of your own")


@rule(
    id="log-group-before-rds",
    title="Each exported log of RDS has a log group before the instance",
    title_ja="RDS が出力する各ログのロググループを、インスタンスより先に作成する",
    severity="medium",
    kind="stack",
    types=(DB_INSTANCE,),
    reads=(LOG_GROUP,),
    remediation=(
        "Make a LogGroup /aws/rds/instance/<identifier>/<log> for each of enabledCloudwatchLogsExports, and name it in "
        "dependsOn of the instance: RDS would make it itself, to be kept for ever and without a key."
    ),
    url=f"{_GUIDE}/USER_LogAccess.Procedural.UploadtoCloudWatch.html",
    references=References(),
)
def log_group_before_rds(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Without an identifier of its own nobody knows the name of its log groups before it exists."""
    identifier = resource.text("identifier")
    exports = [resource.text(*at) for at in resource.each("enabledCloudwatchLogsExports")]
    waits_for = {stack.by_urn[urn].text("name") for urn in resource.dependencies if urn in stack.index(_log_groups)}
    if exports and identifier is ABSENT:
        yield Violation("exports logs without an identifier of its own, so their log groups cannot be there before it")
    elif exports and UNKNOWN in (identifier, *exports):
        yield Deferred("whether its logs have log groups is known only at the update")
    for number, log in enumerate(exports, 1):
        if not isinstance(log, str) or not isinstance(identifier, str):
            continue
        name = f"/aws/rds/instance/{identifier}/{log}"
        if name in waits_for:
            continue
        which = f"log {number} of the {len(exports)} that it exports"
        if UNKNOWN in waits_for:
            yield Deferred(f"whether the log group of {which} is there first is known only at the update")
        elif name in stack.index(_log_groups).values():
            yield Violation(f"does not depend on the log group of {which}")
        else:
            yield Violation(f"has no log group in this stack for {which}")


def _log_groups(stack: Stack) -> Mapping[str, Answer]:
    """Their names by URN."""
    return {group.urn: group.text("name") for group in stack.of_type(LOG_GROUP)}
