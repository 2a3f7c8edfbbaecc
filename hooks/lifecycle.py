"""What ECS asks a lifecycle hook, and the only three things that the hook may answer.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, NotRequired, TypedDict

_ATTEMPT = "attempt"  # what a hook keeps between its calls: how often it asked for another one
_OWN_CODE = "hooks"


class Answer(TypedDict):
    """What ECS reads. `hookDetails` comes back with the next call of the same hook in the same deployment."""

    hookStatus: Literal["SUCCEEDED", "FAILED", "IN_PROGRESS"]
    callBackDelay: NotRequired[int]
    hookDetails: NotRequired[dict[str, object]]


class RefusedError(Exception):
    """Why the deployment must not go on, in words for whoever reads the log."""


class NotYetError(Exception):
    """Why nothing can be said so far, though a later call may bring it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One call of a hook: the deployment, its service and revision as ARNs, and what the service's hook was told.

    `test_weights`: percent of the test traffic by revision; ECS tells none but while it moves.
    """

    stage: str
    deployment_arn: str
    service_arn: str
    revision_arn: str
    details: Mapping[str, object]
    test_weights: Mapping[str, object]

    @property
    def cluster(self) -> str:
        """Name of the cluster, from `arn:aws:ecs:<region>:<account>:service/<cluster>/<service>`."""
        return self.service_arn.rsplit("/", 2)[-2]

    @property
    def attempt(self) -> int:
        """How often this hook has asked to be called again."""
        count = self.details.get(_ATTEMPT, 0)
        # JSON numbers may come back as floats; what nobody here wrote counts as the last attempt
        return int(count) if isinstance(count, int | float) and not isinstance(count, bool) and count >= 0 else 10**6


def read(event: object) -> Call:
    """The call that ECS made; RefusedError when it is none."""
    execution = _mapping(event, "executionDetails")
    service = _text(execution, "serviceArn")
    if service.count("/") != 2:
        raise RefusedError(f"serviceArn has no cluster in it: {service}")
    given = event.get("hookDetails") if isinstance(event, Mapping) else None
    return Call(
        stage=_text(event, "lifecycleStage"),
        deployment_arn=_text(event, "resourceArn"),
        service_arn=service,
        revision_arn=_text(execution, "targetServiceRevisionArn"),
        details=_details(given),
        test_weights=_weights(execution.get("testTrafficWeights")),
    )


def run(event: object, check: Callable[[Call], str], *, attempts: int, delay_seconds: int) -> Answer:
    """Answers ECS by what `check` says: its text on success, else RefusedError, NotYetError or whatever it raises.

    Never raises: ECS would roll back as well, but without a word of why. `NotYetError` asks for another call,
    `attempts` times at the most; ECS itself would go on asking.
    """
    call: Call | None = None
    try:
        call = read(event)
        reason = check(call)
    except NotYetError as error:
        if call is None or call.attempt >= attempts:
            return _answer(call, {"hookStatus": "FAILED"}, f"{error}; not asked again after {attempts} times")
        details = {**call.details, _ATTEMPT: call.attempt + 1}
        again: Answer = {"hookStatus": "IN_PROGRESS", "callBackDelay": delay_seconds, "hookDetails": details}
        return _answer(call, again, str(error))
    except RefusedError as error:
        return _answer(call, {"hookStatus": "FAILED"}, str(error))
    except Exception as error:  # whatever it is, the deployment must not go on and the log must say why
        return _answer(call, {"hookStatus": "FAILED"}, f"{type(error).__name__} {_place(error)}: {error}")
    return _answer(call, {"hookStatus": "SUCCEEDED"}, reason)


def _answer(call: Call | None, answer: Answer, reason: str) -> Answer:
    """Logs one line of JSON: Lambda's standard output is its log group, where Logs Insights finds its fields."""
    line = {"hookStatus": answer["hookStatus"], "reason": reason}
    if call is not None:
        line |= {"stage": call.stage, "deployment": call.deployment_arn, "service": call.service_arn}
    _print(line)
    return answer


def warn(text: str) -> None:
    """A line in the log about something that does not stop the deployment."""
    _print({"warning": text})


def _print(line: Mapping[str, str]) -> None:
    print(json.dumps(line, ensure_ascii=False))  # noqa: T201


def _place(error: Exception) -> str:
    """Where in the hook's own code it happened, e.g. `in registry.py:41`."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if f"/{_OWN_CODE}/" in frame.filename]
    return f"in {frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else "outside of the hook"


def _details(given: object) -> dict[str, object]:
    """What the service's hook was told, as a mapping; the API takes it as a JSON text."""
    if isinstance(given, str) and given:
        try:
            given = json.loads(given)
        except ValueError as error:
            raise RefusedError(f"hookDetails is no JSON: {error}") from error
    if given is None or given == "":
        return {}
    if not isinstance(given, Mapping):
        raise RefusedError("hookDetails must be a mapping")
    return {str(key): value for key, value in given.items()}


def _weights(given: object) -> dict[str, object]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise RefusedError("testTrafficWeights must be a mapping")
    return {str(revision): weight for revision, weight in given.items()}


def _mapping(holder: object, key: str) -> Mapping[str, object]:
    value = holder.get(key) if isinstance(holder, Mapping) else None
    if not isinstance(value, Mapping):
        raise RefusedError(f"the event has no {key}")
    return value


def _text(holder: object, key: str) -> str:
    value = holder.get(key) if isinstance(holder, Mapping) else None
    if not isinstance(value, str) or not value:
        raise RefusedError(f"the event has no {key}")
    return value
