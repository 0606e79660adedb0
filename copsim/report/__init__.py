"""Reports for people: a catalogue of figures, a self-contained page, pieces for notebooks, tables for the terminal."""

from copsim.report.figures import CATALOGUE, Figure, figure
from copsim.report.html import html_fragment, results_fragment
from copsim.report.network import network_svg, sector_positions
from copsim.report.page import Provenance, comparison_page, write_page

__all__ = [
    "CATALOGUE",
    "Figure",
    "Provenance",
    "comparison_page",
    "figure",
    "html_fragment",
    "network_svg",
    "results_fragment",
    "sector_positions",
    "write_page",
]
