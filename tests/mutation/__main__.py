"""`make mutate`: what slips through the policies. One mistake at a time in the real prod and dev stacks.

Exit status 1 when a mutant survives that `survivors.toml` does not excuse, or when it excuses one that is killed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from rich.console import Console
from rich.progress import track
from rich.table import Table

from offline.findings import stack_of
from policies.rules import all_rules
from policies.rules.resource import Stack
from tests.mutation.judging import Verdict, baseline, verdict
from tests.mutation.mutants import Mutant, mutants
from tests.mutation.survivors import excuses
from tests.stacks.load import STACKS, named, pack

_STACKS = ("prod", "dev")
_WIDTH = 110  # columns, also where nobody looks: the tables are read in files too
_JOBS: list[tuple[Stack, Mutant]] = []  # filled before the processes are forked, so that nothing has to be sent


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--only", metavar="GLOB", default="*", help='mutants like that, e.g. "prod aws:rds/*"')
    parser.add_argument("--all", action="store_true", help="list also the survivors that are excused")
    given = parser.parse_args()
    for label in _STACKS:
        stack = stack_of_label(label)
        found = [
            (stack, mutant)
            for mutant in mutants(stack)
            if fnmatchcase(f"{stack.pack.environment} {mutant.key}", given.only)
        ]
        _JOBS.extend(found)
    out = Console(highlight=False, width=_WIDTH)
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
    lived = Counter(one.type for one in verdicts if one.survives)
    table = Table("Type", "Mutants", "Survive", title="What was mutated", title_justify="left", box=None)
    for type_, count in made.most_common():
        table.add_row(type_, str(count), str(lived[type_]))
    out.print(table)


def _print_survivors(out: Console, verdicts: Sequence[Verdict], *, whole: bool, every: bool) -> int:
    lived = {one.key: one for one in sorted(verdicts, key=lambda one: one.key) if one.survives}
    unexcused = [one for one in lived.values() if one.excuse is None]
    if every:
        for key, one in lived.items():
            out.print(f"  {key}: {f'{one.excuse.kind}: {one.excuse.reason}' if one.excuse else '-'}", soft_wrap=True)
    for one in unexcused:
        out.print(f"[red]survives{', and is critical' if one.critical else ''}[/] {one.key}", soft_wrap=True)
    used = {one.excuse for one in lived.values()}
    stale = [one for one in excuses() if one not in used] if whole else []
    for excuse in stale:
        out.print(f"[red]excuses nothing[/] {excuse.pattern} (survivors.toml)", soft_wrap=True)
    _print_share(out, verdicts)
    return 1 if unexcused or stale else 0


def _print_share(out: Console, verdicts: Sequence[Verdict]) -> None:
    """Of the mistakes that can happen."""
    mistakes = [one for one in verdicts if one.mistake]
    table = Table(
        "",
        "Mistakes",
        "Stopped",
        "Advised against",
        "Slip through",
        "%",
        title="What it comes to",
        title_justify="left",
        box=None,
    )
    for name, some in (("critical", [one for one in mistakes if one.critical]), ("all", mistakes)):
        stopped, slip = sum(one.stopped for one in some), sum(one.survives for one in some)
        share = f"{100 * slip / len(some):.1f}" if some else "-"
        table.add_row(name, *map(str, (len(some), stopped, len(some) - stopped - slip, slip)), share)
    out.print(table)
    kinds = Counter(one.excuse.kind for one in verdicts if one.excuse)
    out.print(
        f"{len(verdicts)} mutants; {kinds['harmless']} do no harm, {kinds['refused']} are refused elsewhere, "
        f"{kinds['outage']} stop something that shows at once."
    )


if __name__ == "__main__":
    sys.exit(main())
