"""A PostgreSQL of one's own for a test: in a directory that goes again, on a Unix socket, without the network."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OLDEST = 15  # the version on RDS, and the first psql with \getenv
SUPERUSER = "root_of_the_server"


class NoServerError(Exception):
    """Why there is no PostgreSQL to test with."""


def programs() -> Path:
    """Where `initdb` and its like are: on the path, or where Debian has them, which is not on the path."""
    found = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name.zfill(4))
    for directory in [Path(found).resolve().parent] if found else reversed(debian):
        if all((directory / name).exists() for name in ("initdb", "pg_ctl", "psql")):
            version = _output([str(directory / "psql"), "--version"])
            if int(re.findall(r"\d+", version)[0]) >= OLDEST:
                return directory
    raise NoServerError(f"there are no initdb, pg_ctl and psql of PostgreSQL {OLDEST} or newer on this machine")


def _owner() -> pwd.struct_passwd:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoServerError("this is root, as whom PostgreSQL does not run, and there is no user postgres or nobody")


def _output(command: list[str], owner: pwd.struct_passwd | None = None) -> str:
    user, group = (owner.pw_uid, owner.pw_gid) if owner and os.geteuid() == 0 else (None, None)
    done = subprocess.run(  # noqa: S603  our own words
        command, capture_output=True, text=True, timeout=60, cwd="/", check=False, user=user, group=group
    )
    if done.returncode:
        raise NoServerError(f"{command[0]} failed: {done.stderr or done.stdout}")
    return done.stdout


class Server:
    """A running server; every login but the superuser's needs its password."""

    def __init__(self, socket: Path, psql: Path) -> None:
        self._socket, self._psql = socket, psql

    def environment(self, user: str, password: str = "", database: str = "postgres") -> dict[str, str]:
        """How libpq finds the server; over a socket it asks for no certificate."""
        return {
            "PATH": f"{self._psql.parent}:{os.environ['PATH']}",
            "PGHOST": str(self._socket),
            "PGUSER": user,
            "PGPASSWORD": password,
            "PGDATABASE": database,
        }

    def psql(
        self, script: str, *, user: str = SUPERUSER, password: str = "", database: str = "postgres", **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """What `psql` says to a script from its standard input; rows without decoration."""
        return subprocess.run(  # noqa: S603  our own words
            [self._psql, "-X", "-q", "-At", "-w", "-v", "ON_ERROR_STOP=1", "-f", "-"],
            input=script,
            env={**self.environment(user, password, database), **variables},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@contextmanager
def server() -> Iterator[Server]:
    """Raises NoServerError where there can be none."""
    binaries, owner = programs(), _owner()
    place = Path(tempfile.mkdtemp(prefix="pg-"))  # short: the path of a socket has 107 letters at most
    data = place / "data"
    try:
        os.chown(place, owner.pw_uid, owner.pw_gid)
        place.chmod(0o755)
        start = ["--no-sync", "--no-locale", "--encoding=UTF8", "--auth=scram-sha-256", f"--username={SUPERUSER}"]
        password = place / "password"
        password.write_text("unused\n", encoding="utf-8")
        password.chmod(0o644)
        _output([str(binaries / "initdb"), "-D", str(data), f"--pwfile={password}", *start], owner)
        access = f"local all {SUPERUSER} trust\nlocal all all scram-sha-256\n"
        (data / "pg_hba.conf").write_text(access, encoding="utf-8")
        control, log = str(binaries / "pg_ctl"), str(place / "log")
        options = f"-k {place} -c listen_addresses='' -c fsync=off"
        _output([control, "-w", "-D", str(data), "-l", log, "-o", options, "start"], owner)
        try:
            yield Server(place, binaries / "psql")
        finally:
            _output([control, "-D", str(data), "-m", "immediate", "stop"], owner)
    finally:
        shutil.rmtree(place, ignore_errors=True)
