"""Policies for examples: short to write, and JSON where they stand."""

from __future__ import annotations

import json

from policies.examples import made
from policies.rules.types import AWS_PROVIDER

OWN, OTHER = "111122223333", "999988887777"
ROOT = {"AWS": f"arn:aws:iam::{OWN}:root"}
FROM_OWN = {"StringEquals": {"aws:SourceAccount": OWN}}
FROM_OTHER = {"StringEquals": {"aws:SourceAccount": OTHER}}
PROVIDER = made(AWS_PROVIDER, "aws", allowedAccountIds=json.dumps([OWN]), region="ap-northeast-1")


def policy(*statements: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def allow(principal: object, action: object, resource: object = "*", **more: object) -> dict[str, object]:
    """A statement of a policy on a resource."""
    return {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": resource, **more}


def may(action: object, resource: object, **more: object) -> dict[str, object]:
    """A statement of a policy of an identity."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def service(name: str) -> dict[str, str]:
    return {"Service": f"{name}.amazonaws.com"}
