"""Execution: jobs become batches, workers compute them, one writer stores them, and the same call resumes."""

from copsim.execution.errors import FailedRunsError, Interrupted, check_failures
from copsim.execution.executors import SerialExecutor, local_executor, usable_workers
from copsim.execution.jobs import Job
from copsim.execution.progress import Progress, ProgressListener
from copsim.execution.runner import run_jobs

__all__ = [
    "FailedRunsError",
    "Interrupted",
    "Job",
    "Progress",
    "ProgressListener",
    "SerialExecutor",
    "check_failures",
    "local_executor",
    "run_jobs",
    "usable_workers",
]
