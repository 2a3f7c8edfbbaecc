"""A stack as its files state it: `Pulumi.yaml`, `Pulumi.<stack>.yaml` and the user's `--set`, read as the CLI does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from offline import yamlfile
from offline.errors import InputError, nearest

# pulumi.runtime.rpc.UNKNOWN: what stands for a value not known yet. Written out, so that reading a file needs no SDK.
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

# What the CLI itself keeps in a stack file (https://www.pulumi.com/docs/iac/concepts/projects/stack-settings-file/).
STACK_FILE_KEYS = ("config", "secretsprovider", "encryptedkey", "encryptionsalt", "environment")

_SET = re.compile(r"(?P<key>[^=.\[\]]+)(?P<path>(?:\.[^=.\[\]]+|\[\d+\])*)=(?P<value>.*)", re.DOTALL)
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+)\]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Stack:
    """A stack's configuration as a program is given it: full key to text, structured values as JSON."""

    project: str
    name: str
    directory: Path
    config: Mapping[str, str]
    secret_keys: frozenset[str] = frozenset()

    def get(self, key: str) -> str | None:
        """The text of one of the project's own keys."""
        return self.config.get(f"{self.project}:{key}")


def stack_names(directory: Path) -> list[str]:
    """The stacks that have a file there."""
    return sorted(path.name[len("Pulumi.") : -len(".yaml")] for path in directory.glob("Pulumi.?*.yaml"))


def changed_key(change: str) -> str:
    """What a change (`key.path=value`) changes: its value is not repeated, as it may be a secret."""
    return change.partition("=")[0]


def load(directory: Path, name: str, changes: Sequence[str] = (), *, option: str = "--set") -> Stack:
    """The stack `name` of the project in `directory`, with `changes` (`key.path=value`) made to its configuration.

    A `secure:` value is a secret whose text nobody can tell without the stack's key: it becomes `UNKNOWN`.
    """
    project_file, stack_file = directory / "Pulumi.yaml", directory / f"Pulumi.{name}.yaml"
    if not project_file.is_file():
        raise InputError([f"{project_file}: no such file: {directory.resolve()} is no Pulumi project (see --project)"])
    if name not in (known := stack_names(directory)):
        there = f"the stacks there are: {', '.join(known)}" if known else "no stack has one there"
        raise InputError([f'no stack "{name}": {stack_file} is missing{nearest(name, known)}; {there}'])

    problems: list[str] = []
    settings: dict[str, object] = {}
    project = ""
    try:
        project, settings = _project(project_file)
    except InputError as error:
        problems += error.problems
    try:
        settings |= _stack(stack_file, project)
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(problems)

    for change in changes:
        problems += _change(settings, project, change, option)
    if problems:
        raise InputError(problems)
    return Stack(
        project=project,
        name=name,
        directory=directory,
        config={key: value if isinstance(value, str) else _json(_opened(value)) for key, value in settings.items()}
        | {key: UNKNOWN for key, value in settings.items() if _is_secure(value)},
        secret_keys=frozenset(key for key, value in settings.items() if any(_secure_values(value))),
    )


def _project(path: Path) -> tuple[str, dict[str, object]]:
    """The project's name, and the configuration that it gives to every stack."""
    node = yamlfile.read(path)
    given = yamlfile.fields(node) if node else {}
    name = given.get("name")
    if not isinstance(name, yaml.ScalarNode) or not name.value:
        raise InputError([f"{path}: `name` is missing: the project's name, as a text"])
    project = str(name.value)
    settings: dict[str, object] = {}
    for key, entry in _config_of(path, given).items():
        # a declaration ({type, description, default, value, secret}) counts only for the value that it gives
        declared = yamlfile.fields(entry) if isinstance(entry, yaml.MappingNode) else {"value": entry}
        value = declared.get("value", declared.get("default"))
        if value is not None:
            secret = "secret" in declared and yamlfile.plain(declared["secret"]) is True
            settings[_full(key, project)] = {"secure": ""} if secret else _setting(value)
    return project, settings


def _stack(path: Path, project: str) -> dict[str, object]:
    node = yamlfile.read(path)
    given = yamlfile.fields(node) if node else {}
    problems = [
        f'{path}:{yamlfile.place(key)}: unknown key "{key.value}"{nearest(key.value, STACK_FILE_KEYS)}; '
        f"a stack file has: {', '.join(STACK_FILE_KEYS)}"
        for key, _ in (node.value if node else ())
        if key.value not in STACK_FILE_KEYS
    ]
    config: dict[str, yaml.Node] = {}
    try:
        config = _config_of(path, given)
    except InputError as error:
        problems += error.problems
    settings: dict[str, object] = {}
    for key, value in config.items():
        if (full := _full(key, project)) in settings:
            problems.append(f'{path}:{yamlfile.place(value)}: "{full}" is there twice: with and without its namespace')
        settings[full] = _setting(value)
    if problems:
        raise InputError(problems)
    return settings


def _config_of(path: Path, given: Mapping[str, yaml.Node]) -> dict[str, yaml.Node]:
    node = given.get("config")
    if node is None or (isinstance(node, yaml.ScalarNode) and yamlfile.plain(node) is None):
        return {}
    if not isinstance(node, yaml.MappingNode):
        place, found = yamlfile.place(node), yamlfile.kind(node)
        raise InputError([f"{path}:{place}: `config` must be a mapping of keys to values, found {found}"])
    return yamlfile.fields(node)


def _full(key: str, project: str) -> str:
    return key if ":" in key else f"{project}:{key}"


def _setting(node: yaml.Node) -> object:
    return yamlfile.text(node) if isinstance(node, yaml.ScalarNode) else yamlfile.plain(node)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _is_secure(value: object) -> bool:
    return isinstance(value, dict) and value.keys() == {"secure"} and isinstance(value["secure"], str)


def _secure_values(value: object) -> Iterator[object]:
    if _is_secure(value):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _secure_values(item)
    elif isinstance(value, list):
        for item in value:
            yield from _secure_values(item)


def _opened(value: object) -> object:
    if _is_secure(value):
        return UNKNOWN
    if isinstance(value, dict):
        return {key: _opened(item) for key, item in value.items()}
    return [_opened(item) for item in value] if isinstance(value, list) else value


def _change(settings: dict[str, object], project: str, change: str, option: str) -> Iterator[str]:
    """Makes one change to the settings; yields what is wrong with it."""
    shown = changed_key(change)
    match = _SET.fullmatch(change)
    if match is None:
        example = f"{project}:path.to.key=value, the value in YAML (for example {project}:profile=ha)"
        yield f'{option} "{shown}": write it as {example}'
        return
    key = _full(match["key"], project)
    if not key.startswith(f"{project}:") and key not in settings:
        # the program's settings judge its own keys; nobody would notice a typo in another namespace
        known = [*settings, f"{project}:{key.partition(':')[2]}"]
        yield f'{option} "{shown}": the stack has no "{key}"{nearest(key, known)}'
        return
    try:
        node = yamlfile.parse(match["value"], f'{option} "{shown}": value:')
    except InputError as error:
        yield from error.problems
        return
    steps = [int(index) if index else name for name, index in _STEP.findall(match["path"])]
    if not steps:
        settings[key] = "" if node is None else _setting(node)
        return
    if _is_secure(settings.get(key)):
        yield f'{option} "{shown}": {key} is a secret whose text is not known here: replace the whole of it'
        return
    if settings.get(key) in (None, ""):
        settings[key] = [] if isinstance(steps[0], int) else {}
    problem = _put(settings[key], steps, None if node is None else yamlfile.plain(node), key)
    if problem:
        yield f'{option} "{shown}": {problem}'


def _put(at: object, steps: Sequence[str | int], value: object, path: str) -> str | None:
    """Puts the value below `at`, making the mappings and lists on the way; says why it cannot."""
    step, rest = steps[0], steps[1:]
    empty: object = [] if rest and isinstance(rest[0], int) else {}
    if isinstance(at, dict) and isinstance(step, str):
        below = f"{path}.{step}"
        if not rest:
            at[step] = value
            return None
        if at.get(step) is None:
            at[step] = empty
        return _put(at[step], rest, value, below)
    if isinstance(at, list) and isinstance(step, int):
        if step > len(at):
            count = "1 entry" if len(at) == 1 else f"{len(at)} entries"
            return f"{path} has {count}: [{step}] would leave a gap"
        if step == len(at):
            at.append(empty if rest else value)
        elif not rest:
            at[step] = value
        return _put(at[step], rest, value, f"{path}[{step}]") if rest else None
    there = "a mapping" if isinstance(at, dict) else "a list" if isinstance(at, list) else "a single value"
    wanted = f"[{step}]" if isinstance(step, int) else f'"{step}"'
    return f"{path} is {there}: {wanted} cannot be below it"
