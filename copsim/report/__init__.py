"""Reports for people: figures, a self-contained page, and tables for the terminal."""

from copsim.report.network import network_svg, sector_positions
from copsim.report.page import Provenance, comparison_page, write_page

__all__ = ["Provenance", "comparison_page", "network_svg", "sector_positions", "write_page"]
