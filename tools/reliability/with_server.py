"""Run a command with a PostgreSQL server of its own, which is thrown away afterwards.

    python tools/reliability/with_server.py python tools/reliability/killed.py --store STORE
    python tools/reliability/with_server.py --in FOLDER python tools/reliability/day.py --folder DAY --store STORE

The word STORE in the command becomes the server's address, as for `marsad init --store`; START becomes what
starts the server again where it has ended. The server lies in a temporary folder, or in the one that is
named, where it is kept for a later run, and listens on a socket alone; `initdb` and `pg_ctl` must be
installed. Where root runs this, the server runs as the user `postgres`, because it refuses to run as root.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

USER = "postgres"


def main() -> int:
    words = sys.argv[1:]
    named = Path(words[1]).resolve() if words[:1] == ["--in"] and len(words) > 2 else None
    command = words[2:] if named else words
    if not command or command[0] in ("-h", "--help", "--in"):
        print(__doc__)
        return 0 if command and command[0] != "--in" else 2
    sockets = Path(tempfile.mkdtemp(prefix="mrsd"))  # short: a socket's path has at most 107 bytes
    folder = named or sockets
    folder.mkdir(parents=True, exist_ok=True)
    user = USER if os.geteuid() == 0 else None
    for each in {folder, sockets}:
        if user:
            shutil.chown(each, user)
        each.chmod(0o755)
    data = folder / "d"
    options = f"-k {sockets} -c listen_addresses='' -c shared_buffers=16MB -c max_connections=20"
    options += " -c min_wal_size=4MB -c max_wal_size=64MB"
    start = ["pg_ctl", "-D", str(data), "-o", options, "-l", str(sockets / "log"), "-w", "start"]

    def run(*command: str) -> None:
        subprocess.run(command, user=user, cwd=sockets, stdout=subprocess.DEVNULL, check=True)

    try:
        new = not data.exists()
        if new:
            settings = ("-A", "trust", "-U", USER, "-E", "UTF8", "--locale", "C.UTF-8", "--wal-segsize=1")
            run("initdb", "-D", str(data), *settings)
        run(*start)
        try:
            if new:
                run("createdb", "-h", str(sockets), "-U", USER, "marsad")
                for statement in ("CREATE ROLE marsad LOGIN", "GRANT CREATE ON DATABASE marsad TO marsad"):
                    run("psql", "-XAtq", "-h", str(sockets), "-U", USER, "-d", "marsad", "-c", statement)
            as_user = ["setpriv", f"--reuid={user}", "--clear-groups"] if user else []
            said = {
                "STORE": f"postgresql://marsad@/marsad?host={sockets}&schema=reliability",
                "START": shlex.join([*as_user, *start]),
            }
            return subprocess.run([said.get(word, word) for word in command], check=False).returncode
        finally:
            run("pg_ctl", "-D", str(data), "-m", "fast" if named else "immediate", "-w", "stop")
    finally:
        shutil.rmtree(sockets, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
