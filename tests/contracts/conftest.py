"""A PostgreSQL server of the tests' own: made in a temporary folder, on a socket there, thrown away afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

SERVER_USER = "postgres"  # the server refuses to run as root
SETTINGS = "-c listen_addresses='' -c shared_buffers=16MB -c max_connections=20"


class PostgresServer:
    """A server that can be stopped and started again."""

    def __init__(self, folder: Path, pg_ctl: str, user: str | None) -> None:
        self.folder = folder
        self._pg_ctl, self._user = pg_ctl, user

    def url(self, schema: str, user: str = "marsad") -> str:
        return f"postgresql://{user}@/marsad?host={self.folder}&schema={schema}"

    def run(self, *command: str) -> None:
        done = subprocess.run(
            command, user=self._user, cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr + done.stdout

    def sql(self, *statements: str, user: str = SERVER_USER) -> str:
        command = ["psql", "-XAtq", "-h", str(self.folder), "-U", user, "-d", "marsad", "-v", "ON_ERROR_STOP=1"]
        for statement in statements:
            command += ["-c", statement]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def start(self) -> None:
        options = f"-k {self.folder} {SETTINGS}"
        self.run(self._pg_ctl, "-D", str(self.folder / "d"), "-o", options, "-l", str(self.folder / "log"),
                 "-w", "start")  # fmt: skip

    def stop(self, how: str = "immediate") -> None:
        self.run(self._pg_ctl, "-D", str(self.folder / "d"), "-m", how, "-w", "stop")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    initdb, pg_ctl, psql = (shutil.which(name) for name in ("initdb", "pg_ctl", "psql"))
    if not (initdb and pg_ctl and psql):
        pytest.skip("there is no PostgreSQL server on this machine (initdb, pg_ctl, psql)")
    root = os.geteuid() == 0
    folder = Path(tempfile.mkdtemp(prefix="mrsd"))  # short: a socket's path has at most 107 bytes
    if root:
        shutil.chown(folder, SERVER_USER)
    folder.chmod(0o755)
    server = PostgresServer(folder, pg_ctl, SERVER_USER if root else None)
    try:
        server.run(initdb, "-D", str(folder / "d"), "-A", "trust", "-U", SERVER_USER, "-E", "UTF8",
                   "--locale", "C.UTF-8")  # fmt: skip
        server.start()
        try:
            server.run("createdb", "-h", str(folder), "-U", SERVER_USER, "marsad")
            server.sql("CREATE ROLE marsad LOGIN", "CREATE ROLE desk2 LOGIN", "CREATE ROLE stranger LOGIN",
                       "GRANT CREATE ON DATABASE marsad TO marsad")  # fmt: skip
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
