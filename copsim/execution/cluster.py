"""Workers on a Dask cluster: any scheduler that `distributed` can reach, or one that is started on this machine.

Dask schedules, moves and retries; nothing here stands in for it. What is added: an executor of the standard kind, the
check that every worker runs the same model, and errors that say whether a task failed (its batch is then halved until
the run that fails is alone, also when it kills every worker that tries it) or the cluster is gone.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from copsim.errors import InputError, OutsideError, shorten

if TYPE_CHECKING:
    Client = Any

P = ParamSpec("P")
T = TypeVar("T")
LOCAL = "local"
CONNECT_SECONDS = 15.0
_SCHEMES = ("tcp://", "tls://", "ws://", "wss://", "ucx://", "inproc://")


@dataclass(frozen=True)
class Tls:
    """Files for an encrypted connection; all three or none.

    Attributes:
        ca: Certificate of the authority.
        cert: Own certificate.
        key: Own key.
    """

    ca: Path
    cert: Path
    key: Path


def about_worker() -> dict[str, str]:
    """What must be the same on every worker, and its platform, which is merely told."""
    from copsim import __version__
    from copsim.interventions.installed import offered
    from copsim.model.version import MODEL_VERSION
    from copsim.store.identity import platform_label

    own = sorted(
        f"{point.dist.name if point.dist else point.value} {point.dist.version if point.dist else ''}".strip()
        for points in offered().values()
        for point in points
    )
    same = {"copsim": __version__, "model version": str(MODEL_VERSION), "interventions": ", ".join(own) or "none"}
    return same | {"platform": platform_label()}


class ClusterWorkers(Executor):
    """Workers of a Dask cluster as an executor; use `cluster_executor` to make one."""

    def __init__(self, client: Client, cluster: Any = None) -> None:
        """Hold a connected client, and the cluster when it was started for this."""
        self._client = client
        self._cluster = cluster
        self._lock = threading.Lock()

    @property
    def workers(self) -> int:
        """Threads of all workers that are there now."""
        try:
            return int(sum(self._client.nthreads().values()))
        except (OSError, TimeoutError):
            return 0

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Compute on some worker; a task whose worker dies goes to another."""
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()
        try:
            with self._lock:
                sent = self._client.submit(function, *args, **kwargs, pure=False, retries=0)
        except Exception as error:
            future.set_exception(_lost(error))
            return future
        sent.add_done_callback(lambda done: _settle(future, done))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let go of the cluster, and stop it when it was started for this."""
        self._client.close(timeout=5)
        if self._cluster is not None:
            self._cluster.close(timeout=10)


def _settle(future: Future[Any], sent: Any) -> None:
    """Hand over what a Dask future came to; called in a thread of Dask's."""
    if future.done():
        return
    try:
        if sent.status == "finished":
            future.set_result(sent.result(timeout=60))
        elif sent.status == "error":
            error = sent.exception(timeout=60)
            future.set_exception(error if error is not None else RuntimeError("a task failed without a reason"))
        elif sent.status == "cancelled":
            future.set_exception(BrokenExecutor("the cluster dropped a task"))
        else:
            # Done, and then lost with its worker before anybody fetched it: Dask computes it again.
            sent.add_done_callback(lambda done: _settle(future, done))
    except Exception as error:
        future.set_exception(_lost(error))


def _lost(error: Exception) -> BrokenExecutor:
    return BrokenExecutor(f"the cluster went away: {shorten(f'{type(error).__name__}: {error}', 120)}")


def cluster_executor(
    address: str, *, workers: int | None = None, tls: Tls | None = None, status: Callable[[str], None] | None = None
) -> ClusterWorkers:
    """An executor on a Dask cluster.

    Args:
        address: "tcp://host:port" of a scheduler, the path of its scheduler file, or "local" to start one here.
        workers: Workers to start for "local"; as many as processors when None.
        tls: Files for an encrypted connection.
        status: Told in one line what differs between workers without being wrong, such as platforms.

    Raises:
        InputError: When the address is none.
        OutsideError: When `distributed` is not installed, nothing answers, or workers run another copsim.
    """
    target = _target(address)
    try:
        import distributed
    except ImportError as error:
        raise OutsideError("--cluster: needs Dask's distributed: pip install 'copsim[cluster]'") from error
    _hush()
    cluster = _started(distributed, workers) if address == LOCAL else None
    security = _security(distributed, tls)
    try:
        client = distributed.Client(
            **({"address": cluster} if cluster is not None else target),
            security=security, timeout=CONNECT_SECONDS, set_as_default=False, heartbeat_interval=1000,
        )  # fmt: skip
    except Exception as error:
        raise OutsideError(
            f"--cluster {address}: nothing answers ({shorten(error, 120)}); start a scheduler there"
        ) from error
    try:
        _check_workers(client, address, status or (lambda _: None))
    except BaseException:
        client.close(timeout=5)
        if cluster is not None:
            cluster.close(timeout=10)
        raise
    return ClusterWorkers(client, cluster)


def _hush() -> None:
    """Let Dask's own log be silent: what matters is said in one line of ours."""
    for name in [*logging.root.manager.loggerDict]:
        if name.startswith("distributed"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _target(address: str) -> Mapping[str, Any]:
    if address == LOCAL:
        return {}
    if address.startswith(_SCHEMES):
        return {"address": address}
    if address.endswith(".json") or os.path.sep in address:
        path = Path(address)
        if not path.is_file():
            raise InputError(f"--cluster {shorten(address)}: there is no such scheduler file; give an existing one")
        return {"scheduler_file": str(path)}
    raise InputError(
        f"--cluster {shorten(address)}: is no cluster; give tcp://HOST:PORT, the path of a scheduler file, or local"
    )


def _started(distributed: Any, workers: int | None) -> Any:
    from copsim.execution.executors import check_workers

    count = check_workers(workers)
    return distributed.LocalCluster(
        n_workers=count, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
    )


def _security(distributed: Any, tls: Tls | None) -> Any:
    if tls is None:
        return None
    for name, path in (("--tls-ca", tls.ca), ("--tls-cert", tls.cert), ("--tls-key", tls.key)):
        if not path.is_file():
            raise InputError(f"{name} {path}: there is no such file")
    return distributed.Security(
        tls_ca_file=str(tls.ca), tls_client_cert=str(tls.cert), tls_client_key=str(tls.key), require_encryption=True
    )


def _check_workers(client: Client, address: str, status: Callable[[str], None]) -> None:
    """Refuse workers that would compute something else; tell when their platforms differ.

    Raises:
        OutsideError: Naming the worker and what differs.
    """
    try:
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    except TimeoutError as error:
        raise OutsideError(f"--cluster {address}: the scheduler has no workers; start some, then repeat") from error
    own = about_worker()
    for worker, told in client.run(about_worker, on_error="return").items():
        if not isinstance(told, dict):
            reason = shorten(f"{type(told).__name__}: {told}", 120)
            raise OutsideError(
                f"--cluster {address}: copsim does not run on worker {worker} ({reason}); install it there"
            )
        for key in ("copsim", "model version", "interventions"):
            if told[key] != own[key]:
                problem = f"worker {worker} has {key} {told[key]}, here it is {own[key]}"
                raise OutsideError(f"--cluster {address}: {problem}; install the same everywhere")
        if told["platform"] != own["platform"]:
            status(f"worker {worker} runs {told['platform']}, not {own['platform']}: results may differ in last bits")
