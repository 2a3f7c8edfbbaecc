"""A containerised service on Fargate; see `components.service.service`."""

from components.service.service import Service, ServiceArgs
from components.service.spec import ServiceSpec, TaskInputs

__all__ = ["Service", "ServiceArgs", "ServiceSpec", "TaskInputs"]
