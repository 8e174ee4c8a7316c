"""Run a command with a PostgreSQL server of its own, which is thrown away afterwards.

    python tools/reliability/with_server.py python tools/reliability/killed.py --store STORE

The word STORE in the command becomes the server's address, as for `marsad init --store`. The server lies in a
temporary folder and listens on a socket there alone; `initdb` and `pg_ctl` must be installed. Where root runs
this, the server runs as the user `postgres`, because it refuses to run as root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

USER = "postgres"


def main() -> int:
    if len(sys.argv) < 2 or sys.argv[1] in ("-h", "--help"):
        print(__doc__)
        return 0 if len(sys.argv) > 1 else 2
    folder = Path(tempfile.mkdtemp(prefix="mrsd"))  # short: a socket's path has at most 107 bytes
    user = USER if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    folder.chmod(0o755)
    data = str(folder / "d")
    options = f"-k {folder} -c listen_addresses='' -c shared_buffers=16MB -c max_connections=20"

    def run(*command: str) -> None:
        subprocess.run(command, user=user, cwd=folder, stdout=subprocess.DEVNULL, check=True)

    try:
        run("initdb", "-D", data, "-A", "trust", "-U", USER, "-E", "UTF8", "--locale", "C.UTF-8")
        run("pg_ctl", "-D", data, "-o", options, "-l", str(folder / "log"), "-w", "start")
        try:
            run("createdb", "-h", str(folder), "-U", USER, "marsad")
            for statement in ("CREATE ROLE marsad LOGIN", "GRANT CREATE ON DATABASE marsad TO marsad"):
                run("psql", "-XAtq", "-h", str(folder), "-U", USER, "-d", "marsad", "-c", statement)
            address = f"postgresql://marsad@/marsad?host={folder}&schema=reliability"
            command = [address if word == "STORE" else word for word in sys.argv[1:]]
            return subprocess.run(command, check=False).returncode
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
