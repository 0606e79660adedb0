"""The model in plain Mesa, one Python object per member, written from docs/odd.md and its tables alone."""
