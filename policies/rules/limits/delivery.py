"""Limits of CloudFront and of S3 replication."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Deferred, Outcome, Violation
from ..resource import ABSENT, UNKNOWN, Resource, Stack
from ..types import BUCKET_REPLICATION, CERTIFICATE, CERTIFICATE_VALIDATION, DISTRIBUTION
from .table import limit

_EDGE = "us-east-1"


@limit(DISTRIBUTION)
def cache_policies(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """CloudFront: "a cache behavior must include either a CachePolicyId or ForwardedValues", and not both.
    https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CacheBehavior.html
    """
    named = [("its defaultCacheBehavior", at) for at in resource.each("defaultCacheBehavior")]
    named += [(f"ordered behavior {number}", at) for number, at in enumerate(resource.each("orderedCacheBehaviors"), 1)]
    for name, at in named:
        policy, values = (resource.get(*at, key) is not ABSENT for key in ("cachePolicyId", "forwardedValues"))
        if policy == values and resource.get(*at) is not UNKNOWN:
            yield Violation(f"{name} must have a cachePolicyId or forwardedValues, one of the two")


@limit(DISTRIBUTION)
def origin_shield(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """A shield that is on has to be somewhere.
    https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_OriginShield.html
    """
    for number, at in enumerate(resource.each("origins"), 1):
        enabled = resource.flag(*at, "originShield", "enabled")
        if enabled is True and resource.text(*at, "originShield", "originShieldRegion") is ABSENT:
            yield Violation(f"the originShield of origin {number} needs an originShieldRegion")


@limit(DISTRIBUTION)
def certificate_region(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """CloudFront takes certificates of one region only.
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
    """
    arn = resource.text("viewerCertificate", "acmCertificateArn")
    behind = stack.behind(resource, "viewerCertificate", CERTIFICATE, CERTIFICATE_VALIDATION)
    regions = [arn.split(":")[3]] if isinstance(arn, str) and arn.count(":") > 3 else map(stack.region_of, behind)
    if arn is not ABSENT and any(region not in (UNKNOWN, _EDGE) for region in regions):
        yield Violation(f"the acmCertificateArn of its viewerCertificate must be of {_EDGE}")


@limit(BUCKET_REPLICATION)
def delete_markers(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """S3: "If you specify a Filter in your replication configuration, you must also include a DeleteMarkerReplication
    element." https://docs.aws.amazon.com/AmazonS3/latest/API/API_ReplicationRule.html
    """
    for number, at in enumerate(resource.each("rules"), 1):
        if resource.get(*at, "filter") is ABSENT:
            continue
        status = resource.text(*at, "deleteMarkerReplication", "status")
        if status is ABSENT:
            yield Violation(f"rule {number} needs a deleteMarkerReplication, as it has a filter")


@limit(BUCKET_REPLICATION)
def encrypted_objects(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """S3: "If SourceSelectionCriteria is specified, you must specify this element", the key for the copies. A key alone
    is refused too: it would be used for nothing.
    https://docs.aws.amazon.com/AmazonS3/latest/API/API_Destination.html
    """
    for number, at in enumerate(resource.each("rules"), 1):
        chosen = resource.text(*at, "sourceSelectionCriteria", "sseKmsEncryptedObjects", "status")
        key = resource.text(*at, "destination", "encryptionConfiguration", "replicaKmsKeyId")
        if chosen is UNKNOWN:
            yield Deferred(f"whether rule {number} replicates what is encrypted is known only at the update")
        elif (chosen == "Enabled") != (key is not ABSENT):
            yield Violation(
                f"rule {number} must have both sseKmsEncryptedObjects (Enabled) and a replicaKmsKeyId, or neither"
            )
