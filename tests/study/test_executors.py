"""One contract for everybody who computes: this thread, threads, processes, and a Dask cluster; and the same bits."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future, wait
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from copsim.errors import InputError, OutsideError
from copsim.execution import SerialExecutor, local_executor
from copsim.execution import cluster as dask
from copsim.execution.cluster import Tls, about_worker, cluster_executor
from copsim.store import open_store
from copsim.study.design import Design
from copsim.study.sweep import Workers, run_study
from copsim.study.variants import Variants
from tests.study.conftest import Cluster


@pytest.fixture(params=["serial", "threads", "processes", "dask"])
def executor(request: pytest.FixtureRequest) -> Iterator[Executor]:
    if request.param == "dask":
        made: Executor = cluster_executor(str(request.getfixturevalue("cluster").file))
    elif request.param == "serial":
        made = SerialExecutor()
    else:
        made = local_executor(2, processes=request.param == "processes")
    with made:
        yield made


def raises(text: str) -> None:
    raise ArithmeticError(text)


def test_it_keeps_the_contract_of_an_executor(executor: Executor) -> None:
    futures = [executor.submit(divmod, number, 7) for number in range(40)]
    assert all(isinstance(future, Future) for future in futures)
    assert wait(futures, 60).not_done == set()
    assert [future.result() for future in futures] == [divmod(number, 7) for number in range(40)]
    failed = executor.submit(raises, "on purpose")
    with pytest.raises(ArithmeticError, match="on purpose"):
        failed.result(60)
    assert executor.submit(sum, np.arange(100_000)).result(60) == 4_999_950_000
    assert executor.submit(pow, 2, 10).result(60) == 1024, "goes on after an error"
    assert executor.submit(time.sleep, 0).exception(60) is None


def test_every_executor_makes_the_same_bits_of_the_model(executor: Executor, tmp_path: Path) -> None:
    keys: dict[str, Any] = {
        "name": "same", "scenarios": ["no-covid"], "design": {"method": "grid"}, "replicates": 4,
        "factors": {"parameters.talk_power": {"values": [1.5, 3.0]}, "roster.lay": {"values": [4, 6]},
                    "interventions.briefing.dose": {"values": [0.0, 1.0]}},
    }  # fmt: skip
    design = Design(**keys)

    def hash_by(name: str, chosen: Executor, count: int) -> str:
        with open_store(f"sqlite:///{tmp_path}/{name}.db") as store:
            run_study(design, Variants(design), workers=Workers(count, executor=chosen), store=store)
            return store.runs_hash(study="same")

    assert hash_by("this", executor, 2) == hash_by("serial", SerialExecutor(), 1)


def test_a_cluster_counts_its_workers_and_names_its_address(cluster: Cluster) -> None:
    with cluster_executor(f"tcp://127.0.0.1:{cluster.port}") as executor:
        for _ in range(100):
            if executor.workers == 2:
                break
            time.sleep(0.1)
        assert executor.workers == 2
        pids = {executor.submit(os.getpid).result(30) for _ in range(20)}
        assert os.getpid() not in pids


def test_a_local_cluster_is_started_and_stopped() -> None:
    pytest.importorskip("distributed")
    with cluster_executor("local", workers=1) as executor:
        pid = executor.submit(os.getpid).result(60)
        assert pid != os.getpid()
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists():
            break
        time.sleep(0.1)
    assert not Path(f"/proc/{pid}").exists()


@pytest.mark.parametrize(
    ("address", "kind", "told"),
    [
        ("nowhere", InputError, "is no cluster; give tcp://HOST:PORT"),
        ("./missing.json", InputError, "there is no such scheduler file"),
        ("tcp://127.0.0.1:1", OutsideError, "nothing answers"),
    ],
)
def test_an_address_that_is_none(
    address: str, kind: type[Exception], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(dask, "CONNECT_SECONDS", 1.0)
    with pytest.raises(kind, match=told) as caught:
        cluster_executor(address)
    assert "\n" not in str(caught.value)


def test_missing_files_of_an_encrypted_connection_are_named(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    with pytest.raises(InputError, match=r"--tls-ca .*there is no such file"):
        cluster_executor("tls://127.0.0.1:1", tls=Tls(*(tmp_path / name for name in ("ca.pem", "cert.pem", "key.pem"))))


class _Told:
    """A client whose workers tell what they are told to."""

    def __init__(self, **worker: str) -> None:
        self._answers = {"tcp://one": about_worker() | worker}

    def wait_for_workers(self, count: int, timeout: float) -> None:
        del count, timeout

    def run(self, *_: Any, **__: Any) -> dict[str, Any]:
        return self._answers


@pytest.mark.parametrize(("key", "value"), [("copsim", "0.0.9"), ("model version", "0"), ("interventions", "mine 1.0")])
def test_workers_that_would_compute_something_else_are_refused(key: str, value: str) -> None:
    with pytest.raises(OutsideError, match=f"worker tcp://one has {key} {value}, here it is"):
        dask._check_workers(_Told(**{key: value}), "tcp://host:1", print)


def test_another_platform_is_told_and_not_refused() -> None:
    told: list[str] = []
    dask._check_workers(_Told(platform="Linux-arm64"), "tcp://host:1", told.append)
    assert len(told) == 1
    assert "Linux-arm64" in told[0]
    assert "may differ in last bits" in told[0]
