"""Tasks that people and pipelines start one by one: what they run, and what they are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from planning import psql
from planning.database_roles import MIGRATION, READ_ONLY
from planning.iam import Statement, Text, allow

# Names of the tasks, and so of their families and log groups, which services must not take.
DATABASE_ROLES = "database-roles"
OPERATIONS = "operations"
MIGRATE = "migration"
RESERVED = (DATABASE_ROLES, OPERATIONS, MIGRATE)

# How long a task for people lives. Nobody has to end it, and what was forgotten ends by itself; whoever still works
# then is cut off and starts another. Exec itself ends a session only once it was idle for 20 minutes.
SESSION_SECONDS = 3600

# Once there are certificates there is nothing to do but to be there.
SESSION_COMMAND = f"{psql.DOWNLOAD_CERTIFICATES}\nexec sleep {SESSION_SECONDS}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Migration:
    """What migrates the database: a command in an image, given by digest."""

    image: str
    command: Sequence[str]
    cpu_architecture: Literal["ARM64", "X86_64"]

    def __post_init__(self) -> None:
        if not self.command:
            raise ValueError("a migration needs a command: the image's own may be the server that it holds")


class Where(NamedTuple):
    """Where the database is; the host may be known only once it exists."""

    host: Text
    port: int
    database: str


def session_environment(region: str, where: Where) -> dict[str, Text]:
    """`psql` without a word more is the role that only reads."""
    return {
        **psql.environment(region, OPERATIONS),
        "PGHOST": where.host,
        "PGPORT": str(where.port),
        "PGDATABASE": where.database,
        "PGUSER": READ_ONLY,
    }


def migration_environment(region: str, where: Where) -> dict[str, Text]:
    """The database under the names that the backend reads, whose image it is; but as the owner of the tables."""
    return {
        "NODE_ENV": "production",
        "LOG_FORMAT": "json",
        "AWS_REGION": region,
        "DB_HOST": where.host,
        "DB_PORT": str(where.port),
        "DB_NAME": where.database,
        "DB_USER": MIGRATION,
        "DB_SSL": "verify-full",
    }


def exec_statements(*, log_streams: Text, key_arn: Text) -> list[Statement]:
    """What a session of ECS Exec needs of the task's role: its channel, the channel's key, and its log.

    `log_streams`: the ARN of the sessions' log group with `:*`. Neither the channel's actions nor listing log groups
    know resources to be narrowed to.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
    """
    channel = [f"ssmmessages:{verb}{kind}Channel" for verb in ("Create", "Open") for kind in ("Control", "Data")]
    return [
        allow("BeTalkedTo", channel, "*"),
        allow("FindTheLog", ["logs:DescribeLogGroups"], "*"),
        allow("WriteTheLog", ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"], log_streams),
        allow("DecryptTheChannel", ["kms:Decrypt"], key_arn),
    ]
