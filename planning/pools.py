"""Connection pools: how many database connections one task may hold."""

from __future__ import annotations


def pool_size(max_connections: int, max_tasks: int) -> int:
    """Connections of one task: floor(0.8 * max_connections / (2 * max_tasks)).

    A fifth stays free for people, monitoring and migrations. A blue/green deployment runs every task twice, hence
    the 2. `max_tasks` is the sum over all services that use the database; 0 when none does or when there are more
    tasks than connections.
    """
    return 8 * max_connections // (10 * 2 * max_tasks) if max_tasks > 0 else 0
