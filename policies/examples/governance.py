"""Examples of the rules on tags, regions and protection."""

from __future__ import annotations

import json
from dataclasses import replace

from policies.examples import Case, Example, Given, made, told
from policies.rules.governance import GovernanceConfig
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.types import (
    AWS_PROVIDER,
    BUCKET,
    ECS_SERVICE,
    KMS_ALIAS,
    KMS_KEY,
    LISTENER_RULE,
    LOG_GROUP,
    RANDOM_PASSWORD,
)

_TAGS: Given = {"Project": "megane", "Environment": "prod", "Owner": "platform"}
_PROJECT_ONLY = json.dumps({"tags": {"Project": "megane"}})
_CHAT = "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration"
_HOST = made("aws:ec2/placementGroup:PlacementGroup", "it", tags={"Project": "megane"})  # a type that is in no table


def _provider(**props: Given) -> Resource:
    return made(AWS_PROVIDER, "aws", **{"region": "ap-northeast-1", **props})


def _is(
    case: Case, name: str, resource: Resource, *messages: str, kind: str = "violation", pack: Pack | None = None,
    provider: Resource | None = None,
) -> Example:  # fmt: skip
    findings = tuple((kind, f"{resource.name}: {message}") for message in messages)
    beside = () if resource.type == AWS_PROVIDER else (provider or _provider(),)
    return Example("x-governance", case, name, (*beside, resource), findings, pack or told())


def _protected(
    case: Case, name: str, resource: Resource, *beside: Resource, protect: bool, found: bool = False,
    pack: Pack | None = None,
) -> Example:  # fmt: skip
    findings = (("violation", f"{resource.name}: is not protected: one update could delete it"),) if found else ()
    resources = (replace(resource, protect=protect), *beside)
    return Example("x-protect-stateful", case, name, resources, findings, pack or told())


_ELSEWHERE = "is in a region that was not chosen"
_MISSING = tuple(f"has no tag {tag}" for tag in ("Environment", "Owner", "Project"))
_KEY = made(KMS_KEY, "key", tags=_TAGS)
_KEY_SAFE = replace(_KEY, protect=True)
_RULE = made(LISTENER_RULE, "shift")
_SERVICE = made(ECS_SERVICE, "web", loadBalancers=[{"advancedConfiguration": {"productionListenerRule": _RULE}}])

EXAMPLES = (
    _is("pass", "all three tags", made(BUCKET, "it", tags=_TAGS)),
    _is("pass", "one of them from the provider", made(BUCKET, "it", tags={"Environment": "prod", "Owner": "platform"}),
        provider=_provider(defaultTags=_PROJECT_ONLY)),
    _is("pass", "a type that takes no tags", made(KMS_ALIAS, "it", name="alias/megane")),
    _is("pass", "a region that was chosen", made(KMS_KEY, "it", tags=_TAGS, region="us-east-1")),
    _is("pass", "Chatbot where its API is", made(_CHAT, "it", tags=_TAGS, region="ap-southeast-1")),
    _is("pass", "other tags, as chosen", made(BUCKET, "it", tags={"Team": "web"}),
        pack=told(GovernanceConfig(required_tags=("Team",)))),
    _is("fail", "a tag too few", made(BUCKET, "it", tags={"Environment": "prod", "Project": "megane"}),
        "has no tag Owner"),
    _is("fail", "an empty tag", made(BUCKET, "it", tags={"Environment": "prod", "Project": "", "Owner": "platform"}),
        "has no tag Project"),
    _is("fail", "a type that shows that it takes tags", _HOST, "has no tag Environment", "has no tag Owner"),
    _is("fail", "another region", made(KMS_KEY, "it", tags=_TAGS, region="eu-west-1"), _ELSEWHERE),
    _is("fail", "a region for Chatbot alone", made(KMS_KEY, "it", tags=_TAGS, region="ap-southeast-1"), _ELSEWHERE),
    _is("fail", "everything in another region", _provider(region="eu-west-1"), _ELSEWHERE),
    _is("absent", "no tags", made(BUCKET, "it"), *_MISSING),
    _is("absent", "no region", _provider(region=None),
        "names no region, so where things are made depends on who makes them"),
    _is("unknown", "tags to be known", made(BUCKET, "it", tags=_provider())),
    _is("unknown", "a region to be known", made(KMS_KEY, "it", tags=_TAGS, region=_provider()),
        "its region is known only at the update", kind="deferred"),
    Example("x-governance", "not applicable", "nothing of AWS", (made(RANDOM_PASSWORD, "password"),)),
    _protected("pass", "a key", _KEY, protect=True),
    _protected("pass", "a rule that traffic is shifted by", _RULE, _SERVICE, protect=True),
    _protected("fail", "a key that is not", _KEY, protect=False, found=True),
    _protected("fail", "a bucket of the account's stack", made(BUCKET, "files"), protect=False, found=True,
               pack=told(environment="account")),
    _protected("fail", "a rule that traffic is shifted by, which is not", _RULE, _SERVICE, protect=False, found=True),
    _protected("absent", "nothing said", made(BUCKET, "files"), protect=False, found=True),
    _protected("unknown", "a bucket with a name to be known", made(BUCKET, "files", bucket=_KEY), _KEY_SAFE,
               protect=False, found=True),
    _protected("not applicable", "development", _KEY, protect=False, pack=told(environment="dev")),
    _protected("not applicable", "a rule that stays as it is", _RULE, protect=False),
    _protected("not applicable", "a log group", made(LOG_GROUP, "logs"), protect=False),
)  # fmt: skip
