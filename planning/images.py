"""Images by their address."""

from __future__ import annotations

import re
from collections.abc import Iterable

_ECR = re.compile(
    r"(?P<account>[0-9]{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/(?P<name>[^@:]+)(:[^@]+)?@"
)


def repository_arn(image: str) -> str | None:
    """The ARN of the ECR repository that an image is in; None when it is in another registry."""
    match = _ECR.match(image)
    return match and "arn:aws:ecr:{region}:{account}:repository/{name}".format(**match.groupdict())


def repositories(images: Iterable[str], *, account: str, region: str) -> list[str]:
    """Names of the ECR repositories of that account and region that images are in, each once."""
    matches = [match for image in images if (match := _ECR.match(image))]
    return sorted({match["name"] for match in matches if (match["account"], match["region"]) == (account, region)})
