"""Examples of the rule on buckets of access logs."""

from __future__ import annotations

from policies.examples import Case, Example, Given, made
from policies.examples.statements import FROM_OWN, ROOT, allow, policy, service
from policies.rules.resource import Resource
from policies.rules.types import BUCKET, BUCKET_ACL, BUCKET_LOGGING, BUCKET_POLICY, LOG_GROUP

_LOGS, _FILES, _LATER = made(BUCKET, "logs"), made(BUCKET, "files"), made(LOG_GROUP, "group")
_LOGGING = made(BUCKET_LOGGING, "files-logging", bucket=_FILES, targetBucket=_LOGS, targetPrefix="s3/")


def _policy(text: Given) -> Resource:
    return made(BUCKET_POLICY, "logs-policy", bucket=_LOGS, policy=text)


def _of(case: Case, name: str, *resources: Resource, says: str = "", kind: str = "violation") -> Example:
    findings = ((kind, f"logs: {says}"),) if says else ()
    return Example("s3-logs-land", case, name, (_LATER, _LOGS, _FILES, *resources), findings)


_SHUT = "does not let S3 write the access logs of files-logging"

EXAMPLES = (
    _of("pass", "S3 may write", _LOGGING,
        _policy(policy(allow(service("logging.s3"), "s3:PutObject", "*", Condition=FROM_OWN)))),
    _of("fail", "it may read", _LOGGING, _policy(policy(allow(service("logging.s3"), "s3:GetObject"))), says=_SHUT),
    _of("fail", "another service may write", _LOGGING,
        _policy(policy(allow(service("delivery.logs"), "s3:PutObject"))), says=_SHUT),
    _of("fail", "the account alone may", _LOGGING, _policy(policy(allow(ROOT, "s3:*"))), says=_SHUT),
    _of("absent", "no policy", _LOGGING, says=_SHUT),
    _of("unknown", "a policy that is not known yet", _LOGGING, _policy(_LATER),
        says="what its policy says is known only at the update", kind="deferred"),
    _of("not applicable", "nothing is logged there"),
    _of("not applicable", "a bucket with ACLs", _LOGGING,
        made(BUCKET_ACL, "acl", bucket=_LOGS, acl="log-delivery-write")),
)  # fmt: skip
