"""What tests of the CDN share."""

from __future__ import annotations

import pulumi_aws as aws

from components.cdn import Cdn
from offline import computed
from offline.graph import Graph
from offline.invokes import Place
from tests.components import build
from tests.components.look import find

DISTRIBUTION = "cloudfront.Distribution cdn"


def bare() -> Cdn:
    """Without a domain, and without anyone who signs."""
    return build.cdn(host=None, certificate_arn=None, origin_host=None, signing_public_keys=[])


def id_of(graph: Graph, wanted: str) -> str:
    """The id that a CloudFront resource has in the `up` view."""
    resource = find(graph, wanted)
    kind = getattr(aws.cloudfront, resource.type.rpartition(":")[2])
    place = Place(account=build.ACCOUNT, region=build.REGION)
    return computed.created(resource.type, resource.urn, resource.inputs, place, kind)[0]
