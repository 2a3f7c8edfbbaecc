"""Signed addresses: whose keys count, and that keys can change while addresses are in use."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pulumi
import pytest

from tests.components import build
from tests.components.cdn_keys import ELLIPTIC_DIGITS, ELLIPTIC_KEY, NEW_DIGITS, NEW_KEY, OLD_DIGITS, OLD_KEY
from tests.components.cdn_parts import DISTRIBUTION, id_of
from tests.components.look import inputs, made, part
from tests.conftest import Record

GROUP = "cloudfront.KeyGroup cdn-signers"
OLD, NEW = (f"cloudfront.PublicKey cdn-signer-{digits}" for digits in (OLD_DIGITS, NEW_DIGITS))


def test_an_upload_is_shown_to_those_with_a_signature_of_the_group(record: Record) -> None:
    graph = record(build.cdn, view="up")

    assert part(inputs(graph, DISTRIBUTION)["orderedCacheBehaviors"], 2) == {
        "pathPattern": "/uploads/*",
        "targetOriginId": "bucket",
        "trustedKeyGroups": [id_of(graph, GROUP)],
        "viewerProtocolPolicy": "redirect-to-https",
        "allowedMethods": ["GET", "HEAD", "OPTIONS"],
        "cachedMethods": ["GET", "HEAD", "OPTIONS"],
        "compress": False,
        "cachePolicyId": id_of(graph, "cloudfront.CachePolicy cdn-uploads"),
        "responseHeadersPolicyId": id_of(graph, "cloudfront.ResponseHeadersPolicy cdn-uploads"),
    }
    assert inputs(graph, GROUP) == {
        "name": "megane-test-signers",
        "comment": "Whose signature opens uploads",
        "items": [id_of(graph, OLD)],
    }
    assert inputs(graph, OLD) == {
        "name": f"megane-test-signer-{OLD_DIGITS}",
        "comment": "Checks signed addresses of uploads",
        "encodedKey": OLD_KEY,
    }


def test_a_rotation_replaces_no_key_and_not_the_group(record: Record) -> None:
    before, both, after = (
        record(partial(build.cdn, signing_public_keys=keys), view="up")
        for keys in ([OLD_KEY], [OLD_KEY, NEW_KEY], [NEW_KEY])
    )

    assert made(both) - made(before) == {NEW}
    assert made(both) - made(after) == {OLD}
    assert inputs(before, OLD) == inputs(both, OLD)
    assert inputs(both, NEW) == inputs(after, NEW)
    assert [part(inputs(graph, GROUP)["items"]) for graph in (before, both, after)] == [
        [id_of(both, OLD)],
        [id_of(both, OLD), id_of(both, NEW)],
        [id_of(both, NEW)],
    ]
    for graph in (before, after):
        unchanged = {**inputs(graph, GROUP), "items": inputs(both, GROUP)["items"]}
        assert unchanged == inputs(both, GROUP)
        assert inputs(graph, DISTRIBUTION) == inputs(both, DISTRIBUTION)


@pytest.mark.parametrize(
    "text", [OLD_KEY.strip(), OLD_KEY.replace("\n", "\r\n"), OLD_KEY.replace("\nS", "S"), f"\n{OLD_KEY}\n"]
)
def test_a_key_wrapped_otherwise_is_the_same_key(record: Record, text: str) -> None:
    graph = record(lambda: build.cdn(signing_public_keys=[text]))

    assert inputs(graph, OLD)["encodedKey"] == OLD_KEY


def test_elliptic_curves_will_do(record: Record) -> None:
    graph = record(lambda: build.cdn(signing_public_keys=[ELLIPTIC_KEY]))

    assert f"cloudfront.PublicKey cdn-signer-{ELLIPTIC_DIGITS}" in made(graph)


def test_the_application_signs_with_the_newest_key(record: Record) -> None:
    def program() -> None:
        cdn = build.cdn(signing_public_keys=[OLD_KEY, NEW_KEY])
        pulumi.export("id", cdn.key_id)
        pulumi.export("private", cdn.signing_key_parameter)
        pulumi.export("readable", cdn.readable)

    graph = record(program, view="up")

    assert graph.outputs == {
        "id": id_of(graph, NEW),
        "private": f"/megane/test/cdn/signing-key/{NEW_DIGITS}",
        "readable": ["public/*", "uploads/*"],
    }


def test_without_a_signer_no_upload_is_served_and_nobody_told_to_sign(record: Record) -> None:
    def program() -> None:
        cdn = build.cdn(signing_public_keys=[])
        assert cdn.key_id is None
        assert cdn.signing_key_parameter is None
        pulumi.export("readable", cdn.readable)

    graph = record(program)

    paths = [behaviour["pathPattern"] for behaviour in part(inputs(graph, DISTRIBUTION)["orderedCacheBehaviors"])]
    assert paths == ["/public/*", "/static/*"]
    assert graph.outputs["readable"] == ["public/*"]


SHORT = OLD_KEY.replace("6wIDAQAB\n", "")
# The beginning of RSA with 4096 bits: length bytes 02 22 where those of 2048 bits have 01 22.
LONGER = OLD_KEY.replace("MIIBIjAN", "MIICIjAN")


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        (
            [OLD_KEY, NEW_KEY, ELLIPTIC_KEY],
            "2 signing keys at the most, the present one and the next: every one can leak",
        ),
        ([OLD_KEY, OLD_KEY.replace("\n", "\r\n")], "the two signing keys are one and the same"),
        *(
            ([text], "a signing key is RSA with 2048 bits or ECDSA on P-256: CloudFront takes no other")
            for text in (
                "PEM",
                SHORT,
                LONGER,
                OLD_KEY.replace("PUBLIC", "PRIVATE"),
                OLD_KEY.replace("6wIDAQAB", "6wIDAQA"),
            )
        ),
    ],
)
def test_keys_that_cloudfront_would_refuse_halfway_are_refused_at_once(keys: Sequence[str], problem: str) -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        build.cdn(signing_public_keys=keys)

    assert str(raised.value) == problem
