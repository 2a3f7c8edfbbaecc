"""What is lost when a resource that holds data goes, and the way round it, type by type."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from offline.graph import Resource
from offline.replacement import DATA_STORES

INSTANCE = "aws:rds/instance:Instance"
_REPLICA_LOST = "Nothing: the primary has the data"
_KEEP = "`pulumi state delete` takes it out of the stack and leaves it in AWS"
_RESTORE = "make a snapshot and `database.restore` it as a new `database.generation`"
_OTHER_KEY = (
    "copy a snapshot with the new key (`aws rds copy-db-snapshot --kms-key-id`) and `database.restore` the copy as a "
    "new `database.generation`"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """`lost` goes with the resource; the ways round its replacement (another for some properties) and its removal."""

    lost: str
    replaced: str
    removed: str
    by_property: Mapping[str, str] = field(default_factory=dict)


_WAYS: Mapping[str, Way] = {
    "aws:backup/vault:Vault": Way(
        lost="The recovery points in it (AWS refuses to delete a vault that has any, unless forceDestroy is set)",
        replaced="make the new vault beside it and copy the recovery points (`aws backup start-copy-job`)",
        removed=f"copy the recovery points to another vault (`aws backup start-copy-job`) first; {_KEEP}",
    ),
    "aws:cloudwatch/logGroup:LogGroup": Way(
        lost="The log events in it",
        replaced="export them to S3 first (`aws logs create-export-task`)",
        removed=f"export the events to S3 first (`aws logs create-export-task`); {_KEEP} until they have expired",
    ),
    "aws:dynamodb/table:Table": Way(
        lost="The items in it",
        replaced="make the new table beside it and restore a backup into it (`aws dynamodb restore-table-from-backup`)",
        removed="make a backup first (`aws dynamodb create-backup`)",
    ),
    "aws:ecr/repository:Repository": Way(
        lost="The images in it: until they are built and pushed again no task can start",
        replaced="make the new repository beside it and push the images there too, then change the services over",
        removed=f"change the services over to another repository first; {_KEEP}",
    ),
    "aws:efs/fileSystem:FileSystem": Way(
        lost="The files in it",
        replaced="make the new file system beside it and copy the files (AWS DataSync)",
        removed="back it up first (AWS Backup)",
    ),
    "aws:elasticache/replicationGroup:ReplicationGroup": Way(
        lost="What is in memory: sessions, so everybody has to sign in again",
        replaced="make a snapshot and a new group beside it from it (snapshotName), then move the clients over",
        removed="with finalSnapshotIdentifier AWS makes a last snapshot of it; sessions cannot be kept",
        by_property={
            "engine": "stay with Valkey, it speaks the Redis protocol; only a new group can be Redis again",
            "engineVersion": "keep the version, it cannot be lowered",
        },
    ),
    "aws:kms/key:Key": Way(
        lost="The key, and with it all that it encrypted, for ever, when deletionWindowInDays are over",
        replaced="make the new key beside it and encrypt anew what the old one encrypted, which must outlive that",
        removed=(
            f"encrypt anew, or let expire, what it encrypted first; {_KEEP}. Until the window is over, "
            "`aws kms cancel-key-deletion` brings it back"
        ),
    ),
    "aws:rds/cluster:Cluster": Way(
        lost="The databases in it",
        replaced="make a snapshot and restore it as a new cluster beside it",
        removed="make a final snapshot first",
    ),
    INSTANCE: Way(
        lost="The database, but for its snapshots and, with deleteAutomatedBackups false, its automated backups",
        replaced=_RESTORE,
        removed=(
            "make sure of a final snapshot (skipFinalSnapshot false). A former `database.generation` goes only when "
            "the new one is checked and serves"
        ),
        by_property={
            "kmsKeyId": _OTHER_KEY,
            "storageEncrypted": _OTHER_KEY,
            "username": "keep the name of the master user; people and programs have roles of their own",
            "dbName": "keep it; another database is made in SQL (CREATE DATABASE)",
            "snapshotIdentifier": f"raise `database.generation` together with `database.restore`: {_RESTORE}",
            "restoreToPointInTime": "raise `database.generation` together with `database.restore`",
        },
    ),
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": Way(
        lost="Nothing: the copies stay in the second region until their retention is over",
        replaced="none needed; until the new replication has made its first copy, the retained ones are what there is",
        removed="none needed, while the retention of the copies lasts",
    ),
    "aws:route53/zone:Zone": Way(
        lost="The delegation: a new zone has other name servers, and nobody finds the domain until they are entered",
        replaced="make the new zone beside it, enter its name servers at the registrar, wait two days, then drop this",
        removed="have the registrar point to other name servers first, and wait two days",
    ),
    "aws:s3/bucket:Bucket": Way(
        lost="The objects in it (AWS refuses to delete a bucket that has any, unless forceDestroy is set)",
        replaced="make the new bucket beside it, copy the objects (`aws s3 sync`; S3 Batch Replication for versions)",
        removed=f"copy the objects first (`aws s3 sync`; S3 Batch Replication for versions); {_KEEP}",
        by_property={
            "objectLockEnabled": (
                "turn Object Lock on in the bucket that there is (`aws s3api put-object-lock-configuration`), "
                "then `pulumi refresh`"
            )
        },
    ),
}
_REPLICA = Way(lost=_REPLICA_LOST, replaced="none needed; reads fail while the new one is made", removed="none needed")
_RULE = "aws:lb/listenerRule:ListenerRule"
_RULE_WAY = Way(
    lost="No data, but the way to the service: requests meet another rule, or the answer 404",
    replaced="leave it; add a service under another name beside this one and move the paths to it",
    removed="move its paths to another service first, and see that nobody asks for them here",
)
_OTHER_WAY = "leave it, unless the reason for its protection, which its component gives, has gone"
_OTHER = Way(lost="No data; it is protected for another reason", replaced=_OTHER_WAY, removed=_OTHER_WAY)

# AWS's own protection: while it is on, a deletion is refused, and the update does not turn it off.
_SWITCHES: Mapping[str, tuple[str, str, str]] = {
    "aws:cloudwatch/logGroup:LogGroup": (
        "deletionProtectionEnabled",
        "name",
        "aws logs put-log-group-deletion-protection --log-group-identifier {} --no-deletion-protection-enabled",
    ),
    "aws:dynamodb/table:Table": (
        "deletionProtectionEnabled",
        "name",
        "aws dynamodb update-table --table-name {} --no-deletion-protection-enabled",
    ),
    INSTANCE: (
        "deletionProtection",
        "identifier",
        "aws rds modify-db-instance --db-instance-identifier {} --no-deletion-protection --apply-immediately",
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Loss:
    """A resource that a change would take away although it is protected or holds data."""

    resource: Resource
    replaced: bool
    properties: tuple[str, ...] = ()  # that cannot change in place
    reason: str

    @property
    def loses_data(self) -> bool:
        return loses_data(self.resource)

    @property
    def lost(self) -> str:
        return _way(self.resource).lost

    @property
    def way_round(self) -> str:
        way = _way(self.resource)
        if not self.replaced:
            return way.removed
        found = [way.by_property[name] for name in self.properties if name in way.by_property]
        return "; ".join(dict.fromkeys(found)) or way.replaced

    @property
    def commands(self) -> tuple[str, ...]:
        """What must be done for a removal that is meant."""
        return () if self.replaced else tuple(_commands(self.resource))

    def to_json(self) -> dict[str, object]:
        return {
            "type": self.resource.type,
            "name": self.resource.name,
            "urn": self.resource.urn,
            "effect": "replaces" if self.replaced else "removes",
            "protected": self.resource.protect,
            "losesData": self.loses_data,
            "reason": self.reason,
            "lost": self.lost,
            "wayRound": self.way_round,
            "commands": list(self.commands),
        }


def loses_data(resource: Resource) -> bool:
    """Whether deleting it deletes the only copy: a read replica holds none."""
    return resource.type in DATA_STORES and not _is_replica(resource)


def _is_replica(resource: Resource) -> bool:
    return resource.type == INSTANCE and "replicateSourceDb" in resource.inputs


def _way(resource: Resource) -> Way:
    if resource.type == _RULE:
        return _RULE_WAY
    return _REPLICA if _is_replica(resource) else _WAYS.get(resource.type, _OTHER)


def _commands(resource: Resource) -> Iterator[str]:
    switch, name, command = _SWITCHES.get(resource.type, ("", "", ""))
    if resource.inputs.get(switch) is True:
        known = resource.inputs.get(name)
        there = f" --region {resource.region}" if resource.region else ""
        yield command.format(known if isinstance(known, str) else f"<{name} of {resource.name}>") + there
    if resource.protect:
        stack = resource.urn.split(":")[2]
        yield f"pulumi state unprotect --stack {stack} '{resource.urn}'"  # the quotes: a URN may have dollar signs


def ways() -> Collection[str]:
    """The types that have a way round."""
    return _WAYS.keys()
