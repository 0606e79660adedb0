"""The Mesa face of the model: one community, its members as agents, its ties as a networkx graph."""

from copsim.community.community import Community
from copsim.community.mechanism import Mechanism
from copsim.community.member import Member

__all__ = ["Community", "Mechanism", "Member"]
