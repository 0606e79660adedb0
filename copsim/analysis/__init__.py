"""Analysis of stored or fresh results: arrays in, frozen results and plain sentences out."""

from copsim.analysis.comparison import Comparison, compare
from copsim.analysis.costs import CostSummary, costs
from copsim.analysis.jsonable import comparison_data
from copsim.analysis.paired import PairedDifference, paired_difference, wilson
from copsim.analysis.pairing import check_names, common_seeds, results_hash
from copsim.analysis.sentences import LEAD_IN, clause, sentence, tally

__all__ = [
    "LEAD_IN",
    "Comparison",
    "CostSummary",
    "PairedDifference",
    "check_names",
    "clause",
    "common_seeds",
    "compare",
    "comparison_data",
    "costs",
    "paired_difference",
    "results_hash",
    "sentence",
    "tally",
    "wilson",
]
