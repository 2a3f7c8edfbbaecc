"""YAML as the Pulumi CLI reads it, with the place of every mistake.

The CLI uses go-yaml v3: `yes`, `on` and `17:00` are texts there, while PyYAML's own rules (YAML 1.1) would make them
booleans and the number 1020. Files are therefore read as nodes, and turned into values by the rules below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml
from yaml.reader import ReaderError

from offline.errors import InputError

_INT = re.compile(r"[-+]?(?:0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+|0[0-7_]+|[1-9][0-9_]*|0)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


class _Loader(yaml.SafeLoader):
    """PyYAML's loader without its own idea of what is a number or a boolean."""


_Loader.yaml_implicit_resolvers = {}


def _resolve(kind: str, pattern: str, first: str) -> None:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{kind}", re.compile(f"(?:{pattern})$"), list(first))


_resolve("null", "~|null|Null|NULL|", "~nN")
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("$"), [""])
_resolve("bool", "true|True|TRUE|false|False|FALSE", "tTfF")
_resolve("int", _INT.pattern, "-+0123456789")
_resolve("float", _FLOAT.pattern, "-+.0123456789")
_resolve("merge", "<<", "<")


def parse(text: str, source: str) -> yaml.Node | None:
    """The one document of `text`, None if it is empty; InputError with line and column, duplicate keys included."""
    try:
        loader = _Loader(text)
        node: yaml.Node | None = loader.get_single_node()
        if node is None:
            return None
        problems = [f"{source}{problem}" for problem in _structure(node, frozenset(), set())]
        if not problems:
            _flatten(loader, node, set())
    except yaml.YAMLError as error:
        raise InputError([f"{source}{_malformed(error, text)}"]) from error
    if problems:
        raise InputError(problems)
    return node


def read(path: Path) -> yaml.MappingNode | None:
    """The mapping that a file holds, None if it is empty."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise InputError(
            [f"{path}:{line}: not UTF-8 (byte 0x{error.object[error.start]:02x}): save the file as UTF-8"]
        ) from error
    except OSError as error:
        raise InputError([f"{path}: cannot be read: {error.strerror}"]) from error
    node = parse(text, f"{path}:")
    if node is None or isinstance(node, yaml.MappingNode):
        return node
    raise InputError([f"{path}:{place(node)}: expected a mapping (`key: value` lines), found {kind(node)}"])


def place(node: yaml.Node) -> str:
    """`line:column` as editors count them."""
    return f"{node.start_mark.line + 1}:{node.start_mark.column + 1}"


def kind(node: yaml.Node) -> str:
    """What a node is, in words for a message."""
    if isinstance(node, yaml.MappingNode):
        return "a mapping"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    return "a single value" if node.value else "nothing"


def fields(node: yaml.MappingNode) -> dict[str, yaml.Node]:
    """The fields of a mapping; its own win over those merged in by `<<`."""
    return {key.value: value for key, value in node.value}


def text(node: yaml.ScalarNode) -> str:
    """A scalar as it is written: the CLI passes what stands right below `config:` so (007 and 1.50 keep their form)."""
    return "" if _tag(node) == "null" else str(node.value)


def plain(node: yaml.Node) -> object:
    """The value of a node: what JSON knows, keys as text."""
    if isinstance(node, yaml.MappingNode):
        return {key: plain(value) for key, value in fields(node).items()}
    if isinstance(node, yaml.SequenceNode):
        return [plain(item) for item in node.value]
    return _scalar(_tag(node), node.value)


def _tag(node: yaml.Node) -> str:
    return str(node.tag).rpartition(":")[2]


def _scalar(tag: str, value: str) -> object:
    digits = value.replace("_", "")
    if tag == "null":
        return None
    if tag == "bool":
        return value.lower() == "true"
    if tag == "int" and _INT.fullmatch(value):
        return int(digits, 8) if re.fullmatch(r"[-+]?0[0-7]+", digits) else int(digits, 0)
    if tag == "float" and _FLOAT.fullmatch(value):
        return float(value)
    return value


def _malformed(error: yaml.YAMLError, text: str) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        context = f"{error.context}: " if error.context else ""
        return f"{mark.line + 1}:{mark.column + 1}: malformed YAML: {context}{error.problem}"
    if isinstance(error, ReaderError):
        line = text.count("\n", 0, error.position) + 1
        return f"{line}: malformed YAML: the character U+{error.character:04X} is not allowed"
    return f" malformed YAML: {error}"


def _structure(node: yaml.Node, inside: frozenset[int], seen: set[int]) -> Iterator[str]:
    """What a dict would hide or could not hold: duplicate keys, keys that are no scalar, an alias to what it is in."""
    if id(node) in inside:
        yield f"{place(node)}: an alias that contains itself"
        return
    if isinstance(node, yaml.ScalarNode) or id(node) in seen:
        return
    seen.add(id(node))
    inside |= {id(node)}
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _structure(item, inside, seen)
        return
    first: dict[str, yaml.Node] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            yield f"{place(key)}: a key must be a text, found {kind(key)}"
        elif key.value in first and _tag(key) != "merge":
            yield f'{place(key)}: the key "{key.value}" is there twice (first at {place(first[key.value])})'
        else:
            first[key.value] = key
        yield from _structure(value, inside, seen)


def _flatten(loader: _Loader, node: yaml.Node, seen: set[int]) -> None:
    """Resolves `<<` everywhere below the node."""
    if isinstance(node, yaml.ScalarNode) or id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        loader.flatten_mapping(node)
    for item in node.value:
        _flatten(loader, item[1] if isinstance(item, tuple) else item, seen)
