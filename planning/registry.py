"""What the image registry keeps, and for how long: the rules of ECR's lifecycle policies as plain data.

Three kinds of image, told apart by their tags; whoever pushes has to keep to it:

* `release-*`: the index (multi-arch image) of one release. It is what is deployed, by digest, and what is signed.
* `production-*`: a second tag that a release gets when it is promoted.
* `part-*`: the image of one architecture, which an index refers to.

There is no rule for untagged images, on purpose. Signatures (OCI referrers of an index) have no tag, and AWS does not
say that such a rule spares them; a signature that is gone stops the next deployment of a healthy image. ECR itself
removes the signatures of an image within 24 hours after it has removed the image. Parts are safe twice: more of them
are kept than releases can refer to, and ECR does not expire an image while an index refers to it.
https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
"""

from __future__ import annotations

from typing import Literal, TypedDict

RELEASE, PRODUCTION, PART = "release-*", "production-*", "part-*"
PLATFORMS = 2  # linux/arm64 and linux/amd64


class Selection(TypedDict):
    """Which images a rule is about."""

    tagStatus: Literal["tagged"]
    tagPatternList: list[str]
    countType: Literal["imageCountMoreThan"]
    countNumber: int


class Rule(TypedDict):
    """One rule; ECR applies the lowest priority number first."""

    rulePriority: int
    description: str
    selection: Selection
    action: dict[str, str]


def lifecycle_rules(*, keep_releases: int, keep_promoted: int) -> list[Rule]:
    """The newest images of each kind stay.

    The rule of promoted images comes first: an image that has such a tag cannot be expired by a later rule, however
    many releases came after it. It goes when `keep_promoted` others that were pushed after it have been promoted.
    """
    return [
        _keep(1, PRODUCTION, keep_promoted, "releases that were in production"),
        _keep(2, RELEASE, keep_releases, "releases"),
        _keep(3, PART, PLATFORMS * (keep_releases + keep_promoted), "parts of the releases that are kept"),
    ]


def _keep(priority: int, pattern: str, count: int, what: str) -> Rule:
    return {
        "rulePriority": priority,
        "description": f"Keep the last {count} {what}",
        "selection": {
            "tagStatus": "tagged",
            "tagPatternList": [pattern],
            "countType": "imageCountMoreThan",
            "countNumber": count,
        },
        "action": {"type": "expire"},
    }
