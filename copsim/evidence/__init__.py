"""Evidence as data: what the paper and other literature claim, where, and how firmly.

A mechanism that leans on "lay members were briefed and knew more than clinicians" writes `cites("Q29", "Q30")`; a
reader who doubts it looks up `claim("Q29")` and finds the place in the paper, its theme and its grade.
"""

from copsim.evidence.bibliography import cite, reference, references
from copsim.evidence.register import cites, claim, claims
from copsim.evidence.vocabulary import CONSTRUCTS, GRADES, RECOMMENDATIONS, THEMES, Claim

__all__ = [
    "CONSTRUCTS",
    "GRADES",
    "RECOMMENDATIONS",
    "THEMES",
    "Claim",
    "cite",
    "cites",
    "claim",
    "claims",
    "reference",
    "references",
]
