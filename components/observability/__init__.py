"""Who hears of trouble (`Notifications`), what trouble is (`Observability`), and where to look then (`Insights`).

`Dashboard` shows all of it on one page. `HealthCheck` looks from outside, `Masking` hides customers' data in logs,
`Budget` is for trouble with money.
"""

from components.observability.budget import Budget, BudgetArgs
from components.observability.dashboard import Dashboard, DashboardArgs
from components.observability.escalation import Escalation, EscalationArgs
from components.observability.health_check import HealthCheck, HealthCheckArgs
from components.observability.insights import Insights, InsightsArgs
from components.observability.masking import Masking, MaskingArgs
from components.observability.notifications import Notifications, NotificationsArgs, SlackArgs
from components.observability.observability import Observability, ObservabilityArgs

__all__ = [
    "Budget",
    "BudgetArgs",
    "Dashboard",
    "DashboardArgs",
    "Escalation",
    "EscalationArgs",
    "HealthCheck",
    "HealthCheckArgs",
    "Insights",
    "InsightsArgs",
    "Masking",
    "MaskingArgs",
    "Notifications",
    "NotificationsArgs",
    "Observability",
    "ObservabilityArgs",
    "SlackArgs",
]
