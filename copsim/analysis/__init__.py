"""Analysis of stored or fresh results: arrays in, frozen results and plain sentences out."""

from copsim.analysis.arms import Arm, common_seeds, results_hash
from copsim.analysis.comparison import Comparison, compare
from copsim.analysis.costs import CostSummary, costs
from copsim.analysis.jsonable import comparison_data
from copsim.analysis.paired import PairedDifference, paired_difference, wilson
from copsim.analysis.sentences import LEAD_IN, clause, sentence, tally

__all__ = [
    "LEAD_IN",
    "Arm",
    "Comparison",
    "CostSummary",
    "PairedDifference",
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
