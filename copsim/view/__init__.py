"""The moving picture: one ES module driven by JSON forms, the same in a lesson file, a notebook and a page."""

from copsim.view.bands import bands_of, measure_of, typical_run
from copsim.view.forms import Bands, Measure, Replay, Room, Watch
from copsim.view.module import module, module_with, style
from copsim.view.recording import Look, Recording, Turn, recorded
from copsim.view.replay import replay
from copsim.view.widget import widget

__all__ = [
    "Bands",
    "Look",
    "Measure",
    "Recording",
    "Replay",
    "Room",
    "Turn",
    "Watch",
    "bands_of",
    "measure_of",
    "module",
    "module_with",
    "recorded",
    "replay",
    "style",
    "typical_run",
    "widget",
]
