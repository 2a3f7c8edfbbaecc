"""Who hears of trouble (`Notifications`), what is trouble (`Observability`, `Events`), and where to look (`Insights`).

`Dashboard` shows all of it on one page. `HealthCheck` looks from outside, `Masking` hides customers' data in logs,
`Budget` is for trouble with money.
"""

from components.observability.account_events import account_events
from components.observability.budget import Budget, BudgetArgs
from components.observability.dashboard import Dashboard, DashboardArgs
from components.observability.escalation import Escalation, EscalationArgs
from components.observability.events import Events, EventsArgs
from components.observability.health_check import HealthCheck, HealthCheckArgs
from components.observability.image_events import image_events
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
    "Events",
    "EventsArgs",
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
    "account_events",
    "image_events",
]
