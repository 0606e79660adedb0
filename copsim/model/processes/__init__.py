"""One file per process of a cycle; `copsim.model.phases` puts them in order."""
