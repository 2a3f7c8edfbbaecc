"""Which signatures count, and what happens when AWS does not answer."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hooks.lifecycle import Answer
from tests.hooks import signing
from tests.hooks.checking import FAILED, SUCCEEDED, checked, why
from tests.hooks.fakes import IMAGE, AwsError, Ecr, Ecs, Signer
from tests.hooks.signing import NOW, PROFILE, VERSION, envelope, headers, payload

THROTTLED = AwsError("ThrottlingException")


class HTTPClientError(Exception):
    """As botocore's, which has no answer in it."""


class ReadTimeoutError(HTTPClientError):
    pass


def test_a_signed_image_may_start(capsys: pytest.CaptureFixture[str]) -> None:
    signer = Signer()

    assert checked(Ecr.holding(envelope()), signer=signer) == SUCCEEDED
    assert why(capsys) == f"{IMAGE} is signed by {VERSION} at 2026-10-31T03:00:00Z"
    (asked,) = signer.asked
    certificates = [holder.certificate.tbs_certificate_bytes for holder in signing.chain()]
    assert asked == {
        "time": signing.SIGNED_AT,
        "platform": "Notation-OCI-SHA384-ECDSA",
        "profile": VERSION,
        "job": signing.JOB,
        "hashes": [hash_of(certificates[a]) + hash_of(certificates[b]) for a, b in ((0, 1), (1, 2), (2, 2))],
    }


def hash_of(data: bytes) -> str:
    return hashlib.sha384(data).hexdigest()


def tampered(**changes: Any) -> bytes:
    return json.dumps({**signing.parts(), **changes}).encode()


OTHER_INDEX = signing.INDEX.replace("arm64", "amd64")
OLD = headers(**{"io.cncf.notary.expiry": "2026-11-20T03:00:00Z"})
FUTURE = headers(**{"io.cncf.notary.authenticSigningTime": "2026-11-20T03:06:00Z"})
OTHERS = headers(**{"com.amazonaws.signer.signingProfileVersion": f"{PROFILE}2/AbCdEf1234"})
BAD = {
    "another digest": (
        envelope(content=payload(OTHER_INDEX)),
        f"the image is Artifact(media_type='application/vnd.oci.image.index.v1+json', "
        f"digest='{signing.digest(signing.INDEX)}', size={len(signing.INDEX)})",
    ),
    "another size": (envelope(content=payload(size=len(signing.INDEX) + 1)), "the image is Artifact"),
    "another media type": (envelope(content=payload(mediaType="text/plain")), "the image is Artifact"),
    "another profile": (envelope(OTHERS), f"is by {PROFILE}2/AbCdEf1234, which is not trusted"),
    "expired": (envelope(OLD), "expired at 2026-11-20T03:00:00Z"),
    "from the future": (envelope(FUTURE), "is from the future: 2026-11-20T03:06:00Z"),
    "another root": (envelope(holders=signing.chain("Someone")), 'ends in "CN=Someone", which is not trusted'),
    "tampered payload": (tampered(payload=signing.encoded(b'{"targetArtifact": {}}')), "one of them was changed"),
    "tampered signature": (
        tampered(signature=signing.encoded(signing.signature(signing.leaf().key, b"something else"))),
        "one of them was changed",
    ),
    "malformed JSON": (b'{"payload": ', "the envelope is no JSON"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_signature_that_does_not_count_stops_the_deployment(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    signed, reason = BAD[kind]

    assert checked(Ecr.holding(signed)) == FAILED
    said = why(capsys)
    assert said.startswith(f"{IMAGE} has no signature that counts: signature sha256:")
    assert reason in said


@pytest.mark.parametrize("kind", BAD)
def test_one_good_signature_among_others_is_enough(kind: str) -> None:
    assert checked(Ecr.holding(BAD[kind][0], BAD[kind][0], envelope())) == SUCCEEDED


@pytest.mark.parametrize(
    "entity",
    [VERSION, signing.JOB, 2 * hash_of(signing.root().certificate.tbs_certificate_bytes)],
    ids=["profile", "job", "certificate"],
)
def test_a_revoked_signature_does_not_count(entity: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(Ecr.holding(envelope()), signer=Signer(revoked=[entity])) == FAILED
    assert f"is revoked: {entity}" in why(capsys)


@pytest.mark.parametrize(
    ("trusted", "answer"),
    [
        (PROFILE, SUCCEEDED),
        (VERSION, SUCCEEDED),
        (f"{PROFILE}2, {VERSION}", SUCCEEDED),
        (f"{PROFILE}/9999999999", FAILED),
        (PROFILE.replace("111122223333", "444455556666"), FAILED),
        (PROFILE[:-1], FAILED),
    ],
)
def test_the_profile_is_trusted_as_a_whole_or_in_one_version(trusted: str, answer: Answer) -> None:
    assert checked(Ecr.holding(envelope()), TRUSTED_PROFILES=trusted) == answer


def test_a_second_root_may_be_trusted_while_one_takes_over_from_the_other() -> None:
    both = signing.roots_pem("Someone", "Signer root")
    assert checked(Ecr.holding(envelope()), ROOT_CERTIFICATES=both) == SUCCEEDED


def test_a_signature_that_may_still_come_is_waited_for_but_not_for_ever(capsys: pytest.CaptureFixture[str]) -> None:
    answer = checked(Ecr.holding(), details={"set by": "the service"})
    assert answer == {
        "hookStatus": "IN_PROGRESS",
        "callBackDelay": 30,
        "hookDetails": {"set by": "the service", "attempt": 1},
    }
    assert why(capsys) == f"{IMAGE} has no signature"

    calls = 1
    while answer["hookStatus"] == "IN_PROGRESS":
        answer = checked(Ecr.holding(), details=answer["hookDetails"])
        calls += 1
    assert (answer, calls) == (FAILED, 4)


def test_signatures_of_another_kind_or_another_image_do_not_count() -> None:
    assert checked(Ecr.holding(envelope(), mediaType="application/cose")) == FAILED
    assert checked(Ecr.holding(envelope(), subject=f"sha256:{'9' * 64}")) == FAILED
    assert checked(Ecr.holding(envelope(), size=1 << 21)) == FAILED


def test_what_is_stored_under_another_digest_does_not_count(capsys: pytest.CaptureFixture[str]) -> None:
    ecr = Ecr.holding(envelope(OTHERS))
    ecr.layers = dict.fromkeys(ecr.layers, envelope())
    assert checked(ecr) == FAILED
    assert "has another digest" in why(capsys)

    ecr = Ecr.holding(envelope())
    ecr.manifests[signing.digest(signing.INDEX)] = (OTHER_INDEX, json.loads(OTHER_INDEX)["mediaType"])
    assert checked(ecr) == FAILED


def test_the_manifest_itself_says_what_it_is_and_ecr_only_where_it_does_not() -> None:
    ecr = Ecr.holding(envelope())
    ecr.manifests[signing.digest(signing.INDEX)] = (signing.INDEX, "application/vnd.oci.image.manifest.v1+json")
    assert checked(ecr) == SUCCEEDED

    silent = json.dumps({key: value for key, value in json.loads(signing.INDEX).items() if key != "mediaType"})
    kind = json.loads(signing.INDEX)["mediaType"]
    digest = signing.digest(silent)
    ecr = Ecr.holding(envelope(content=payload(digest=digest, size=len(silent))), subject=digest)
    ecr.manifests[digest] = (silent, kind)
    name = IMAGE.replace(signing.digest(signing.INDEX), digest)
    ecr.subject = digest
    assert checked(ecr, Ecs(images=[name])) == SUCCEEDED


def test_a_flood_of_signatures_is_not_looked_through() -> None:
    flood = [envelope(OLD)] * 50
    assert checked(Ecr.holding(*flood, envelope())) == FAILED
    assert checked(Ecr.holding(*flood[1:], envelope())) == SUCCEEDED


@pytest.mark.parametrize("error", [THROTTLED, ReadTimeoutError("slow"), TimeoutError("slow")], ids=repr)
@pytest.mark.parametrize("service", ["ecs", "ecr", "signer"])
def test_a_slow_or_throttled_call_asks_for_another_try(service: str, error: Exception) -> None:
    parts: dict[str, Any] = {"ecs": Ecs(), "ecr": Ecr.holding(envelope()), "signer": Signer()}
    parts[service].fails = [error]

    assert checked(**parts)["hookStatus"] == "IN_PROGRESS"
    assert checked(**parts) == SUCCEEDED
    parts[service].fails = [error]
    assert checked(**parts, details={"attempt": 3}) == FAILED


@pytest.mark.parametrize("service", ["ecs", "ecr", "signer"])
def test_a_call_that_is_not_allowed_stops_the_deployment(service: str, capsys: pytest.CaptureFixture[str]) -> None:
    parts: dict[str, Any] = {"ecs": Ecs(), "ecr": Ecr.holding(envelope()), "signer": Signer()}
    parts[service].fails = [AwsError("AccessDeniedException")]

    assert checked(**parts) == FAILED
    assert "AccessDeniedException: an example" in why(capsys)


def test_a_recovery_stack_may_do_without_a_signer_that_is_lost(capsys: pytest.CaptureFixture[str]) -> None:
    ecr, lost = Ecr.holding(envelope()), [TimeoutError("no answer")]

    assert checked(ecr, signer=Signer(fails=list(lost)), REVOCATION="when-reachable") == SUCCEEDED
    warning, line = capsys.readouterr().out.splitlines()
    assert json.loads(warning) == {"warning": f"not checked whether {signing.JOB} is revoked: TimeoutError: no answer"}
    assert json.loads(line)["hookStatus"] == "SUCCEEDED"
    # what it does answer counts as ever
    assert checked(ecr, signer=Signer(revoked=[signing.JOB]), REVOCATION="when-reachable") == FAILED
    assert checked(ecr, signer=Signer(fails=[AwsError("ValidationException")]), REVOCATION="when-reachable") == FAILED


def test_a_revision_that_does_not_exist_stops_the_deployment() -> None:
    assert checked(Ecr.holding(envelope()), replace(Ecs(), revision_exists=False)) == FAILED


def test_a_clock_may_be_a_little_behind() -> None:
    soon = (NOW + timedelta(minutes=4)).isoformat()
    fresh = signing.certificate("new", signing.leaf().key, signing.intermediate(), authority=False, start=NOW)
    signed = envelope(headers(**{"io.cncf.notary.authenticSigningTime": soon}), holders=[fresh, *signing.chain()[1:]])
    assert checked(Ecr.holding(signed)) == SUCCEEDED
