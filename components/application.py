"""What the application is told: its parameters, its environment, and where its secrets are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

import pulumi

from components.base import Component, Context
from components.cache import Cache
from components.database import PORT, Database
from components.parameters import Parameters, ParametersArgs
from components.service import ServiceSpec, TaskInputs
from components.storage import Storage

SECRET_LENGTH = 64  # letters and digits: 380 bits, more than the 256 that HS256 wants


@dataclass(frozen=True, kw_only=True, slots=True)
class ApplicationArgs:
    """`web_origin`: where browsers load the application from; `pool_size`: database connections of one task.

    After a change of `max_connections` the pools follow at once, the server at its next restart (maintenance window).
    `api_secrets`: name of a variable -> secret of the user's own, such as the key of a mail service.
    """

    database: Database
    cache: Cache
    storage: Storage
    key_arn: pulumi.Input[str]
    web_origin: pulumi.Input[str]
    pool_size: int
    api_secrets: Mapping[str, pulumi.Input[str]]


class Application(Component):
    """`megane:config:Application`: the parameters of the application, and what each service gets of them.

    Makes `Parameters`: addresses as plain text; passwords, tokens, the generated JWT and session secrets and the API
    secrets as SecureStrings. Names and values are the contract with the application.
    """

    TYPE = "megane:config:Application"
    OUTPUTS = ("parameter_names", "jwt_secret")
    parameter_names: Mapping[str, str]
    jwt_secret: pulumi.Output[str]

    def __init__(
        self, name: str, args: ApplicationArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, ctx, opts)
        self._args = args
        database = args.database
        self._parameters = Parameters(
            name,
            ParametersArgs(
                key_arn=args.key_arn,
                plain={
                    "db/host": database.host,
                    "db/read-host": database.read_host,
                    "db/port": str(PORT),
                    "db/name": database.database,
                    "db/username": database.username,
                    "redis/endpoint": args.cache.endpoint,
                    "cors/origin": args.web_origin,
                    "s3/bucket": args.storage.uploads_bucket,
                },
                secret={
                    "db/password": database.password,
                    "db/url": pulumi.Output.all(database.username, database.password, database.host).apply(_url),
                    "redis/auth-token": args.cache.auth_token,
                    **{f"api/{secret}": value for secret, value in args.api_secrets.items()},
                },
                generated={"jwt/secret": SECRET_LENGTH, "session/secret": SECRET_LENGTH},
            ),
            ctx,
            self.child(),
        )
        self.parameter_names = self._parameters.names
        self.jwt_secret = self._parameters.generated["jwt/secret"]
        self.finish()

    def inputs(self, service: ServiceSpec) -> TaskInputs:
        """What one service is told: that of what it uses and no more.

        Only a service with the database is the API: it gets the JWT secret and the API secrets too.
        """
        secrets = dict(self._secrets(service))
        return TaskInputs(
            environment={**self._environment(service, list(secrets.values())), **service.environment},
            secrets={name: self._parameters.arns[path] for name, path in secrets.items()},
            uploads_arn=self._args.storage.uploads_arn if service.uploads else None,
        )

    def _secrets(self, service: ServiceSpec) -> Iterator[tuple[str, str]]:
        """Names of variables and the parameters that they are read from."""
        if service.database:
            yield "POSTGRES_PASSWORD", "db/password"
            yield "JWT_SECRET", "jwt/secret"
            yield from ((name, f"api/{name}") for name in self._args.api_secrets)
        if service.cache:
            yield "REDIS_AUTH_TOKEN", "redis/auth-token"
            yield "SESSION_SECRET", "session/secret"

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
        if service.database:
            values |= {
                "DB_HOST": args.database.host,
                "DB_READ_HOST": args.database.read_host,
                "DB_PORT": str(PORT),
                "DB_NAME": args.database.database,
                "DB_USER": args.database.username,
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
        if secret_paths:
            versions = pulumi.Output.all(*(self._parameters.versions[path] for path in secret_paths))
            values["CONFIG_VERSION"] = versions.apply(lambda numbers: ".".join(f"{number:g}" for number in numbers))
        return values


def _url(parts: list[str]) -> str:
    """A connection address; the password is escaped for it."""
    username, password, host = parts
    return f"postgresql://{username}:{quote(password, safe='')}@{host}:{PORT}/{Database.database}?sslmode=verify-full"
