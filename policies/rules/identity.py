"""Whether the pack judges the stack that it was told of."""

from __future__ import annotations

from collections.abc import Iterator

from .model import NOT_APPLICABLE, Advice, Deferred, Outcome, References, Violation, rule
from .resource import ABSENT, UNKNOWN, Answer, Resource, Stack, Values
from .taggable import default_tags
from .types import ANY, AWS_PROVIDER, STACK

_TAGS = "https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html"


@rule(
    id="pack-config",
    title="The pack judges the environment and profile that the resources are tagged with",
    title_ja="ポリシー設定の環境とプロファイルがリソースのタグと一致する",
    severity="high",
    kind="stack",
    types=(ANY,),
    remediation="Pass --policy-pack-config policies/config/<stack>.json of the very stack that is deployed.",
    url=_TAGS,
    references=References(),
    exemptable=False,
)
def pack_config(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Tags come with the resource or from its provider. Without a config nothing is compared: the pack judges as
    production in full, and says so."""
    pack = stack.pack
    if resource.type == STACK and not pack.stated:
        yield Advice("no policy config was given: judged as environment prod and profile ha")
        return
    tagged = _tags(resource)
    if not pack.stated or not tagged:
        yield NOT_APPLICABLE
        return
    for tag, expected in (("Environment", pack.environment), ("Profile", pack.config.profile)):
        said = {tags.text("tags", tag) for tags in tagged} - {ABSENT, expected}
        if said - {UNKNOWN}:
            yield Violation(f"its tag {tag} says otherwise than the policy config, which is of {expected}")
        elif said:
            yield Deferred(f"its tag {tag} is known only at the update")


def _tags(resource: Resource) -> list[Values]:
    """What it sets itself, what AWS has with those of the provider, and what the provider gives to others."""
    found: list[Answer] = [resource.props.get(key, ABSENT) for key in ("tags", "tagsAll")]
    if resource.type == AWS_PROVIDER:
        found.append(default_tags(resource))
    return [Values(props={"tags": tags}) for tags in found if tags is not ABSENT and tags is not None]
