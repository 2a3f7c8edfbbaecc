"""Who hears of trouble (`Notifications`) and what trouble is (`Observability`)."""

from components.observability.notifications import Notifications, NotificationsArgs, SlackArgs
from components.observability.observability import Observability, ObservabilityArgs

__all__ = ["Notifications", "NotificationsArgs", "Observability", "ObservabilityArgs", "SlackArgs"]
