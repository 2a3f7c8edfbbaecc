"""Connection pools: how many database connections one task may hold."""

from __future__ import annotations

from collections.abc import Iterable


def pool_size(max_connections: int, max_tasks: int) -> int:
    """Connections of one task: floor(usable / (2 * max_tasks)); a blue/green deployment runs every task twice.

    `max_tasks` is the sum over all services that use the database; 0 when none does or when there are more tasks than
    connections.
    """
    return usable(max_connections) // (2 * max_tasks) if max_tasks > 0 else 0


def usable(max_connections: int) -> int:
    """Four fifths: the rest stays free for people, monitoring and migrations."""
    return 8 * max_connections // 10


def most_used(pools: Iterable[tuple[int, int]]) -> int:
    """Connections during a deployment, of services as (connections of a task, tasks at the most)."""
    return sum(2 * pool * tasks for pool, tasks in pools)
