"""Examples of the rules on image repositories."""

from __future__ import annotations

from typing import Any

from policies.examples import Case, Example, Given, made, told
from policies.examples.statements import OWN, PROVIDER, allow, policy
from policies.rules.image_registry import TagsConfig
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.types import ECR_LIFECYCLE_POLICY, ECR_REPOSITORY, ECR_REPOSITORY_POLICY, ECR_SCANNING, LOG_GROUP

_LOGS = made(LOG_GROUP, "logs")
_GOOD: dict[str, Any] = {
    "imageTagMutability": "IMMUTABLE",
    "imageScanningConfiguration": {"scanOnPush": True},
    "encryptionConfigurations": [{"encryptionType": "KMS"}],
    "name": "megane/backend",
}


def _repo(
    case: Case, name: str, /, *messages: str, kind: str = "violation", beside: tuple[Resource, ...] = (),
    lifecycle: bool = True, pack: Pack | None = None, **props: Given,
) -> Example:  # fmt: skip
    repository = made(ECR_REPOSITORY, "images", **{**_GOOD, **props})
    kept = (made(ECR_LIFECYCLE_POLICY, "images-kept", repository=repository),) if lifecycle else ()
    findings = tuple((kind, f"images: {message}") for message in messages)
    return Example("ecr-repo", case, name, (PROVIDER, _LOGS, repository, *kept, *beside), findings, pack or told())


def _scanned(pattern: Given, frequency: str = "SCAN_ON_PUSH", region: str | None = None) -> tuple[Resource, ...]:
    rules: Given = [{"scanFrequency": frequency, "repositoryFilters": [{"filter": pattern, "filterType": "WILDCARD"}]}]
    return (made(ECR_SCANNING, "scanning", region=region, rules=rules),)


def _policy(case: Case, name: str, text: Given, *messages: str, kind: str = "violation") -> Example:
    findings = tuple((kind, f"images: {message}") for message in messages)
    return Example("ecr-policy", case, name, (_LOGS, made(ECR_REPOSITORY_POLICY, "images", policy=text)), findings)


_MOVED = "lets tags be moved to other images"
_NOT_SCANNED = "does not scan images"
_PLAIN = "is not encrypted with KMS"
_FOR_EVER = "has no lifecycle policy: its images stay and are paid for ever"
_NO_SCAN: Given = {"scanOnPush": False}


def _but(*filters: Given) -> dict[str, Any]:
    excluded = [{"filter": one, "filterType": "WILDCARD"} for one in filters]
    return {"imageTagMutability": "IMMUTABLE_WITH_EXCLUSION", "imageTagMutabilityExclusionFilters": excluded}


EXAMPLES = (
    _repo("pass", "immutable, scanned, encrypted, kept for a while"),
    _repo("pass", "scanned by the registry", beside=_scanned("megane/back"), imageScanningConfiguration=_NO_SCAN),
    _repo("pass", "all scanned all the time", beside=_scanned("*", "CONTINUOUS_SCAN"), imageScanningConfiguration=None),
    _repo("pass", "signatures excluded", **_but("sha256-*")),
    _repo("pass", "deleted with all images, in development", pack=told(environment="dev"), forceDelete=True),
    _repo("fail", "mutable", _MOVED, imageTagMutability="MUTABLE"),
    _repo("fail", "latest excluded", "lets tags be moved that are no signatures", **_but("sha256-*", "latest")),
    _repo("fail", "signatures excluded, where none are chosen", "lets tags be moved that are no signatures",
          pack=told(TagsConfig(mutable_tags=())), **_but("sha256-*")),
    _repo("fail", "not scanned", _NOT_SCANNED, imageScanningConfiguration=_NO_SCAN),
    _repo("fail", "others scanned", _NOT_SCANNED, beside=_scanned("frontend"), imageScanningConfiguration=_NO_SCAN),
    _repo("fail", "scanned by hand", _NOT_SCANNED, beside=_scanned("*", "MANUAL"), imageScanningConfiguration=_NO_SCAN),
    _repo("fail", "scanned in another region", _NOT_SCANNED, beside=_scanned("*", region="ap-northeast-3"),
          imageScanningConfiguration=_NO_SCAN),
    _repo("fail", "AES256", _PLAIN, encryptionConfigurations=[{"encryptionType": "AES256"}]),
    _repo("fail", "images for ever", _FOR_EVER, lifecycle=False),
    _repo("fail", "the lifecycle of another repository", _FOR_EVER, lifecycle=False,
          beside=(made(ECR_LIFECYCLE_POLICY, "other", repository="megane/frontend"),)),
    _repo("fail", "deleted with all images", "can be deleted with all its images (forceDelete)", forceDelete=True),
    _repo("absent", "nothing said", _MOVED, _NOT_SCANNED, _PLAIN, _FOR_EVER, lifecycle=False,
          imageTagMutability=None, imageScanningConfiguration=None, encryptionConfigurations=None),
    _repo("unknown", "everything an output", "whether its tags can be moved is known only at the update",
          "whether its images are scanned is known only at the update",
          "how it is encrypted is known only at the update", kind="deferred", imageTagMutability=_LOGS,
          imageScanningConfiguration={"scanOnPush": _LOGS}, encryptionConfigurations=[{"encryptionType": _LOGS}]),
    _repo("unknown", "a name that the registry may scan", "whether its images are scanned is known only at the update",
          kind="deferred", beside=_scanned("megane/*"), imageScanningConfiguration=_NO_SCAN, name=_LOGS),
    Example("ecr-repo", "not applicable", "no repository", (_LOGS,)),
    _policy("pass", "this account", policy(allow({"AWS": OWN}, "ecr:BatchGetImage"))),
    _policy("fail", "everybody", policy(allow("*", "ecr:GetImage")), "statement 1 of its policy lets everybody in"),
    _policy("fail", "no policy that could be read", "{", "its policy is none that can be read"),
    _policy("absent", "no policy", None),
    _policy("unknown", "a policy to be made", _LOGS, "what its policy says is known only at the update",
            kind="deferred"),
    Example("ecr-policy", "not applicable", "no policy of a repository", (_LOGS,)),
)  # fmt: skip
