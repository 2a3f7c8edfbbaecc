"""Reads a pack's config (`policies/config/<stack>.json`), as the engine does for `--policy-pack-config`.

The file maps a rule's id to a level, or to an object of what may be chosen and `enforcementLevel`; critical rules stay
mandatory. `pack` says what is judged and who is exempt.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import ValidationError

from policies.rules.model import Rule
from policies.rules.pack import Pack, PackConfig, RuleConfig, SetLevel

Choice = TypeVar("Choice", bound=RuleConfig)
PACK = "pack"
PACK_DISABLED = f"{PACK}: must not be disabled: through it the rules are told what they judge"
CONFIGS = Path(__file__).parent / "config"
_CRITICAL = (
    "a deployment that breaks a critical rule always stops; if it cannot wait, exempt one resource until a date "
    f"({PACK}.exemptions); rules that are not critical may have any level"
)
_LEVEL = "enforcementLevel"
_LEVELS: tuple[SetLevel, ...] = get_args(SetLevel)


class ConfigError(Exception):
    """All mistakes of a config, each with its place."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def read(path: Path, rules: Sequence[Rule]) -> Pack:
    """The pack as that file has it. Raises ConfigError with every mistake, each with the file's name."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError([f"{path}: {error}"]) from error
    if not isinstance(values, dict):
        raise ConfigError([f"{path}: must be a mapping of rules"])
    problems: list[str] = []
    pack = parse(values, rules, problems)
    if problems:
        raise ConfigError([f"{path}: {problem}" for problem in problems])
    return pack


def parse(values: Mapping[str, Any], rules: Sequence[Rule], problems: list[str]) -> Pack:
    """The pack that these values make; what is wrong with them goes to `problems`, and defaults take its place."""
    known = {rule.id: rule for rule in rules}
    choices: dict[type[RuleConfig], RuleConfig] = {}
    levels: dict[str, SetLevel] = {}
    config = PackConfig()
    for key, value in values.items():
        given = {_LEVEL: value} if isinstance(value, str) else value
        if not isinstance(given, Mapping):
            problems.append(f"{key}: must be a level ({', '.join(_LEVELS)}) or an object")
            continue
        level, chosen = given.get(_LEVEL), {name: item for name, item in given.items() if name != _LEVEL}
        if level is not None and level not in _LEVELS:
            problems.append(f"{key}.{_LEVEL}: must be {', '.join(_LEVELS)}")
        elif level is not None:
            levels[key] = level
        if key == PACK:
            config = validated(PackConfig, chosen, key, problems) or config
        elif key not in known and key != "all":
            close = difflib.get_close_matches(key, [*known, PACK], n=1)
            problems.append(f"{key}: no such rule" + (f"; did you mean {close[0]}?" if close else ""))
        elif chosen:
            kind = known[key].config if key in known else None
            if kind is None:
                problems.append(f"{key}: has nothing to choose; known is {_LEVEL}")
            elif (choice := validated(kind, chosen, key, problems)) is not None:
                choices[kind] = choice
    levels = _levels_of(known, levels, problems)
    problems += weakened(rules, levels)
    return Pack(config=config, stated=PACK in values, choices=choices, levels=levels)


def _levels_of(rules: Iterable[str], levels: Mapping[str, SetLevel], problems: list[str]) -> dict[str, SetLevel]:
    """`all` is for the rules that have no level of their own, wherever it stands in the file."""
    if levels.get(PACK, levels.get("all")) == "disabled":
        problems.append(PACK_DISABLED)
    own = {key: level for key, level in levels.items() if key not in ("all", PACK)}
    return (dict.fromkeys(rules, levels["all"]) if "all" in levels else {}) | own


def weakened(rules: Iterable[Rule], levels: Mapping[str, SetLevel]) -> list[str]:
    """The mistake of a config at whose levels critical rules stop nobody, if it is one."""
    critical = (rule.id for rule in rules if rule.severity == "critical")
    names = [rule_id for rule_id in critical if levels.get(rule_id, "mandatory") != "mandatory"]
    return [f"{', '.join(sorted(names))}: must stay mandatory: {_CRITICAL}"] if names else []


def validated(kind: type[Choice], values: Mapping[str, Any], where: str, problems: list[str]) -> Choice | None:
    """The choice that these values make, or None with what is wrong in `problems`."""
    try:
        return kind.model_validate(dict(values))
    except ValidationError as error:
        for mistake in error.errors():
            path = ".".join([where, *map(str, mistake["loc"])])
            problems.append(f"{path}: {mistake['msg'][:1].lower()}{mistake['msg'][1:]}")
        return None
