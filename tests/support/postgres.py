"""A PostgreSQL server of the tests' own: in a temporary folder, on a socket, without a network."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

_AT = Path("/usr/lib/postgresql")  # where Debian keeps them, by version


def binaries() -> Path | None:
    """Return the folder of `initdb`, `pg_ctl` and `postgres`, or None."""
    versions = sorted(_AT.glob("*/bin"), key=lambda path: path.parent.name.zfill(4))
    found = [path for path in versions if (path / "initdb").exists()]
    if found:
        return found[-1]
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


class Server:
    """One running server; PostgreSQL refuses to run as root, so that root lends it a user."""

    def __init__(self, bin_folder: Path, *, durable: bool = False) -> None:
        self._bin = bin_folder
        self._durable = durable
        self._user: str | None = None
        self.folder = Path(tempfile.mkdtemp(prefix="fund-pg-"))  # short: sockets' paths are
        if os.getuid() == 0:
            names = {entry.pw_name for entry in pwd.getpwall()}
            self._user = "postgres" if "postgres" in names else "nobody"
            shutil.chown(self.folder, self._user)
        self._made = 0
        self._run("initdb", "-A", "trust", "-U", "fund", "-E", "UTF8", "--locale=C", "-N")
        self.start()

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._bin / program, "-D", self.folder / "data", *arguments],
            user=self._user,
            cwd=self.folder,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def start(self) -> None:
        """Start, or start again, and wait until it answers."""
        settings = [f"-k {self.folder}", "-c listen_addresses=", "-c max_connections=200"]
        if not self._durable:
            settings.append("-c fsync=off")
        log = str(self.folder / "log")
        self._run("pg_ctl", "start", "-w", "-t", "60", "-l", log, "-o", " ".join(settings))

    def crash(self) -> None:
        """Stop as a power cut would: no goodbye to anybody; and start again."""
        self._run("pg_ctl", "stop", "-m", "immediate")
        time.sleep(0.05)
        self.start()

    def stop(self) -> None:
        """Stop, and leave nothing behind."""
        self._run("pg_ctl", "stop", "-m", "immediate")
        shutil.rmtree(self.folder)

    def database(self) -> str:
        """Make an empty database and return the store's URL of it."""
        self._made += 1
        name = f"t{self._made}"
        address = f"host={self.folder} user=fund dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"postgresql+psycopg://fund@/{name}?host={self.folder}"

    def connect(self, url: str) -> psycopg.Connection:
        """Return a bare connection to a database of :meth:`database`; each statement commits."""
        return psycopg.connect(url.replace("postgresql+psycopg", "postgresql"), autocommit=True)
