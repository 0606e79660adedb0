"""An agent-based model of how a healthcare Community of Practice shares knowledge and power."""

__version__ = "0.1.0"
