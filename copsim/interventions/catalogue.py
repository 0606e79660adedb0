"""Every intervention and shock that comes with copsim, in the order of the recommendations R1 to R11, shocks last."""

from __future__ import annotations

from copsim.interventions.balanced_agenda import BalancedAgenda
from copsim.interventions.base import Intervention
from copsim.interventions.breakouts import Breakouts
from copsim.interventions.briefing import Briefing
from copsim.interventions.collaborative_facilitation import CollaborativeFacilitation
from copsim.interventions.communication import Communication
from copsim.interventions.covid import Covid
from copsim.interventions.digital_support import DigitalSupport
from copsim.interventions.funding_cut import FundingCut
from copsim.interventions.group_task import GroupTask
from copsim.interventions.icebreakers import Icebreakers
from copsim.interventions.invitation import Invitation
from copsim.interventions.key_member_leaves import KeyMemberLeaves
from copsim.interventions.knowledge_brokering import KnowledgeBrokering
from copsim.interventions.lay_chair import LayChair
from copsim.interventions.local_audit import LocalAudit
from copsim.interventions.neutral_venue import NeutralVenue
from copsim.interventions.online import Online
from copsim.interventions.policy_change import PolicyChange
from copsim.interventions.priorities_policy import PrioritiesPolicy
from copsim.interventions.questions import Questions
from copsim.interventions.social_time import SocialTime
from copsim.interventions.stated_aims import StatedAims
from copsim.interventions.support_team import SupportTeam
from copsim.interventions.task_led import TaskLed

CATALOGUE: tuple[type[Intervention], ...] = (
    SupportTeam,
    Communication,
    DigitalSupport,
    Invitation,
    NeutralVenue,
    Briefing,
    LayChair,
    Breakouts,
    BalancedAgenda,
    StatedAims,
    KnowledgeBrokering,
    Icebreakers,
    SocialTime,
    GroupTask,
    CollaborativeFacilitation,
    TaskLed,
    PrioritiesPolicy,
    Questions,
    Online,
    Covid,
    FundingCut,
    PolicyChange,
    KeyMemberLeaves,
    LocalAudit,
)
BUILT_IN = {intervention.key: intervention for intervention in CATALOGUE}
