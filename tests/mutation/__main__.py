"""`make mutate`: what slips through the policies. One mistake at a time in the real prod and dev stacks.

Exit status 1 when a mutant survives that `survivors.toml` does not explain, or when it explains one that is killed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from rich.console import Console
from rich.progress import track
from rich.table import Table

from offline.findings import stack_of
from policies.rules import all_rules
from policies.rules.resource import Stack
from tests.mutation.judging import Verdict, baseline, verdict
from tests.mutation.mutants import Mutant, mutants
from tests.mutation.survivors import explained, stale
from tests.stacks.load import STACKS, named, pack

_STACKS = ("prod", "dev")
_JOBS: list[tuple[Stack, Mutant]] = []  # filled before the processes are forked, so that nothing has to be sent


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--only", metavar="GLOB", default="*", help='mutants like that, e.g. "prod aws:rds/*"')
    parser.add_argument("--all", action="store_true", help="list also the survivors that are explained")
    given = parser.parse_args()
    for label in _STACKS:
        stack = stack_of_label(label)
        found = [
            (stack, mutant)
            for mutant in mutants(stack)
            if fnmatchcase(f"{stack.pack.environment} {mutant.key}", given.only)
        ]
        _JOBS.extend(found)
    out = Console(highlight=False)
    verdicts = list(track(_verdicts(), "Mutants", len(_JOBS), console=Console(stderr=True), transient=True))
    _print_rules(out, verdicts)
    _print_types(out, verdicts)
    return _print_survivors(out, verdicts, whole=given.only == "*", every=given.all)


def stack_of_label(label: str) -> Stack:
    """The stack as created, with what the policies are told of it."""
    return stack_of(named(label, "up"), pack(*STACKS[label]))


def _verdicts() -> Iterator[Verdict]:
    baselines = {id(stack): baseline(stack) for stack, _ in _JOBS}
    assert baselines
    context = multiprocessing.get_context("fork")
    with context.Pool(os.cpu_count()) as pool:
        yield from pool.imap_unordered(_judge, range(len(_JOBS)), chunksize=8)


def _judge(number: int) -> Verdict:
    stack, mutant = _JOBS[number]
    return verdict(mutant, stack)


def _print_rules(out: Console, verdicts: Sequence[Verdict]) -> None:
    kills = Counter(rule for one in verdicts for rule in one.killers)
    alone = Counter(one.killers[0] for one in verdicts if len(one.killers) == 1)
    table = Table("Rule", "Kills", "Alone", title="Which rule kills how many", title_justify="left", box=None)
    for rule in sorted(all_rules(), key=lambda rule: (-kills[rule.id], rule.id)):
        table.add_row(rule.id, str(kills[rule.id]), str(alone[rule.id]))
    out.print(table)


def _print_types(out: Console, verdicts: Sequence[Verdict]) -> None:
    made = Counter(one.type for one in verdicts)
    lived = Counter(one.type for one in verdicts if not one.killers)
    table = Table("Type", "Mutants", "Survive", title="What was mutated", title_justify="left", box=None)
    for type_, count in made.most_common():
        table.add_row(type_, str(count), str(lived[type_]))
    out.print(table)


def _print_survivors(out: Console, verdicts: Iterable[Verdict], *, whole: bool, every: bool) -> int:
    verdicts = list(verdicts)
    lived = sorted({one.key for one in verdicts if not one.killers})
    known = {key: explained(key) for key in lived}
    unknown = [key for key, reason in known.items() if reason is None]
    if every:
        for key, reason in known.items():
            out.print(f"  {key}: {reason or '-'}", soft_wrap=True)
    for key in unknown:
        out.print(f"[red]survives[/] {key}", soft_wrap=True)
    left_over = stale(lived) if whole else []
    for pattern in left_over:
        out.print(f"[red]nothing survives like[/] {pattern} (survivors.toml)", soft_wrap=True)
    killed = sum(bool(one.killers) for one in verdicts)
    relevant = [one for one in verdicts if one.killers or explained(one.key) is None]
    share = 100 * killed / len(relevant) if relevant else 100.0
    out.print(
        f"{len(verdicts)} mutants, {killed} killed; {len(verdicts) - len(relevant)} survive for the reasons listed, "
        f"{len(relevant) - killed} without. Killed of those that matter: {share:.1f} %"
    )
    return 1 if unknown or left_over else 0


if __name__ == "__main__":
    sys.exit(main())
