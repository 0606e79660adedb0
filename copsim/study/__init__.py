"""Studies: what cli, notebook and page share when many runs are wanted: designs, sweeps, their results."""
