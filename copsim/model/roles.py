"""The four roles of members, the four kinds of knowledge and the codes of grouping that kernels use."""

from __future__ import annotations

LAY, CLINICAL, COMMISSIONER, FACILITATOR = 0, 1, 2, 3
ROLES = ("lay", "clinical", "commissioner", "facilitator")
N_ROLES = len(ROLES)
PEOPLE = {
    "lay": "lay members",
    "clinical": "clinical members",
    "commissioner": "commissioners",
    "facilitator": "facilitators",
}

RESEARCH, PRACTICE, LIVED, SERVICE = 0, 1, 2, 3
KINDS = ("research", "clinical", "lived", "service")
N_KINDS = len(KINDS)

NO_GROUPS, MIXED, BY_ROLE, RANDOM = 0, 1, 2, 3
GROUPINGS = ("none", "mixed", "by_role", "random")

COST_KINDS = ("facilitation", "lay_payment", "staff_time", "venue", "technology")
N_COSTS = len(COST_KINDS)
