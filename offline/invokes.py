"""What data sources answer offline: one table. A data source that is not in it fails by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from offline.refusals import UnknownInvokeError
from offline.values import Value

# Zones that a new account sees (Tokyo has no 1b for new accounts); any other region is given a, b and c.
_ZONES = {"ap-northeast-1": "acd", "us-east-1": "abcdef", "us-west-2": "abcd"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the program runs: what data sources answer with."""

    account: str
    region: str


def zones(region: str) -> list[str]:
    """The availability zones of a region, as `getAvailabilityZones` lists them."""
    return [region + letter for letter in _ZONES.get(region, "abc")]


def answer(token: str, args: Mapping[str, Value], place: Place) -> Mapping[str, Value]:
    """The result of an invoke; UnknownInvokeError when the table has none."""
    known = _ANSWERS.get(token)
    if known is None:
        raise UnknownInvokeError(token)
    region = args.get("region")
    return known(args, Place(place.account, region) if isinstance(region, str) else place)


def _caller(_: Mapping[str, Value], place: Place) -> Mapping[str, Value]:
    arn = f"arn:aws:iam::{place.account}:user/offline"
    return {"accountId": place.account, "arn": arn, "userId": "AIDAOFFLINE", "id": place.account}


def _region(_: Mapping[str, Value], place: Place) -> Mapping[str, Value]:
    region = place.region
    endpoint = f"ec2.{region}.amazonaws.com"
    return {"id": region, "name": region, "region": region, "description": region, "endpoint": endpoint}


def _partition(_: Mapping[str, Value], __: Place) -> Mapping[str, Value]:
    return {"id": "aws", "partition": "aws", "dnsSuffix": "amazonaws.com", "reverseDnsPrefix": "com.amazonaws"}


def _zones(_: Mapping[str, Value], place: Place) -> Mapping[str, Value]:
    names = zones(place.region)
    return {"id": place.region, "names": names, "region": place.region, "zoneIds": [], "groupNames": [place.region]}


def _hosted_zone(args: Mapping[str, Value], _: Place) -> Mapping[str, Value]:
    name = args.get("name")
    if not isinstance(name, str):
        raise UnknownInvokeError("aws:route53/getZone:getZone", "it is answered by `name` only")
    id_ = "Z" + sha256(name.encode()).hexdigest()[:13].upper()
    servers: list[Value] = [f"ns-{n}.awsdns-{n:02}.{top}" for n, top in enumerate(("com", "net", "org", "co.uk"), 1)]
    arn = f"arn:aws:route53:::hostedzone/{id_}"
    return {"id": id_, "zoneId": id_, "arn": arn, "name": name.rstrip("."), "nameServers": servers}


_ANSWERS: Mapping[str, Callable[[Mapping[str, Value], Place], Mapping[str, Value]]] = {
    "aws:index/getCallerIdentity:getCallerIdentity": _caller,
    "aws:index/getRegion:getRegion": _region,
    "aws:index/getPartition:getPartition": _partition,
    "aws:index/getAvailabilityZones:getAvailabilityZones": _zones,
    "aws:route53/getZone:getZone": _hosted_zone,
}
