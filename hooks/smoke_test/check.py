"""Whether the revision that test traffic now reaches answers as it should."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hooks.clients import Ssm, patient
from hooks.lifecycle import Call, NotYetError, RefusedError
from hooks.smoke_test.settings import Door, wanted
from hooks.smoke_test.visit import NoAnswerError

# A load balancer takes a moment to follow its rules everywhere: a good answer may still be the old revision's. ECS says
# that it moved the test traffic, not that it arrived.
IN_A_ROW = 5
SETTLE_SECONDS = 10.0
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 8.0

Visit = Callable[[Door, str, Mapping[str, str]], int]


@dataclass(frozen=True, kw_only=True, slots=True)
class SmokeTest:
    """The test, with its clients. `cluster`: that of the services behind the door, by name; what another's service
    asks about cannot be seen from here. `seconds_left` says how long this call may still take."""

    door: Door
    cluster: str
    ssm: Callable[[str], Ssm]
    visit: Visit
    pause: Callable[[float], None]
    seconds_left: Callable[[], float]

    def __call__(self, call: Call) -> str:
        """Asks for every path until all answered well IN_A_ROW times; NotYetError when the time is up before."""
        if call.cluster != self.cluster:
            raise RefusedError(f"{call.service_arn} is not in the cluster {self.cluster}")
        asked = wanted(call)
        _check_traffic(call)
        headers = {name: self._secret(arn) for name, arn in self.door.headers.items()}
        paths = [asked.health, *asked.paths]
        self.pause(SETTLE_SECONDS)
        good, tries, pause = 0, 0, _FIRST_PAUSE
        while True:
            tries += 1
            wrong = self._wrong(paths, headers, asked.status)
            good = 0 if wrong else good + 1
            if good == IN_A_ROW:
                return f"{', '.join(paths)} answered {asked.status} {IN_A_ROW} times in a row"
            # the next round may take 5 s a path, and the answer has to get out
            if self.seconds_left() < pause + 5 * len(paths) + 2:
                raise NotYetError(f"after {tries} rounds: {wrong or 'too few good answers in a row'}")
            self.pause(pause)
            pause = _FIRST_PAUSE if not wrong else min(2 * pause, _LONGEST_PAUSE)

    def _wrong(self, paths: list[str], headers: Mapping[str, str], status: int) -> str:
        """What is wrong with the first path that does not answer well; nothing when all do."""
        for path in paths:
            try:
                answered = self.visit(self.door, path, headers)
            except NoAnswerError as error:
                return f"{path} did not answer: {error}"
            if answered != status:
                return f"{path} answered {answered} instead of {status}"
        return ""

    def _secret(self, arn: str) -> str:
        """Read at run time: in the function's environment anyone who may look at the function could read it."""
        answer = patient(lambda: self.ssm(arn.split(":")[3]).get_parameter(Name=arn, WithDecryption=True))
        value = answer["Parameter"]["Value"]
        if not value.isascii() or not value.isprintable():  # http.client would say so too, and quote the value
            raise RefusedError(f"the value of {arn} cannot be that of a header")
        return value


def _check_traffic(call: Call) -> None:
    """ECS documents no weights for the stage after the shift, and sent none in 2025; where it does, they must be right.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html
    """
    if call.test_weights and call.test_weights.get(call.revision_arn) != 100:
        raise NotYetError(f"the test traffic has not moved yet: {dict(call.test_weights)}")
