"""Whether the revision that test traffic now reaches answers as it should."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hooks.clients import Ecs, Ssm, patient
from hooks.deployments import is_first
from hooks.lifecycle import Call, NotYetError, RefusedError
from hooks.smoke_test.settings import Door, wanted
from hooks.smoke_test.visit import NoAnswerError

# A load balancer takes a moment to follow its rules everywhere: one good answer may still be the old revision's.
IN_A_ROW = 3
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 8.0

Visit = Callable[[Door, str, Mapping[str, str]], int]


@dataclass(frozen=True, kw_only=True, slots=True)
class SmokeTest:
    """The test, with its clients. `seconds_left` says how long this call may still take."""

    door: Door
    ecs: Ecs
    ssm: Callable[[str], Ssm]
    visit: Visit
    pause: Callable[[float], None]
    seconds_left: Callable[[], float]

    def __call__(self, call: Call) -> str:
        """Asks for every path until all answered well IN_A_ROW times; NotYetError when the time is up before."""
        asked = wanted(call)
        headers = {name: self._secret(arn) for name, arn in self.door.headers.items()}
        # the seed image of a first deployment knows nothing but its health
        first = bool(asked.paths) and is_first(self.ecs, call)
        paths = [asked.health] if first else [asked.health, *asked.paths]
        good, tries, pause = 0, 0, _FIRST_PAUSE
        while True:
            tries += 1
            wrong = self._wrong(paths, headers, asked.status)
            good = 0 if wrong else good + 1
            if good == IN_A_ROW:
                only = " (first deployment: health only)" if first else ""
                return f"{', '.join(paths)} answered {asked.status} {IN_A_ROW} times in a row{only}"
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
