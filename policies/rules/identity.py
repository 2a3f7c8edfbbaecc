"""Whether the pack judges the stack that it was told of."""

from __future__ import annotations

from collections.abc import Iterator

from .model import NOT_APPLICABLE, Advice, Deferred, Outcome, References, Violation, rule
from .resource import ABSENT, UNKNOWN, Resource, Stack
from .types import ANY, STACK

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
    """Without a config nothing is compared: the pack judges as production in full, and says so."""
    pack = stack.pack
    if resource.type == STACK and not pack.stated:
        yield Advice("no policy config was given: judged as environment prod and profile ha")
        return
    tags = resource.props.get("tags")
    if not pack.stated or tags is None:
        yield NOT_APPLICABLE
        return
    for tag, expected in (("Environment", pack.environment), ("Profile", pack.config.profile)):
        said = resource.text("tags", tag)
        if said is UNKNOWN:
            yield Deferred(f"its tag {tag} is known only at the update")
        elif said is not ABSENT and said != expected:
            yield Violation(f"its tag {tag} says otherwise than the policy config, which is of {expected}")
