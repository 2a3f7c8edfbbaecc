"""What the application is told: its parameters, its environment, and where its secrets are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

import pulumi

from components.base import Component, Context
from components.cache import Cache
from components.cdn import Cdn
from components.database import PORT, Database
from components.parameters import Generated, Parameters, ParametersArgs
from components.service import ServiceSpec, TaskInputs
from components.storage import Storage
from planning.database_roles import APPLICATION, MIGRATION, READ_ONLY
from planning.listener import KEEP_ALIVE_SECONDS
from planning.recovery import Copies
from planning.variables import taken

SECRET_LENGTH = 64  # letters and digits: 380 bits, more than the 256 that HS256 wants


@dataclass(frozen=True, kw_only=True, slots=True)
class Rotation:
    """How often each generated secret was changed: the passwords of the three database roles, and the signing keys."""

    application: int = 1
    migration: int = 1
    read_only: int = 1
    jwt: int = 1
    session: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class ApplicationArgs:
    """`web_origin`: where browsers load the application from; `pool_size`: database connections of one task.

    After a change of `max_connections` the pools follow at once, the server at its next restart (maintenance window).
    `api_secrets`: name of a variable -> secret of the user's own, such as the key of a mail service.
    `copies`, `copies_key_arn` and `adopts` as in `ParametersArgs`; the recovery stack is not told the user's secrets
    again but only their names, `adopted_api_secrets`. With `cdn`, services of uploads are told how to sign addresses.
    """

    database: Database
    cache: Cache
    storage: Storage
    cdn: Cdn | None = None
    key_arn: pulumi.Input[str]
    web_origin: pulumi.Input[str]
    pool_size: int
    api_secrets: Mapping[str, pulumi.Input[str]] = field(repr=False)
    rotation: Rotation = Rotation()
    copies: Copies | None = None
    copies_key_arn: pulumi.Input[str] | None = None
    adopts: Copies | None = None
    adopted_api_secrets: Sequence[str] = ()

    def __post_init__(self) -> None:
        if self.adopts is not None and self.api_secrets:
            raise ValueError("a stack that adopts copies is told no api_secrets: name them in adopted_api_secrets")
        if self.adopts is None and self.adopted_api_secrets:
            raise ValueError("adopted_api_secrets without adopts: there is nothing to read them from")


class Application(Component):
    """`megane:config:Application`: the parameters of the application, and what each service gets of them.

    Makes `Parameters`: addresses as plain text; passwords, tokens, the generated JWT and session secrets and the API
    secrets as SecureStrings. Names and values are the contract with the application. Tasks are the database role
    that reads and writes rows and no more; who changes tables, and who only looks, has a role of their own. The
    master's password is for the job that makes the roles, and is not here at all where RDS manages it.

    A raised number of `Rotation` is a new value, a new version of the parameter and a deployment of who reads it. The
    JWT and session secrets: everybody logs in again, and while old and new tasks run side by side neither takes what
    the other signed. A database role: the server does not know the new password before the job of `DatabaseRoles`
    has run, and PostgreSQL asks for it when a connection opens and never again. Tasks have the application's only:
    for the other two `pulumi up` and the job are all. For the application's, the order that harms least:

    1. `pulumi up --target '**::{name}-db-*'`: the parameters alone. Running tasks have read theirs and work on; a
       task that starts now is refused.
    2. Run the job at once. From here tasks that start are let in; those that run keep their open connections, and
       only a connection that they open anew is refused.
    3. `pulumi up`: the deployment replaces them.

    With a bare `pulumi up` first, new tasks end with `password authentication failed for user "megane_app"` (28P01),
    the deployment goes back and the update fails; the old tasks serve on. Run the job, then `pulumi up --refresh`.
    https://www.postgresql.org/docs/current/auth-password.html
    """

    TYPE = "megane:config:Application"
    OUTPUTS = ("parameter_names", "jwt_secret", "signing_key_parameter")
    parameter_names: Mapping[str, str]
    jwt_secret: pulumi.Output[str]
    role_secrets: Mapping[str, pulumi.Output[str]]
    """Variable of the job that makes the database roles -> ARN of the password that it gives the role."""
    master_password_from: pulumi.Output[str] | None
    """ARN of the parameter with which that job logs in; None where RDS manages the password."""
    signing_key_parameter: str | None
    """Full name of the SecureString from which tasks of uploads read their signing key. People put it there, with the
    stack's data key, before the first of those tasks: without it none starts. None where nothing is signed."""

    def __init__(
        self, name: str, args: ApplicationArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, ctx, opts)
        self._args = args
        self._parameters = Parameters(name, _parameters(args), ctx, self.child())
        arns = self._parameters.arns
        self.parameter_names = self._parameters.names
        self.jwt_secret = self._parameters.generated["jwt/secret"]
        self.role_secrets = {
            "APPLICATION_PASSWORD": arns["db/password"],
            "MIGRATION_PASSWORD": arns["db/migration-password"],
            "READ_ONLY_PASSWORD": arns["db/read-only-password"],
        }
        self.master_password_from = arns.get("db/master-password")
        self.signing_key_parameter = args.cdn.signing_key_parameter if args.cdn is not None else None
        self.finish()

    def inputs(self, service: ServiceSpec) -> TaskInputs:
        """What one service is told: that of what it uses and no more.

        Only a service with the database is the API: it gets the JWT secret and the API secrets too. The service's own
        variables go before `planning.variables.CHOICES` and may not be any other of the program's.
        """
        if clash := taken(service.environment):
            raise ValueError(f"a service sets variables that are not its own: {', '.join(clash)}")
        secrets = dict(self._secrets(service))
        return TaskInputs(
            environment={**self._environment(service, list(secrets.values())), **service.environment},
            secrets={
                **{name: self._parameters.arns[path] for name, path in secrets.items()},
                **(self._signing_key() if service.uploads else {}),
            },
            uploads_arn=self._args.storage.uploads_arn if service.uploads else None,
        )

    def _secrets(self, service: ServiceSpec) -> Iterator[tuple[str, str]]:
        """Names of variables and the parameters that they are read from."""
        if service.database:
            yield "POSTGRES_PASSWORD", "db/password"
            yield "JWT_SECRET", "jwt/secret"
            yield from ((name, f"api/{name}") for name in (*self._args.api_secrets, *self._args.adopted_api_secrets))
        if service.cache:
            yield "REDIS_AUTH_TOKEN", "redis/auth-token"
            yield "SESSION_SECRET", "session/secret"

    def _signing_key(self) -> dict[str, pulumi.Input[str]]:
        """The private half of the key that signs addresses of uploads."""
        if (parameter := self.signing_key_parameter) is None:
            return {}
        return {"CLOUDFRONT_PRIVATE_KEY": f"arn:aws:ssm:{self.ctx.region}:{self.ctx.account}:parameter{parameter}"}

    def _environment(self, service: ServiceSpec, secret_paths: list[str]) -> dict[str, pulumi.Input[str]]:
        """Plain variables.

        CONFIG_VERSION is the versions of the secrets that the service reads: a rotated secret thereby becomes a
        deployment. Versions, not a hash of the values: that would make the whole container definition a secret.
        """
        args = self._args
        values: dict[str, pulumi.Input[str]] = {
            "NODE_ENV": "production",
            "LOG_FORMAT": "json",
            "AWS_REGION": self.ctx.region,
            "CORS_ORIGIN": args.web_origin,
        }
        if service.port is not None:
            values["PORT"] = str(service.port)
            values["KEEP_ALIVE_TIMEOUT_MS"] = str(1000 * KEEP_ALIVE_SECONDS)
        if service.database:
            values |= {
                "DB_HOST": args.database.host,
                "DB_READ_HOST": args.database.read_host,
                "DB_PORT": str(PORT),
                "DB_NAME": args.database.database,
                "DB_USER": APPLICATION,
                "DB_SSL": "verify-full",
                "DB_POOL_MAX": str(args.pool_size),
                "BCRYPT_ROUNDS": "12",
            }
        if service.cache:
            values |= {
                "REDIS_ENDPOINT": args.cache.endpoint,
                "REDIS_TLS": "true",
                "REDIS_CLUSTER": "true",
                "SESSION_STORE": "redis",
            }
        if service.uploads:
            values["S3_BUCKET"] = args.storage.uploads_bucket
            if args.cdn is not None and args.cdn.key_id is not None:
                values |= {"CLOUDFRONT_KEY_PAIR_ID": args.cdn.key_id, "CLOUDFRONT_DOMAIN": args.cdn.domain}
        if secret_paths:
            versions = pulumi.Output.all(*(self._parameters.versions[path] for path in secret_paths))
            values["CONFIG_VERSION"] = versions.apply(lambda numbers: ".".join(f"{number:g}" for number in numbers))
        return values


def _parameters(args: ApplicationArgs) -> ParametersArgs:
    """All parameters. The recovery stack adopts what is generated and the API secrets; the rest is its own."""
    database, rotation = args.database, args.rotation
    master = {} if database.password is None else {"db/master-password": database.password}
    return ParametersArgs(
        key_arn=args.key_arn,
        plain={
            "db/host": database.host,
            "db/read-host": database.read_host,
            "db/port": str(PORT),
            "db/name": database.database,
            "db/username": APPLICATION,
            "db/migration-username": MIGRATION,
            "db/read-only-username": READ_ONLY,
            "db/master-username": database.username,
            "redis/endpoint": args.cache.endpoint,
            "cors/origin": args.web_origin,
            "s3/bucket": args.storage.uploads_bucket,
        },
        secret={
            **master,
            "redis/auth-token": args.cache.auth_token,
            **{f"api/{secret}": value for secret, value in args.api_secrets.items()},
        },
        generated={
            "db/password": Generated(length=SECRET_LENGTH, version=rotation.application),
            "db/migration-password": Generated(length=SECRET_LENGTH, version=rotation.migration),
            "db/read-only-password": Generated(length=SECRET_LENGTH, version=rotation.read_only),
            "jwt/secret": Generated(length=SECRET_LENGTH, version=rotation.jwt),
            "session/secret": Generated(length=SECRET_LENGTH, version=rotation.session),
        },
        derived={
            "db/url": lambda generated: pulumi.Output.all(generated["db/password"], database.host).apply(_url),
        },
        copies=args.copies,
        copies_key_arn=args.copies_key_arn,
        adopts=args.adopts,
        adopted=[f"api/{secret}" for secret in args.adopted_api_secrets],
    )


def _url(parts: list[str]) -> str:
    """The application's connection address; the password is escaped for it."""
    password, host = parts
    return (
        f"postgresql://{APPLICATION}:{quote(password, safe='')}@{host}:{PORT}/{Database.database}?sslmode=verify-full"
    )
