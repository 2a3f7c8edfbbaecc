"""Parameter Store: every value that the application reads, below one path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from components.base import Component, Context


@dataclass(frozen=True, kw_only=True, slots=True)
class ParametersArgs:
    """Paths relative to `/{project}/{environment}/`, e.g. `db/host`.

    `plain` are readable by anyone who may read parameters, `secret` are SecureStrings on the data key, `generated`
    are secrets made here: so many letters and digits (64 are 380 bits).
    """

    key_arn: pulumi.Input[str]
    plain: Mapping[str, pulumi.Input[str]]
    secret: Mapping[str, pulumi.Input[str]]
    generated: Mapping[str, int]


class Parameters(Component):
    """`megane:config:Parameters`: SSM parameters, standard tier (free), secrets encrypted with the data key.

    Makes one `aws:ssm:Parameter` a value and one `random:RandomPassword` a generated secret. Changing a value makes a
    new version in place and restarts nothing by itself: services carry the versions in CONFIG_VERSION for that.
    https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html
    """

    TYPE = "megane:config:Parameters"
    OUTPUTS = ("names", "arns", "versions")
    names: Mapping[str, str]
    """Relative path -> full name."""
    arns: Mapping[str, pulumi.Output[str]]
    versions: Mapping[str, pulumi.Output[int]]
    generated: Mapping[str, pulumi.Output[str]]

    def __init__(
        self, name: str, args: ParametersArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, ctx, opts)
        self.generated = {
            path: random.RandomPassword(
                f"{name}-{_logical(path)}", length=length, special=False, opts=self.child()
            ).result
            for path, length in args.generated.items()
        }
        secret = {**args.secret, **self.generated}
        self.names = {path: f"{ctx.path}/{path}" for path in (*args.plain, *secret)}
        parameters = {
            path: aws.ssm.Parameter(
                f"{name}-{_logical(path)}",
                name=self.names[path],
                type=aws.ssm.ParameterType.SECURE_STRING if path in secret else aws.ssm.ParameterType.STRING,
                key_id=args.key_arn if path in secret else None,
                value=value,
                tier="Standard",
                tags=ctx.tags(f"{name}-{_logical(path)}"),
                opts=self.child(),
            )
            for path, value in {**args.plain, **secret}.items()
        }
        self.arns = {path: parameter.arn for path, parameter in parameters.items()}
        self.versions = {path: parameter.version for path, parameter in parameters.items()}
        self.finish()


def _logical(path: str) -> str:
    return path.replace("/", "-")
