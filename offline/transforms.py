"""The program's transform functions, applied to a registration before it is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pulumi.runtime.proto.resource_pb2 import RegisterResourceRequest, TransformRequest, TransformResourceOptions

from offline.callbacks import Callbacks
from offline.graph import Resource


class Transforms:
    """Callback tokens by the URN that they were given to; those of the stack as a whole under an empty one."""

    def __init__(self, callbacks: Callbacks, records: Mapping[str, Resource]) -> None:
        """`records` tells the parents of a resource: their transforms reach it too."""
        self.tokens: dict[str, list[str]] = {}
        self._callbacks, self._records = callbacks, records

    def add(self, urn: str, token: str) -> None:
        self.tokens.setdefault(urn, []).append(token)

    async def apply(self, request: RegisterResourceRequest, urn: str) -> None:
        """Own transforms first, then those of the parents upwards, then the stack's: the engine's order."""
        if request.transforms:
            self.tokens[urn] = [callback.token for callback in request.transforms]
        for token in self._reaching(urn, request.parent):
            options = TransformResourceOptions(
                depends_on=request.dependencies,
                ignore_changes=request.ignoreChanges,
                additional_secret_outputs=request.additionalSecretOutputs,
                provider=request.provider,
                providers=request.providers,
                protect=request.protect if request.HasField("protect") else None,
            )
            asked = TransformRequest(
                type=request.type,
                name=request.name,
                custom=request.custom,
                parent=request.parent,
                properties=request.object,
                options=options,
            )
            got = await self._callbacks.transform(token, asked)
            request.object.CopyFrom(got.properties)
            if got.HasField("options"):
                request.dependencies[:] = got.options.depends_on
                request.ignoreChanges[:] = got.options.ignore_changes
                request.additionalSecretOutputs[:] = got.options.additional_secret_outputs
                request.provider = got.options.provider or request.provider
                if got.options.HasField("protect"):
                    request.protect = got.options.protect

    def _reaching(self, urn: str, parent: str) -> Iterator[str]:
        yield from self.tokens.get(urn, ())
        while parent in self._records:
            yield from self.tokens.get(parent, ())
            parent = self._records[parent].parent or ""
        yield from self.tokens.get("", ())
