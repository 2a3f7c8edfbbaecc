"""How long deployments take, the night, who answers a path, and repositories of images."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.containers import SEED_IMAGE
from planning.deployments import linear_minutes, tenths, timeouts
from planning.images import repository_arn
from planning.night import Change, Night
from planning.smoke import Route, answers, smoke_paths


@pytest.mark.parametrize(("percent", "fits"), [(3.0, True), (3.1, True), (0.1, True), (3.05, False), (33.3, True)])
def test_percentages_have_one_decimal(percent: float, fits: bool) -> None:
    assert tenths(percent) is fits


@pytest.mark.parametrize(("percent", "minutes"), [(100.0, 0), (50.0, 6), (33.3, 18), (25.0, 18), (3.0, 198)])
def test_a_linear_shift_waits_between_its_steps(percent: float, minutes: int) -> None:
    assert linear_minutes(percent, 6) == minutes


@given(st.integers(0, 3000))
def test_time_outs_leave_time_for_tasks_to_start(waiting: int) -> None:
    create, update = (int(text.removesuffix("m")) for text in timeouts(waiting))
    assert create >= max(40, waiting + 30)
    assert update >= max(90, waiting + 60)


def test_a_night_changes_the_limits_and_gives_them_back() -> None:
    night = Night(min_tasks=1, max_tasks=2, start="22:30", end="07:05")
    assert list(night.changes(2, 6)) == [
        Change("night", "cron(30 22 * * ? *)", 1, 2),
        Change("day", "cron(5 7 * * ? *)", 2, 6),
    ]


ROUTES = {
    "frontend": Route(paths=["/*"], priority=200, health_path="/"),
    "backend": Route(paths=["/api/*", "/health"], priority=100, health_path="/health"),
    "shop": Route(paths=["/shop/v?/*"], priority=150, health_path="/health"),
}


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("/", "frontend"),
        ("/health", "backend"),
        ("/health/x", "frontend"),
        ("/api/orders/1", "backend"),
        ("/shop/v1/x", "shop"),
        ("/shop/v12/x", "frontend"),
        ("/API/orders", "frontend"),
    ],
)
def test_the_rule_with_the_lowest_number_answers(path: str, who: str) -> None:
    assert answers(path, ROUTES) == who


def test_nobody_answers_without_a_rule() -> None:
    assert answers("/x", {"backend": ROUTES["backend"]}) is None


def test_a_smoke_test_asks_what_the_service_itself_answers() -> None:
    assert smoke_paths(ROUTES, {}) == {"frontend": ("/",), "backend": ("/health",)}
    assert smoke_paths(ROUTES, {"shop": ["/shop/v1/ok"], "frontend": []}) == {
        "backend": ("/health",),
        "shop": ("/shop/v1/ok",),
    }


@given(
    st.dictionaries(
        st.sampled_from("abcdef"),
        st.builds(
            Route,
            paths=st.lists(st.sampled_from(["/*", "/a/*", "/b/*", "/health"]), min_size=1, max_size=3),
            priority=st.integers(100, 49000),
            health_path=st.sampled_from(["/", "/a/x", "/b/x", "/health"]),
        ),
        max_size=5,
    )
)
def test_no_smoke_path_leads_to_another_service(routes: dict[str, Route]) -> None:
    for name, paths in smoke_paths(routes, {}).items():
        for path in paths:
            assert any(fnmatchcase(path, pattern) for pattern in routes[name].paths)
            lower = [other for other in routes.values() if other.priority < routes[name].priority]
            assert not any(fnmatchcase(path, pattern) for other in lower for pattern in other.paths)


@pytest.mark.parametrize(
    ("image", "arn"),
    [
        (
            "111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/megane/web@sha256:abc",
            "arn:aws:ecr:ap-northeast-1:111122223333:repository/megane/web",
        ),
        (
            "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:v1@sha256:abc",
            "arn:aws:ecr:eu-west-1:111122223333:repository/web",
        ),
        (SEED_IMAGE, None),
        ("docker.io/library/nginx@sha256:abc", None),
    ],
)
def test_the_repository_of_an_image(image: str, arn: str | None) -> None:
    assert repository_arn(image) == arn
