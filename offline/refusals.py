"""Why a recording can fail although the program itself raised nothing: the message is for the program's author."""

from __future__ import annotations

from collections.abc import Iterable


class RecordingError(Exception):
    """What the program registers cannot be deployed, or cannot be known offline."""


class DuplicateResourceError(RecordingError):
    """Two registrations with one URN: the engine refuses them, Pulumi's own mocks do not."""

    def __init__(self, urn: str) -> None:
        self.urn = urn
        super().__init__(f"registered twice: {urn}; type, name and chain of parents together must be unique")


class DefaultProviderError(RecordingError):
    """A resource without a provider where the stack allows no default one: the engine refuses it too."""

    def __init__(self, urn: str, package: str) -> None:
        self.urn = urn
        super().__init__(
            f"{urn} has no provider, and the default provider of {package} is disabled "
            "(pulumi:disable-default-providers): it could land in another account or region"
        )


class UnknownInvokeError(RecordingError):
    """A data source that no table answers offline."""

    def __init__(self, token: str, reason: str = "") -> None:
        self.token = token
        super().__init__(f"{token} has no offline answer{reason and ': ' + reason}; add it to offline/invokes.py")


class UnknownOutputError(RecordingError):
    """The program uses an output for which the `up` view has no stand-in value."""

    def __init__(self, urn: str, property_: str, used_by: str) -> None:
        self.urn, self.property, self.used_by = urn, property_, used_by
        super().__init__(
            f"the up view has no value for output {property_} of {urn}, used by {used_by}; "
            "add it to offline/computed_table.py"
        )


class NotModelledError(RecordingError):
    """A remote component or an argument whose children the offline tool cannot tell."""


class VpcRefusedError(RecordingError):
    """Arguments that awsx.ec2.Vpc refuses, or silently ignores: all of them at once."""

    def __init__(self, name: str, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(f"awsx:ec2:Vpc {name}: {problem}" for problem in self.problems))
