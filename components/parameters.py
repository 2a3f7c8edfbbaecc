"""Parameter Store: every value that the application reads, below one path."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from components.base import Component, Context
from planning.parameter_names import name_problem, path_problem
from planning.recovery import Copies

Derive: TypeAlias = Callable[[Mapping[str, pulumi.Output[str]]], pulumi.Output[str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Generated:
    """A secret that is made here: so many letters and digits (64 are 380 bits). Another `version` is another value."""

    length: int
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ParametersArgs:
    """Paths relative to `/{project}/{environment}/`, e.g. `db/host`.

    `plain` are readable by anyone who may read parameters, `secret` are SecureStrings on the data key, `generated`
    are secrets made here, `derived` are secrets that are told the generated ones by their paths.

    With `copies` every parameter also exists in that region, secrets on the key of the copies there. With `adopts`
    the stack is the recovery stack: what is in `generated` and `adopted` is read from the copies and never made.
    """

    key_arn: pulumi.Input[str]
    plain: Mapping[str, pulumi.Input[str]]
    secret: Mapping[str, pulumi.Input[str]] = field(repr=False)
    generated: Mapping[str, Generated]
    derived: Mapping[str, Derive] = field(default_factory=dict)
    copies: Copies | None = None
    copies_key_arn: pulumi.Input[str] | None = None
    adopts: Copies | None = None
    adopted: Sequence[str] = ()

    def __post_init__(self) -> None:
        if (self.copies is None) is not (self.copies_key_arn is None):
            raise ValueError("copies and copies_key_arn go together: secrets are encrypted there too")
        if self.copies is not None and self.adopts is not None:
            raise ValueError("a stack makes copies or adopts them, never both")
        if self.adopted and self.adopts is None:
            raise ValueError(f"adopted without adopts: whose copy of {self.adopted[0]} is meant?")
        taken: dict[str, str] = {}
        for path in self._paths():
            if problem := path_problem(path):
                raise ValueError(f"parameter {path!r}: {problem}")
            for logical in (_logical(path), f"{_logical(path)}-copy"):
                if logical in taken:
                    other = taken[logical]
                    raise ValueError(
                        f"parameter {path!r}: "
                        + ("given twice" if other == path else f"its resource would be called like that of {other!r}")
                    )
                taken[logical] = path

    def _paths(self) -> Iterator[str]:
        for group in (self.plain, self.secret, self.generated, self.derived, self.adopted):
            yield from group


class Parameters(Component):
    """`megane:config:Parameters`: SSM parameters, standard tier (free), secrets encrypted with the data key.

    Makes one `aws:ssm:Parameter` a value, one `random:RandomPassword` a generated secret and, with `copies`, a second
    parameter of the same name in the second region (`{name}-copy`). Changing a value, or the version of a generated
    one, makes a new version of the parameter in place and restarts nothing by itself: services carry the versions in
    CONFIG_VERSION for that. Only another path replaces a parameter. A value has 4 KiB at most.
    https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html
    """

    TYPE = "megane:config:Parameters"
    OUTPUTS = ("names", "arns", "versions")
    names: Mapping[str, str]
    """Relative path -> full name; that of the copy where one is adopted."""
    arns: Mapping[str, pulumi.Output[str]]
    versions: Mapping[str, pulumi.Output[int]]
    generated: Mapping[str, pulumi.Output[str]]

    def __init__(
        self, name: str, args: ParametersArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, ctx, opts)
        self._name, self._args = name, args
        read = self._read()
        self.generated = {path: read[path].value if path in read else self._generate(path) for path in args.generated}
        made_secrets = {path: value for path, value in self.generated.items() if path not in read}
        secret = {**args.secret, **made_secrets, **{path: tell(self.generated) for path, tell in args.derived.items()}}
        made = {
            **{path: self._make(path, value, secret=False) for path, value in args.plain.items()},
            **{path: self._make(path, value, secret=True) for path, value in secret.items()},
        }
        parameters = {**made, **read}
        self.names = {path: self._full_name(path, adopted=path in read) for path in parameters}
        self.arns = {path: parameter.arn for path, parameter in parameters.items()}
        self.versions = {path: parameter.version for path, parameter in parameters.items()}
        self.finish()

    def _read(self) -> dict[str, aws.ssm.Parameter]:
        """The copies that are adopted. The SDK marks their values as secrets, as it does with those that it makes."""
        if self._args.adopts is None:
            return {}
        return {
            path: aws.ssm.Parameter.get(
                f"{self._name}-{_logical(path)}", self._full_name(path, adopted=True), opts=self.child()
            )
            for path in (*self._args.generated, *self._args.adopted)
        }

    def _generate(self, path: str) -> pulumi.Output[str]:
        asked = self._args.generated[path]
        return random.RandomPassword(
            f"{self._name}-{_logical(path)}",
            length=asked.length,
            special=False,
            keepers={"version": str(asked.version)},
            opts=self.child(),
        ).result

    def _make(self, path: str, value: pulumi.Input[str], *, secret: bool) -> aws.ssm.Parameter:
        """The parameter in the stack's own region; its copy is the same with the second region's key."""
        args, logical = self._args, f"{self._name}-{_logical(path)}"
        if args.copies:
            self._parameter(
                f"{logical}-copy",
                args.copies.parameter(path),
                value,
                key_arn=args.copies_key_arn if secret else None,
                region=args.copies.region,
            )
        return self._parameter(
            logical, self._full_name(path, adopted=False), value, key_arn=args.key_arn if secret else None
        )

    def _parameter(
        self,
        logical: str,
        name: str,
        value: pulumi.Input[str],
        *,
        key_arn: pulumi.Input[str] | None,
        region: str | None = None,
    ) -> aws.ssm.Parameter:
        """With a key a SecureString, without one plain text."""
        ctx = self.ctx
        if problem := name_problem(name, region or ctx.region, ctx.account):
            raise ValueError(f"parameter {name!r}: {problem}")
        return aws.ssm.Parameter(
            logical,
            name=name,
            type=aws.ssm.ParameterType.STRING if key_arn is None else aws.ssm.ParameterType.SECURE_STRING,
            key_id=key_arn,
            value=value,
            tier="Standard",
            region=region,
            tags=ctx.tags(logical),
            opts=self.child(),
        )

    def _full_name(self, path: str, *, adopted: bool) -> str:
        copies = self._args.adopts if adopted else None
        return copies.parameter(path) if copies else f"{self.ctx.path}/{path}"


def _logical(path: str) -> str:
    return path.replace("/", "-")
