"""Rules of the second region: what a stack copies there, and what the recovery stack there stands on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from pydantic.alias_generators import to_camel

from planning.environments import EnvironmentName
from planning.profiles import PROFILES, ProfileName
from planning.regions import COPIES_REGION
from planning.schema.data import Database, Rotation, Storage
from planning.schema.edge import Dns
from planning.schema.operations import Operations
from planning.schema.problems import Problem, at
from planning.schema.recovery import Recovery
from planning.schema.services import Service
from planning.variables import CHOICES, FIXED, SECRETS

_REGISTRY = re.compile(r"[0-9]{12}\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com/")


def copies(dr: Recovery, environment: EnvironmentName, profile: ProfileName, region: str) -> Iterator[Problem]:
    """Copies beside the originals are none; production in the full set-up promises them."""
    if environment == "dr":
        if dr.region is not None:
            yield at("dr.region", "has no use in dr: this stack is in the second region already", dr.region)
    elif dr.region == region:
        yield at("dr.region", "must be another region than the stack's own", dr.region)
    elif dr.region is not None and dr.region != COPIES_REGION.get(region, dr.region):
        yield at("dr.region", f"must be {COPIES_REGION[region]}: customers' data stays in the country", dr.region)
    elif dr.region is None and environment == "prod" and PROFILES[profile].copies:
        yield at("dr.region", f"is required in prod with profile {profile}, like ap-northeast-3")


def standing_in(dr: Recovery, environment: EnvironmentName, api_secrets: tuple[str, ...]) -> Iterator[Problem]:
    """What only the recovery stack says, and what it takes from the copies instead of being told."""
    if environment == "dr":
        if dr.source is None:
            yield at("dr.source", "is required in dr: the environment that this stack stands in for")
        for name in dr.api_secrets:
            if name in FIXED | CHOICES | SECRETS:
                yield at("dr.apiSecrets", f"must not name {name}: this program sets it itself")
        if api_secrets:
            yield at("apiSecrets", "has no use in dr: name them under dr.apiSecrets, the copies have the values")
        return
    given = {"source": dr.source, "apiSecrets": dr.api_secrets or None, "cutover": dr.cutover or None}
    for key, value in given.items():
        if value is not None:
            yield at(f"dr.{key}", "has no use outside of dr: remove it", value)


def adopted(storage: Storage, rotation: Rotation, environment: EnvironmentName) -> Iterator[Problem]:
    """What is adopted is changed where it was made."""
    if environment != "dr":
        return
    for key in ("noncurrent_days", "lock_days"):
        if getattr(storage, key) is not None:
            yield at(f"storage.{to_camel(key)}", "has no use in dr: the uploads bucket is adopted")
    for key in ("application", "migration", "read_only", "jwt", "session"):
        if getattr(rotation, key) != 1:
            yield at(f"rotation.{to_camel(key)}", "has no use in dr: this secret is adopted, rotate it in its source")


def zone(dns: Dns, environment: EnvironmentName) -> Iterator[Problem]:
    """The zone is production's: a second one of the same name would answer nobody."""
    if environment == "dr" and dns.mode == "managed-zone":
        yield at("dns.mode", "must be existing-zone or external-certificate in dr", dns.mode)


def service_images(services: Mapping[str, Service], environment: EnvironmentName, region: str) -> Iterator[Problem]:
    """Tasks of the recovery stack start from the registry's copy."""
    for name, service in services.items():
        yield from _image(f"services.{name}.image", service.image, environment, region)


def operations_image(operations: Operations, environment: EnvironmentName, region: str) -> Iterator[Problem]:
    """So do one-off jobs."""
    yield from _image("operations.image", operations.image, environment, region)
    if operations.migration_image is not None:
        yield from _image("operations.migrationImage", operations.migration_image, environment, region)


def _image(path: str, image: str, environment: EnvironmentName, region: str) -> Iterator[Problem]:
    """What is pulled from the first region cannot be pulled when that is gone."""
    registry = _REGISTRY.match(image)
    if environment == "dr" and registry is not None and registry[1] != region:
        yield at(path, f"must come from the registry in {region}, not in {registry[1]}")


def restoring(database: Database, environment: EnvironmentName, region: str, account: str) -> Iterator[Problem]:
    """A restore has one source, which this stack's region and account can read."""
    restore = database.restore
    if restore is None:
        if database.generation > 1:
            yield at("database.generation", "needs database.restore: without it the new primary would start empty")
        if environment == "dr":
            yield at("database.restore", "is required in dr: without it the database would start empty")
        return
    sources = {
        "snapshot": restore.snapshot,
        "sourceInstance": restore.source_instance,
        "automatedBackupArn": restore.automated_backup_arn,
    }
    given = [key for key, value in sources.items() if value is not None]
    if len(given) != 1:
        yield at("database.restore", f"must have exactly one of {', '.join(sources)}")
    if restore.time is not None and restore.snapshot is not None:
        yield at("database.restore.time", "has no use with a snapshot: it is of one moment", restore.time)
    for key in given:
        arn = str(sources[key]).split(":")
        if arn[0] != "arn":
            continue
        if arn[3] != region:
            yield at(f"database.restore.{key}", f"must be in the stack's own region {region}", sources[key])
        if arn[4] != account:
            yield at(f"database.restore.{key}", f"must be of the stack's own account {account}", sources[key])


RULES: tuple[Callable[..., Iterator[Problem]], ...] = (
    copies,
    standing_in,
    adopted,
    zone,
    service_images,
    operations_image,
    restoring,
)
