"""RDS: backups, what keeps data from being deleted, the master's password, replicas."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from .model import NOT_APPLICABLE, Advice, Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig
from .references import reference
from .regions import in_region_of, same_region
from .replicas import encryption, is_replica, replicated
from .resource import ABSENT, UNKNOWN, Resource, Stack, Unknown
from .secret_sources import SECRET_SOURCES, is_given, is_literal
from .types import DB_INSTANCE, SECURITY_GROUPS

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html"
_GUIDE = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide"
# What an instance is made from brings its user and password along.
_RESTORED_FROM = ("replicateSourceDb", "snapshotIdentifier", "restoreToPointInTime", "s3Import")
_DEFAULT_MASTERS = ("admin", "administrator", "postgres", "root", "sa")


class RdsBackupsConfig(RuleConfig):
    """`minDays`: how far back production can be restored; the document wants seven days."""

    min_days: int = Field(default=7, ge=1, le=35)


@rule(
    id="rds-backups",
    title="RDS keeps automated backups for a week",
    title_ja="RDS の自動バックアップを7日以上保持する",
    severity="high",
    kind="resource",
    types=(DB_INSTANCE,),
    remediation="Set backupRetentionPeriod to 7 or more, and deleteAutomatedBackups to false.",
    url=f"{_HUB}#rds-11",
    references=References(security_hub=("RDS.11",), checkov=("CKV_AWS_133",)),
    config=RdsBackupsConfig,
)
def rds_backups(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent is no backup at all, and backups that go with the instance. A replica has its source's."""
    if is_replica(resource):
        yield NOT_APPLICABLE
        return
    least = stack.pack.of(RdsBackupsConfig).min_days
    days = resource.number("backupRetentionPeriod")
    if days is UNKNOWN:
        yield Deferred("how long it keeps backups is known only at the update")
    elif days is ABSENT or days < least:
        short = f"keeps backups for {0 if days is ABSENT else days} days, not {least}"
        yield Violation(short) if stack.pack.is_production else Advice(short)
    if not stack.pack.is_production:
        return
    deletes = resource.flag("deleteAutomatedBackups")
    if deletes is UNKNOWN:
        yield Deferred("whether its backups are deleted with it is known only at the update")
    elif deletes is not False:
        yield Violation("takes its automated backups along when it is deleted")


@rule(
    id="rds-delete-guard",
    title="RDS in production cannot be deleted by mistake",
    title_ja="本番の RDS を誤って削除できないようにする",
    severity="high",
    kind="resource",
    types=(DB_INSTANCE,),
    remediation=(
        "Set deletionProtection to true and skipFinalSnapshot to false, with a finalSnapshotIdentifier. A replica "
        "takes no snapshot."
    ),
    url=f"{_HUB}#rds-8",
    references=References(security_hub=("RDS.8",), checkov=("CKV_AWS_293",)),
)
def rds_delete_guard(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent is no protection, and a final snapshot. Only production (and what takes its place) needs either."""
    if not stack.pack.is_production:
        yield NOT_APPLICABLE
        return
    protected = resource.flag("deletionProtection")
    if protected is UNKNOWN:
        yield Deferred("whether it is protected from deletion is known only at the update")
    elif protected is not True:
        yield Violation("has no deletion protection")
    if is_replica(resource):
        return
    skips = resource.flag("skipFinalSnapshot")
    if skips is UNKNOWN:
        yield Deferred("whether it takes a final snapshot is known only at the update")
    elif skips is True:
        yield Violation("takes no final snapshot when it is deleted")


@rule(
    id="rds-managed-password",
    title="The master password of RDS is generated and the user is not the default one",
    title_ja="RDS のマスターパスワードを生成し、既定のユーザー名を使わない",
    severity="high",
    kind="stack",
    types=(DB_INSTANCE,),
    reads=SECRET_SOURCES,
    remediation=(
        "Set password to the result of a random.RandomPassword, or, without a read replica, manageMasterUserPassword "
        "to true; and username to a name of your own."
    ),
    url=f"{_HUB}#rds-25",
    references=References(security_hub=("RDS.25",)),
)
def rds_managed_password(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent is right only for what is restored or replicated: user and password come from the source.

    RDS makes no replica of an instance whose password it manages. That a password is a secret no rule can see.
    """
    managed = resource.flag("manageMasterUserPassword")
    if managed is True and resource.urn in stack.index(replicated):
        yield Violation("has a password that RDS manages, of which RDS makes no read replica")
    passwords = [key for key in ("password", "passwordWo") if is_given(resource, key)]
    for key in passwords:
        literal = is_literal(resource, key, stack)
        if literal is UNKNOWN:
            yield Deferred("whether its password is a generated one is known only at the update")
        elif literal:
            yield Violation("has a password that the program spells out")
    restored = any(resource.get(key) not in (ABSENT, "") for key in _RESTORED_FROM)  # a state has empty ones
    if not passwords and not restored and managed is not True:
        unclear = Deferred("whether RDS manages its password is known only at the update")
        yield unclear if managed is UNKNOWN else Violation("has no password, and RDS does not manage one")
    user = resource.text("username")
    if user is UNKNOWN:
        yield Deferred("whether its master user has the default name is known only at the update")
    elif user is ABSENT and not restored:
        yield Violation("does not name its master user")
    elif isinstance(user, str) and user.lower() in _DEFAULT_MASTERS:
        yield Violation("has a master user with a name that everybody tries first")


@rule(
    id="rds-replica-parity",
    title="A read replica is as safe as its source",
    title_ja="リードレプリカをソースと同じ水準で保護する",
    severity="high",
    kind="stack",
    types=(DB_INSTANCE,),
    reads=SECURITY_GROUPS,
    remediation=(
        "Give the replica the security groups of its source and storageEncrypted true. In another region give it a "
        "kmsKeyId of that region."
    ),
    url=f"{_GUIDE}/USER_ReadRepl.html",
    references=References(security_hub=("RDS.3",)),
)
def rds_replica_parity(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """What must be so whatever the source is (not public, protected from deletion) other rules demand of it too."""
    if not is_replica(resource):
        yield NOT_APPLICABLE
        return
    sources = stack.named(resource, "replicateSourceDb", DB_INSTANCE)
    for source in sources:
        _, encrypted = encryption(source, stack)
        if encrypted is UNKNOWN:
            yield Deferred(f"whether its source {source.name} is encrypted is known only at the update")
        elif encrypted is not True:
            yield Violation(f"replicates {source.name}, which is not encrypted")
    near = _near(resource, sources, stack)
    if near is True:
        if resource.get("storageEncrypted") is ABSENT:  # hashicorp/terraform-provider-aws#34434
            yield Violation("inherits its encryption without saying so: the next update would replace it")
        for source in sources:
            yield from _groups(resource, source, stack)
    elif resource.text("kmsKeyId") is ABSENT:
        unclear = Deferred("whether it needs a key of its own region is known only at the update")
        yield unclear if near is UNKNOWN else Violation("is in another region than its source and has no key there")


def _near(replica: Resource, sources: tuple[Resource, ...], stack: Stack) -> bool | Unknown:
    """Whether it is in the region of its source; a source of another stack is known by its ARN at best."""
    if sources:
        return same_region(replica, sources[0], stack)
    named = replica.text("replicateSourceDb")
    return in_region_of(named, replica, stack) if isinstance(named, str) else UNKNOWN


def _groups(replica: Resource, source: Resource, stack: Stack) -> Iterator[Outcome]:
    mine, theirs = (reference(stack, one, ("vpcSecurityGroupIds",), SECURITY_GROUPS) for one in (replica, source))
    if set(mine.urns) <= set(theirs.urns):
        return
    unclear = Deferred("whether its security groups are those of its source is known only at the update")
    yield Violation("is in a security group that its source is not in") if mine.exact else unclear
