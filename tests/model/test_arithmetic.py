"""Plain arithmetic against the library: exact to a few units in the last place over all draws and weights."""

import math

import numpy as np
import pytest
from model import kernels


def test_logarithms() -> None:
    rng = np.random.default_rng(1)
    parts = [rng.random(4000), 1 - 1e-9 * rng.random(1000), 1e-15 * rng.random(1000), 50 * rng.random(1000)]
    powers = 2.0 ** np.arange(-60, 10)
    x = np.concatenate([*parts, powers, np.nextafter(powers, 0), math.sqrt(2) * powers, [2.0**-53, 1 - 2.0**-53]])
    assert kernels.logs(x) == pytest.approx(np.log(x), rel=4e-16, abs=1e-300)
    assert kernels.logs(np.ones(1))[0] == 0.0
    # No place where the exponent steps is felt: the logarithm never falls.
    dense = np.sort(np.concatenate([x, 1.0 + np.linspace(-0.5, 1.5, 20_001)]))
    dense = dense[dense > 0]
    assert (np.diff(kernels.logs(dense)) >= -1e-15 * np.abs(np.log(dense[1:]))).all()


def test_exponentials() -> None:
    halves = math.log(2) * np.arange(-9, 9.5, 0.5)
    x = np.concatenate([np.linspace(-40, 40, 20_001), [0.0, -0.0, -600.0, 600.0], halves])
    assert kernels.exps(x) == pytest.approx(np.exp(x), rel=6e-16)
    assert kernels.exps(np.zeros(1))[0] == 1.0


def test_the_unit_interval_is_open() -> None:
    ends = kernels.units(np.array([0, 1 << 63, (1 << 64) - 1], np.uint64))
    assert ends.tolist() == [2.0**-53, 0.5 + 2.0**-53, 1.0 - 2.0**-53]
