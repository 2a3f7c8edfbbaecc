"""Nobody sees an upload without a signature, whatever the arguments and however the address is written."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from offline.graph import Graph
from tests.components import build
from tests.components.cdn_keys import ELLIPTIC_KEY, NEW_KEY, OLD_KEY
from tests.components.cdn_parts import DISTRIBUTION
from tests.components.look import inputs
from tests.conftest import Record

SIGNED = ("uploads/",)
PLAIN_ARGS: dict[str, Any] = {
    "signing_public_keys": st.lists(st.sampled_from([OLD_KEY, NEW_KEY, ELLIPTIC_KEY]), max_size=2, unique=True),
    "error_page_bucket": st.sampled_from(["files", None]),
    "origin_host": st.sampled_from(["origin.example.jp", None]),
    "shield_region": st.sampled_from(["ap-northeast-1", None]),
    "price_class": st.sampled_from(["PriceClass_200", "PriceClass_All"]),
    "web_acl_arn": st.sampled_from(["arn:acl/edge", None]),
    "app_host": st.sampled_from(["app.example.jp", None]),
}
NAMES = st.sampled_from(
    [{}, {"host": None, "certificate_arn": None}, {"host": "files.example.jp", "certificate_arn": "arn:certificate/2"}]
)
FRONTING: dict[str, Any] = {
    "front_app": True,
    "web_acl_arn": "arn:acl/edge",
    "app_host": "app.example.jp",
    "origin_host": "origin.example.jp",
    "host": "cdn.example.jp",
    "certificate_arn": "arn:certificate/edge",
}
ARGUMENTS = st.tuples(st.fixed_dictionaries(PLAIN_ARGS), NAMES, st.sampled_from([{}, FRONTING])).map(
    lambda chosen: {**chosen[0], **chosen[1], **chosen[2]}
)
ADDRESSES = [
    "/uploads/a.jpg",
    "/uploads%2Fa.jpg",
    "/uploads%2fa.jpg",
    "/%75ploads/a.jpg",
    "/%75ploads%2Fa.jpg",
    "//uploads/a.jpg",
    "/./uploads/a.jpg",
    "/public/../uploads/a.jpg",
    "/public/%2e%2e/uploads/a.jpg",
    "/public%2F..%2Fuploads%2Fa.jpg",
    "/static/../uploads%2Fa.jpg",
    "/uploads/a.jpg?Policy=x",
    "/UPLOADS/a.jpg",
]
WRITTEN = st.one_of(
    st.sampled_from(ADDRESSES),
    st.lists(st.sampled_from(["/", "%2F", "uploads", "%75ploads", "public", "static", "..", "%2e%2e", ".", "a"])).map(
        lambda pieces: "/" + "".join(pieces)
    ),
)


def normalised(path: str) -> str:
    """What CloudFront compares with patterns: unreserved characters decoded, dots and double slashes resolved."""
    decoded = re.sub(r"%(2[DdEe]|3\d|[46][1-9A-Fa-f]|[57][\dAa]|5[Ff]|7[Ee])", lambda m: unquote(m[0]), path)
    return "/" + posixpath.normpath(decoded).lstrip("/") + ("/" if decoded.endswith("/") else "")


def read(graph: Graph, address: str) -> Iterator[tuple[str, bool]]:
    """The keys of objects that the distribution asks the bucket for, and whether only for a signature."""
    distribution: Any = inputs(graph, DISTRIBUTION)
    path = address.partition("?")[0]
    behaviour = behaviour_for(distribution, normalised(path))
    groups = {group["originId"]: group for group in distribution.get("originGroups", [])}
    target = behaviour["targetOriginId"]
    members = [member["originId"] for member in groups[target]["members"]] if target in groups else [target]
    for origin in distribution["origins"]:
        if origin["originId"] in members and "customOriginConfig" not in origin:
            # S3 decodes what CloudFront sends as it came, and resolves nothing.
            yield unquote(origin.get("originPath", "") + path)[1:], bool(behaviour.get("trustedKeyGroups"))


def behaviour_for(distribution: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    for behaviour in distribution["orderedCacheBehaviors"]:
        if fnmatchcase(path, behaviour["pathPattern"]):
            return dict(behaviour)
    return dict(distribution["defaultCacheBehavior"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(arguments=ARGUMENTS, written=st.lists(WRITTEN, max_size=20))
@example(arguments={}, written=ADDRESSES)
@example(arguments=FRONTING, written=ADDRESSES)
def test_no_address_reads_an_upload_without_a_signature(
    record: Record, arguments: dict[str, Any], written: list[str]
) -> None:
    graph = record(lambda: build.cdn(**arguments), view="up")

    for address in [*ADDRESSES, *written]:
        for key, signed in read(graph, address):
            assert signed or not key.startswith(SIGNED), (address, key)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(arguments=ARGUMENTS)
def test_the_whole_bucket_is_open_to_signatures_and_its_public_part_alone(
    record: Record, arguments: dict[str, Any]
) -> None:
    served: list[str] = []
    graph = record(lambda: served.extend(build.cdn(**arguments).readable), view="up")

    distribution: Any = inputs(graph, DISTRIBUTION)
    behaviours = distribution["orderedCacheBehaviors"]
    whole = {origin["originId"] for origin in distribution["origins"] if _is_whole_bucket(origin)}
    whole |= {
        group["originId"]
        for group in distribution.get("originGroups", [])
        if whole & {member["originId"] for member in group["members"]}
    }
    assert distribution["defaultCacheBehavior"]["targetOriginId"] not in whole
    unsigned = [one["pathPattern"] for one in behaviours if not one.get("trustedKeyGroups")]
    signed = [one["pathPattern"] for one in behaviours if one.get("trustedKeyGroups")]
    assert [one["pathPattern"] for one in behaviours if one["targetOriginId"] in whole] == ["/public/*", *signed]
    assert "/public/*" in unsigned
    assert signed == (["/uploads/*"] if arguments["signing_public_keys"] else [])
    assert served == ["public/*", *(path[1:] for path in signed)]


def _is_whole_bucket(origin: Mapping[str, Any]) -> bool:
    return "customOriginConfig" not in origin and "originPath" not in origin


@pytest.mark.parametrize(
    ("address", "key", "signed"),
    [
        ("/public/logo.png", "public/logo.png", False),
        ("/logo.png", "public/logo.png", False),
        ("/uploads/a.jpg", "uploads/a.jpg", True),
        ("/uploads%2Fa.jpg", "public/uploads/a.jpg", False),
    ],
)
def test_what_is_read_for_an_address(record: Record, address: str, key: str, signed: bool) -> None:
    assert list(read(record(build.cdn, view="up"), address)) == [(key, signed)]
