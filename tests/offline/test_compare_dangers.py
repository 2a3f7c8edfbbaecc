"""Changes that would cut visitors off are refused with the way round; the everyday ones are not."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from offline.compare import compare
from offline.comparison import Comparison
from offline.graph import Graph
from tests.offline.command import run
from tests.stacks.load import ROOT, named, stack_graph

_CERTIFICATE = "arn:aws:acm:{}:111122223333:certificate/12345678-1234-1234-1234-123456789012"
MODES = {
    "none": "{mode: none}",
    "managed-zone": "{mode: managed-zone, domain: a.example.com}",
    "existing-zone": "{mode: existing-zone, domain: a.example.com, zoneId: Z0000000EXAMPLE}",
    "external-certificate": (
        "{mode: external-certificate, domain: a.example.com, "
        f"certificateArn: '{_CERTIFICATE.format('ap-northeast-1')}', "
        f"cdnCertificateArn: '{_CERTIFICATE.format('us-east-1')}'}}"
    ),
}
RULES = [f"megane-{label}-{role}" for label in ("frontend", "backend") for role in ("production", "test")]
NAMES = [f"megane-names-{name}" for name in ("app-a", "origin-a", "cdn-a", "cdn-aaaa")]
ADMIN = "megane:services.{}={{port: 3005, paths: [/a/*], priority: {}}}"


def _graph(stack: str, *changes: str) -> Graph:
    return stack_graph("preview", stack, *changes)


def _found(comparison: Comparison) -> list[tuple[str, tuple[str, ...]]]:
    assert comparison.is_refused is bool(comparison.cuts or comparison.losses)
    return [(cut.resource.name, tuple(cut.danger.properties)) for cut in comparison.cuts]


@pytest.mark.parametrize("stack", ["dev", "prod"])
@pytest.mark.parametrize(
    ("setting", "names", "properties"),
    [
        ("port=3002", ("blue", "green"), ("port",)),
        ("priority=110", ("production", "test"), ("priority",)),
    ],
)
def test_what_a_living_service_cannot_change(
    stack: str, setting: str, names: tuple[str, ...], properties: tuple[str, ...]
) -> None:
    after = _graph(stack, f"megane:services.backend.{setting}")
    assert _found(compare(_graph(stack), after)) == [(f"megane-backend-{name}", properties) for name in names]


class TestRenamingAService:
    def test_in_its_place_is_refused(self) -> None:
        before, after = (_graph("dev", ADMIN.format(name, 150)) for name in ("admin", "console"))
        assert _found(compare(before, after)) == [
            ("megane-admin-production", ("priority",)),
            ("megane-admin-test", ("priority",)),
        ]

    def test_the_way_round_is_taken_step_by_step(self) -> None:
        """What the refusal proposes is refused nowhere, but for the log of the service that goes."""
        old, new = ADMIN.format("admin", 150), ADMIN.format("console", 160)
        idle = new.replace("/a/*", "/new/*")
        moved = (new, old.replace("/a/*", "/old/*"))
        steps = [_graph("dev", *changes) for changes in ((old,), (old, idle), moved, (new,))]
        comparisons = [compare(*pair) for pair in itertools.pairwise(steps)]
        assert [_found(comparison) for comparison in comparisons] == [[], [], []]
        assert [[loss.resource.name for loss in each.losses] for each in comparisons] == [[], [], ["megane-admin"]]


def _switch(before: str, after: str) -> Comparison:
    sides = [_graph("dev", f"megane:dns={MODES[mode]}") for mode in (before, after)]
    return compare(sides[0], sides[1])


class TestDnsModes:
    """Switching is safe or refused."""

    @pytest.mark.parametrize(("before", "after"), list(itertools.permutations(MODES, 2)))
    def test_every_pair(self, before: str, after: str) -> None:
        comparison = _switch(before, after)
        found = _found(comparison)
        moves = "none" in (before, after)  # between HTTP and HTTPS the rules get another listener
        had_names = before in ("managed-zone", "existing-zone")
        names = [(name, ("zoneId" if after.endswith("-zone") else "name",)) for name in NAMES] if had_names else []
        assert found == [(name, ("listenerArn",)) for name in RULES if moves] + names
        lost = ["megane-domain"] if before == "managed-zone" else []
        assert [loss.resource.name for loss in comparison.losses] == lost
        assert comparison.is_refused is not (before == "external-certificate" and after != "none")

    def test_the_service_is_replaced_with_its_rules(self) -> None:
        comparison = _switch("none", "managed-zone")
        replaced = {changed.after.name: changed for changed in comparison.changed if changed.replaced}
        assert sorted(replaced) == sorted([*RULES, "megane-backend", "megane-frontend"])
        (change,) = (change for change in replaced["megane-backend"].changes if change.replaces)
        assert change.note == "replaced with megane-backend-production, megane-backend-test"

    def test_names_that_are_left_in_aws_are_commands(self) -> None:
        before, after = (_graph("staging", f"megane:dns={MODES[m]}") for m in ("existing-zone", "managed-zone"))
        (first, *_) = compare(before, after).cuts
        assert first.commands == (
            "pulumi state delete --stack staging 'urn:pulumi:staging::megane::megane:network:AliasRecords$"
            "aws:route53/record:Record::megane-names-app-a'",
        )


SAFE = {
    "worker": ("megane:services.worker={database: true}",),
    "admin": ("megane:services.admin={port: 3002, paths: [/admin/*], priority: 150}",),
    "rolling": ("megane:deployment.strategy=ROLLING",),
    "linear": ("megane:deployment={strategy: LINEAR, stepPercent: 20, stepBakeMinutes: 3}",),
    "canary": ("megane:deployment={strategy: CANARY, canaryPercent: 10, canaryBakeMinutes: 5}",),
    "maintenance": ("megane:maintenance={enabled: true, allowedCidrs: [198.51.100.7/32]}",),
    "application through the CDN": ("megane:cdn.appRoute=prepared",),
    "paths": ("megane:services.backend.paths=[/api/*, /v2/*]",),
    "image": ("megane:services.backend.image=public.ecr.aws/x/y@sha256:" + "1" * 64,),
    "health check": ("megane:services.frontend.healthCheckPath=/well",),
}


STRATEGIES = ("rolling", "linear", "canary")


def _assert_everyday(comparison: Comparison) -> None:
    assert comparison.changed or comparison.created
    assert [changed.after.name for changed in comparison.changed if changed.replaced] == []
    assert (comparison.is_refused, comparison.cuts, comparison.losses) == (False, (), ())


@pytest.mark.parametrize("name", SAFE)
def test_what_is_everyday_is_not_refused(name: str) -> None:
    _assert_everyday(compare(_graph("prod"), _graph("prod", *SAFE[name])))


@pytest.mark.parametrize("stack", ["staging", "prod"])
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_nor_is_all_of_it_together(stack: str, strategy: str) -> None:
    """What one of them replaced or cut off, it would among the others too."""
    others = [change for name, changes in SAFE.items() if name not in STRATEGIES for change in changes]
    changes = (*SAFE[strategy], *others)
    # What only the created views show stands in the texts of the services' tasks, the same in every stack.
    created = (stack_graph("up", stack), stack_graph("up", stack, *changes)) if stack == "prod" else None
    comparison = compare(_graph(stack), _graph(stack, *changes), created=created)
    _assert_everyday(comparison)
    tasks = {changed.after.name for changed in comparison.changed if changed.after.type.endswith(":TaskDefinition")}
    assert ("megane-backend" in tasks) is (stack == "prod")


@pytest.mark.parametrize("name", ["rolling", "linear", "canary", "maintenance", "paths"])
def test_nor_is_the_way_back(name: str) -> None:
    _assert_everyday(compare(_graph("prod", *SAFE[name]), _graph("prod")))


class TestTheRouteToTheApplication:
    ROUTES = ("direct", "prepared", "cdn", "cdn-only")

    def _switch(self, before: str, after: str) -> Comparison:
        sides = [_graph("prod", f"megane:cdn.appRoute={route}") for route in (before, after)]
        return compare(sides[0], sides[1])

    @pytest.mark.parametrize(("before", "after"), list(itertools.permutations(ROUTES, 2)))
    def test_is_changed_one_step_at_a_time(self, before: str, after: str) -> None:
        """A jump moves the name while CDN or firewall change whom they serve; a step never does."""
        comparison = self._switch(before, after)
        jump = abs(self.ROUTES.index(before) - self.ROUTES.index(after)) > 1
        assert _found(comparison) == ([("megane-names-app-a", ("aliases",))] if jump else [])
        # Only the way back to the start takes something along: the log of the firewall before the CDN.
        lost = ["megane-waf-edge"] if after == "direct" else []
        assert [loss.resource.name for loss in comparison.losses] == lost


def test_the_switch_of_the_profile_is_not_refused() -> None:
    assert not compare(named("prod-minimal"), named("prod")).is_refused
    assert compare(named("prod"), named("prod-minimal")).cuts == ()  # nor does the way back touch visitors


def test_taking_the_public_names_over_is_not_refused() -> None:
    assert compare(named("dr"), _graph("dr", "megane:dr.cutover=true")).cuts == ()


class TestReports:
    CHANGE = ("--set", "megane:services.backend.port=3002", "--project", str(ROOT))

    @pytest.mark.usefixtures("recorded")
    def test_terminal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "80")
        lines = run("compare", "prod", *self.CHANGE, status=1).stdout.splitlines()
        assert max(map(len, lines)) <= 80
        start = lines.index("Would cut visitors off: 2 resources (exit status 1)")
        text = " ".join(" ".join(lines[start + 1 :]).split())
        assert text.startswith("lb.TargetGroup megane-backend-blue, megane-backend-green Would be: changed: port ")
        assert "Visitors: replaces the target group" in text
        assert "Way round: leave this service as it is" in text

    @pytest.mark.usefixtures("recorded")
    def test_json(self) -> None:
        said = json.loads(run("compare", "prod", "--json", *self.CHANGE, status=1).stdout)
        (blue, green) = said["dangers"]
        assert (blue["name"], green["name"]) == ("megane-backend-blue", "megane-backend-green")
        assert list(blue) == ["type", "name", "urn", "effect", "properties", "reason", "wayRound", "commands"]
        assert (blue["effect"], blue["properties"], blue["commands"]) == ("changes", ["port"], [])

    def test_between_two_stacks_nobody_is_cut_off(self) -> None:
        assert compare(_graph("dev"), _graph("staging", "megane:services.backend.port=3002")).cuts == ()

    @pytest.mark.usefixtures("program")
    def test_a_preview_only_counts(self) -> None:
        """The small program's own rule, in what a preview says of the other profile: nobody asked for commands."""
        rule = 'if size < 5: pulumi.CustomResource("aws:lb/listenerRule:ListenerRule", "r", {"priority": prio})\n'
        body = 'prio = 1 if config.get("profile") == "ha" else 2\n' + rule
        program = Path("__main__.py")
        program.write_text(program.read_text() + body)
        printed = " ".join(run("preview", "dev").stdout.split())
        markdown, html = (Path(f"out/report.{kind}").read_text(encoding="utf-8") for kind in ("md", "html"))
        said = "Refused of this switch: 1 resource; python -m offline compare dev --set megane:profile=ha shows them"
        assert said in printed
        assert f"\n**{said}.**\n" in markdown
        assert f'<p class="remove">{said}.</p>' in html
        assert all("Visitors:" not in text for text in (printed, markdown, html))
        tried = " ".join(run("preview", "dev", "--set", "size=3").stdout.split())
        assert "profile=ha, with the settings of this trial as --from and as --set, shows them" in tried
