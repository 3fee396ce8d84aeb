"""The sweep for admins: a job that creates profiles for members who have not come back."""

from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import Any, TypeVar, overload

from ...database import Database
from ..jobs import JobError, JobRunner, Run
from .errors import RunConflict
from .job_kinds.provision_profiles import ProvisionProfiles, count_missing
from .members.admins import Admins

T = TypeVar("T")

KIND = ProvisionProfiles.name


class Sweep:
    """Starts the sweep and counts whom it is for. A run is controlled on the job runner; the calls for it are
    here too, for hosts, with the economy's error in place of the runner's."""

    def __init__(self, database: Database, runner: JobRunner, admins: Admins | None = None) -> None:
        self._database = database
        self._admins = admins or Admins(database)
        self._runner = runner

    async def missing(self) -> int:
        """Count the users without a profile. Raises DatabaseUnavailable."""
        return await self._database.read(count_missing)

    async def start(
        self,
        admin_id: int,
        *,
        dry_run: bool = False,
        only_vip: bool = False,
        registered_before: datetime | None = None,
        limit: int | None = None,
        origin: str = "code",
        once_key: str | None = None,
    ) -> Run:
        """Start a sweep in the background of this or another process, or return the one that is active
        already.

        `dry_run`: only count. `only_vip`: only members who are VIP now. `registered_before`: an aware
        datetime. `limit`: the maximum number of profiles. `once_key`: a second call with it returns the first
        call's run, even after its end. Raises NotAllowed, DatabaseUnavailable, ValueError.
        """
        await self._admins.require(admin_id)
        params = sweep_params(only_vip=only_vip, registered_before=registered_before, limit=limit)
        run = await self._runner.queue(
            KIND, params, dry_run=dry_run, started_by=admin_id, origin=origin, once_key=once_key
        )
        self._runner.open()
        return run

    async def pause(self, run_id: int) -> Run:
        """Pause after the current batch; repeating this is harmless. Raises RunConflict."""
        return await _as_conflict(self._runner.pause(run_id))

    async def resume(self, run_id: int) -> Run:
        """Continue where it stopped, also after a failure. Raises RunConflict."""
        run = await _as_conflict(self._runner.resume(run_id))
        self._runner.open()
        return run

    async def cancel(self, run_id: int) -> Run:
        """End after the current batch; created profiles stay. Raises RunConflict."""
        return await _as_conflict(self._runner.cancel(run_id))

    @overload
    async def status(self, run_id: int) -> Run: ...

    @overload
    async def status(self, run_id: None = None) -> Run | None: ...

    async def status(self, run_id: int | None = None) -> Run | None:
        """Return the run, or without an id the newest sweep, None if there never was one. Raises RunConflict
        if there is no such run.
        """
        if run_id is None:
            return await self._runner.latest(KIND)
        return await _as_conflict(self._runner.get(run_id))

    async def wait(self, run_id: int) -> Run:
        """Wait until the run is paused or over, and return it. Raises RunConflict if there is no such run."""
        return await _as_conflict(self._runner.wait(run_id))

    async def history(self, limit: int = 10) -> list[Run]:
        """Return the newest sweeps first."""
        return await self._runner.history(KIND, limit=limit)


def sweep_params(
    *, only_vip: bool = False, registered_before: datetime | None = None, limit: int | None = None
) -> dict[str, Any]:
    """Return the parameters of a run, only those that are set. Raises ValueError."""
    params: dict[str, Any] = {}
    if only_vip:
        params["only_vip"] = True
    if registered_before is not None:
        if getattr(registered_before, "tzinfo", None) is None:
            raise ValueError("registered_before must have a time zone")
        params["registered_before"] = registered_before.astimezone(UTC).isoformat()
    if limit is not None:
        if type(limit) is not int or not 1 <= limit < 2**63:
            raise ValueError(f"limit must be a whole number of at least 1, not {limit!r:.40}")
        params["limit"] = limit
    return params


async def _as_conflict(call: Awaitable[T]) -> T:
    """Await a call of the job runner; raises RunConflict if the runner refuses it."""
    try:
        return await call
    except JobError as error:
        raise RunConflict(str(error)) from error
