"""Secrets of tasks: given by reference, and never in a definition that everybody may read who may list tasks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from planning.secrecy import secret_name, secret_text

from .containers import Container, each_container
from .model import Outcome, References, Violation, rule
from .pack import RuleConfig, Text
from .resource import Answer, Resource, Stack, place
from .types import TASK_DEFINITION

_LISTS = ("command", "entryPoint")  # one text of many: `["--password", "x"]`
_ELSEWHERE = ("name", "image", "healthCheck", "logConfiguration", "dockerLabels", "secrets", "firelensConfiguration")


class PlainVariables(RuleConfig):
    """`allowed`: environment variables that are no secrets although they are named like one."""

    allowed: tuple[Text, ...] = ()


@rule(
    id="ecs-no-plaintext-secrets",
    title="Containers are given secrets by reference only",
    title_ja="コンテナの機密情報は参照でのみ渡す",
    severity="critical",
    kind="resource",
    types=(TASK_DEFINITION,),
    remediation=(
        "Keep the value in Parameter Store or Secrets Manager and name its ARN in secrets[].valueFrom (of a log "
        "driver: secretOptions); change the value that was exposed."
    ),
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-8",
    references=References(security_hub=("ECS.8",)),
    config=PlainVariables,
)
def ecs_no_plaintext_secrets(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Judges names by their words and values by their looks, wherever a container may be told something."""
    allowed = stack.pack.of(PlainVariables).allowed

    def judge(container: Container) -> Iterator[Outcome]:
        for at in container.each("environment"):
            name, value = container.text(*at, "name"), container.text(*at, "value")
            where = f"{container.at}.{place(at)}"
            if not isinstance(value, str):
                continue
            if isinstance(name, str) and secret_name(name) and name not in allowed:
                yield Violation(f"{where} is named like a secret and stands there in plain text")
            elif secret_text(value):
                yield Violation(f"{where} gives a secret away in its value")
        for key in (*_LISTS, *_ELSEWHERE):
            said = list(_texts(container.get(key)))
            if any(map(secret_text, [*said, " ".join(said)] if key in _LISTS else said)):
                yield Violation(f"{container.at}.{key} gives a secret away")

    return each_container(resource, stack, judge)


def _texts(value: Answer) -> Iterator[str]:
    """All texts in it; one that has a key is read with it, as `key=value`."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from [f"{key}={item}"] if isinstance(item, str) else _texts(item)
    elif isinstance(value, Sequence):
        for item in value:
            yield from _texts(item)
