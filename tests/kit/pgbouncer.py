"""PgBouncer between the bot and the tests' PostgreSQL; from Debian's package of this name."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Literal

from tests.kit.postgres_server import PostgresServer
from tests.kit.processes import free_port, wait_for_port

PoolMode = Literal["session", "transaction"]
POOL = 30
"""Connections to the server: in session mode more than our processes keep."""
LIMITS = "statement_timeout,lock_timeout,idle_in_transaction_session_timeout"


class PgBouncer:
    """A pooler in front of one database."""

    def __init__(self, server: PostgresServer, database: str, mode: PoolMode) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="besitos-pgbouncer-"))
        port = free_port()
        self.url = f"postgresql+asyncpg://postgres@127.0.0.1:{port}/{database}"
        settings = self._folder / "pgbouncer.ini"
        settings.write_text(
            f"[databases]\n{database} = host=127.0.0.1 port={server.port} user=postgres\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
            f"auth_type = any\npool_mode = {mode}\ndefault_pool_size = {POOL}\n"
            f"ignore_startup_parameters = {LIMITS}\n"
        )
        self._folder.chmod(0o755)
        as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []
        # Debian has it where only root's PATH leads.
        program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
        assert program is not None, "pgbouncer is missing: apt-get install pgbouncer"
        self._process = subprocess.Popen(
            [program, "-q", *as_nobody, str(settings)], stderr=subprocess.DEVNULL
        )
        wait_for_port(port)

    def stop(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self._folder)
