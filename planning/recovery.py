"""The copies that a stack keeps in a second region, by the names that the recovery stack finds them by.

Whoever makes them and whoever adopts them build the names here, so that neither has to be told by hand, least of all
on the day that the first region is gone.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Copies:
    """`project`, `environment` and `account` of the stack that makes the copies; `region` is where they are."""

    project: str
    environment: str
    account: str
    region: str

    @property
    def name(self) -> str:
        """Start of the physical names, and the whole name of the backup vault: `megane-prod-copies`."""
        return f"{self.project}-{self.environment}-copies"

    @property
    def key_alias(self) -> str:
        """Alias of the one key that all copies are encrypted with."""
        return f"alias/{self.name}"

    @property
    def uploads_bucket(self) -> str:
        """Bucket names are unique in the whole world: the account makes this one the owner's."""
        return f"{self.name}-uploads-{self.account}"

    def parameter(self, path: str) -> str:
        """Full name of the copy of a parameter, the same as in the first region: `/megane/prod/jwt/secret`."""
        return f"/{self.project}/{self.environment}/{path}"
