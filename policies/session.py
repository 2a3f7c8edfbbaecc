"""What the policies of one pack share while the engine runs them one by one: what they were told, and the stack as
rules see it. The SDK hands every policy a config and a copy of the resources of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pulumi_policy import PolicyConfigSchema, PolicyResource
from pulumi_policy.proxy import UnknownValueError  # private in 1.21, and the only way to tell an unknown

from policies.config_file import PACK, PACK_DISABLED, validated, weakened
from policies.rules.model import Finding, Rule, run
from policies.rules.pack import Pack, PackConfig, RuleConfig, SetLevel
from policies.rules.resource import IDENTITY, UNKNOWN, Resource, Stack, Value

_TELLING = (*IDENTITY, "tagsAll")  # outputs that rules want even where nobody set them


class Session:
    """Belongs to one list of policies. `problems` are the mistakes of their configs, each said once."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._config = PackConfig()
        self._stated = False
        self._choices: dict[type[RuleConfig], RuleConfig] = {}
        self._problems: dict[str, list[str]] = {}
        self._asked: dict[str, Rule] = {}
        self._levels: dict[str, SetLevel] = {}
        self._inputs: dict[str, dict[str, Value]] = {}
        self._stack = Stack([])
        self._served: set[str] = set()

    @property
    def pack(self) -> Pack:
        return Pack(config=self._config, stated=self._stated, choices=self._choices)

    @property
    def problems(self) -> list[str]:
        told = [problem for problems in self._problems.values() for problem in problems]
        if self._inputs:
            return [
                *weakened(self.rules, {rule.id: self._levels.get(rule.id, "disabled") for rule in self.rules}),
                *told,
            ]
        return [PACK_DISABLED, *told] if self._stack.resources else told

    def tell(self, config: Mapping[str, Any] | None) -> None:
        """The config of the pack itself; the same at every call, as the engine configures once."""
        if config and PACK not in self._problems:
            problems = self._problems[PACK] = []
            self._config = validated(PackConfig, config, PACK, problems) or PackConfig()
            self._stated = True

    def choose(self, rule: Rule, config: Mapping[str, Any] | None, level: SetLevel) -> None:
        """The config of one rule. A rule that is never asked is disabled, and its companions leave it out too."""
        self._asked[rule.id], self._levels[rule.id] = rule, level
        if config and rule.config is not None and rule.id not in self._problems:
            problems = self._problems[rule.id] = []
            self._choices[rule.config] = validated(rule.config, config, rule.id, problems) or rule.config()

    def saw(self, urn: str, inputs: Mapping[str, object]) -> None:
        """What the program sets; the engine shows each resource with its inputs before the stack."""
        self._inputs[urn] = properties(inputs)

    def whole(self, policy: str, resources: Sequence[PolicyResource]) -> Stack:
        """The stack, made once for all policies of one run: one that asks again stands for the next run."""
        if policy in self._served or len(resources) != len(self._stack.resources):
            self._served.clear()
            seen = (_from_stack(resource, self._inputs.get(resource.urn)) for resource in resources)
            self._stack = Stack(seen, self.pack)
        self._served.add(policy)
        return self._stack

    def findings(self, stack: Stack) -> list[Finding]:
        """What all rules say that the engine asks, over the whole stack: `stack.index(session.findings)`."""
        return [finding for rule in self._asked.values() for finding in run(rule, stack)]


def schema(config: type[RuleConfig]) -> PolicyConfigSchema:
    """The JSON schema by which the engine checks what people choose. It names no defaults: the engine would hand them
    over as if somebody had chosen them, and nobody would be told that there is no config."""
    made = config.model_json_schema(by_alias=True)
    shared = made.get("$defs", {})
    chosen = {name: _inline(what, shared) for name, what in made["properties"].items()}
    return PolicyConfigSchema(
        properties={
            name: {key: value for key, value in what.items() if key != "default"} for name, what in chosen.items()
        }
    )


def _inline(node: Any, shared: Mapping[str, Any]) -> Any:
    """The engine looks at each property alone: what is defined beside them has to stand in it."""
    if isinstance(node, Mapping):
        if isinstance(name := node.get("$ref"), str):
            return _inline(shared[name.rpartition("/")[2]], shared)
        return {key: _inline(item, shared) for key, item in node.items()}
    return [_inline(item, shared) for item in node] if isinstance(node, list) else node


def plain(value: object) -> Value:
    """The SDK's proxies as plain values: an unknown becomes UNKNOWN where it stands and hides nothing beside it. Null
    is no value: outputs say it of everything that nobody set."""
    if isinstance(value, Mapping):
        return properties(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_item(value, index) for index in range(len(value))]  # a slice would leak the sentinel
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return UNKNOWN  # an asset or archive: no rule looks inside


def properties(props: Mapping[str, object]) -> dict[str, Value]:
    return {str(key): value for key in props if (value := _item(props, key)) is not None}


def _item(container: Mapping[str, object] | Sequence[object], key: str | int) -> Value:
    try:
        return plain(container[key])  # type: ignore[index]  # a key of this very container
    except UnknownValueError:
        return UNKNOWN


def _from_stack(resource: PolicyResource, inputs: dict[str, Value] | None) -> Resource:
    """A stack policy sees outputs. Here they only add names and tags to what the program sets, so that "absent" and
    "known" mean the same as offline, where inputs are judged: outputs hold what AWS fills in, after a refresh even the
    rules that stand beside a security group and the policies attached to a role. Where inputs are not known (what is
    only read, or not among the targets), outputs stand for them, without what is unknown and depends on nothing."""
    depends = {key: tuple(other.urn for other in others) for key, others in resource.property_dependencies.items()}
    told = {key: value for key, value in properties(resource.props).items() if value is not UNKNOWN or depends.get(key)}
    if inputs is not None:
        told = {key: value for key, value in told.items() if key in _TELLING} | inputs
    return Resource(
        type=resource.resource_type,
        name=resource.name,
        urn=resource.urn,
        props=told,
        parent=resource.parent.urn if resource.parent else None,
        protect=bool(resource.opts.protect),
        ignore_changes=tuple(resource.opts.ignore_changes),
        dependencies=tuple(other.urn for other in resource.dependencies),
        property_dependencies=depends,
    )
