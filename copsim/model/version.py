"""The version of the dynamics: moves together with the golden runs whenever results change."""

MODEL_VERSION = 3
