"""A containerised service on Fargate; see `components.service.service`."""

from components.service.service import Service, ServiceArgs
from components.service.spec import LifecycleHook, ServiceSpec, Shift, TaskInputs

__all__ = ["LifecycleHook", "Service", "ServiceArgs", "ServiceSpec", "Shift", "TaskInputs"]
