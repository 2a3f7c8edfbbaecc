"""The program's transform functions, kept where the monitor can call them."""

from __future__ import annotations

from typing import cast

from pulumi.runtime._callbacks import _CallbackServicer
from pulumi.runtime.mocks import MockMonitor
from pulumi.runtime.proto.resource_pb2 import TransformRequest, TransformResponse


class Callbacks(_CallbackServicer):
    """Keeps the program's transform functions where the monitor can call them, without the SDK's gRPC server."""

    def __init__(self, monitor: MockMonitor) -> None:  # not super(): that opens a port
        self._callbacks = {}
        self._transforms = {}
        self._state_migrations = {}
        self._monitor = monitor  # type: ignore[assignment]  # the SDK types only the remote monitor's stub
        self._target = "in-process"

    async def transform(self, token: str, request: TransformRequest) -> TransformResponse:
        response = await self._callbacks[token](request.SerializeToString())
        return cast(TransformResponse, response)
