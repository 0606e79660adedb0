"""Logarithm and exponential in plain arithmetic: the same bits on every machine, and many at once.

Libraries of mathematics differ in the last bit between systems, and a call for one number keeps the compiler from
working on several. Both functions here are a reduction of the argument by its binary exponent and a short series; they
are exact to a few units in the last place.
"""

from __future__ import annotations

import numpy as np

from copsim.model.jit import leaf

_ONE = np.uint64(0x3FF0000000000000)
_S52 = np.uint64(52)
_LN2, _LN2_HIGH, _LN2_LOW = 0.6931471805599453, 0.6931471803691238, 1.9082149292705877e-10
_ROUND = 6755399441055744.0  # 1.5 * 2**52: adding it leaves the nearest integer in the last bits.


@leaf
def unit(bits):
    """Number in (0, 1), evenly spaced, from the upper 52 of 64 bits."""
    return (np.uint64((bits >> np.uint64(12)) | _ONE).view(np.float64) - 1.0) + 2.0**-53


@leaf
def log(x):
    """Natural logarithm of a positive, normal number: `e ln 2 + 2 artanh((m - 1) / (m + 1))`, m within [0.7, 1.4)."""
    bits = np.float64(x).view(np.uint64)
    shifted = bits + np.uint64(0x00095F6400000000)  # The exponent steps at sqrt(2) * 2**e instead of at 2**e.
    exponent = np.float64(np.int64(shifted >> _S52)) - 1023.0
    m = np.uint64(bits - ((shifted >> _S52) << _S52) + _ONE).view(np.float64)
    s = (m - 1.0) / (m + 1.0)
    z = s * s
    series = 1.0 / 15.0 + z * (1.0 / 17.0 + z * (1.0 / 19.0 + z * (1.0 / 21.0)))
    series = 1.0 / 7.0 + z * (1.0 / 9.0 + z * (1.0 / 11.0 + z * (1.0 / 13.0 + z * series)))
    series = z * (1.0 / 3.0 + z * (1.0 / 5.0 + z * series))
    return exponent * _LN2 + 2.0 * (s + s * series)


@leaf
def exp(x):
    """Exponential of a number in [-700, 700]: `2**k` times the Taylor series of the rest, within ln 2 / 2 of 0."""
    rounded = x * (1.0 / _LN2) + _ROUND
    k = rounded - _ROUND
    rest = (x - k * _LN2_HIGH) - k * _LN2_LOW
    series = 1.0 / 39916800.0 + rest * (1.0 / 479001600.0 + rest * (1.0 / 6227020800.0))
    series = 1.0 / 40320.0 + rest * (1.0 / 362880.0 + rest * (1.0 / 3628800.0 + rest * series))
    series = 1.0 / 120.0 + rest * (1.0 / 720.0 + rest * (1.0 / 5040.0 + rest * series))
    series = 1.0 + rest * (1.0 + rest * (0.5 + rest * (1.0 / 6.0 + rest * (1.0 / 24.0 + rest * series))))
    power = np.int64(k) + np.int64(1023)
    return series * np.uint64(np.uint64(power) << _S52).view(np.float64)
