"""Who acts in a decision, and which duties exclude one another. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Role(StrEnum):
    """What an account may be; the rights of each stand in ``decision.rights``."""

    OFFICER = "officer"  # 经办
    REVIEWER = "reviewer"  # 复核
    ANALYST = "analyst"  # 分析
    LEADER = "leader"  # 领导
    AUDITOR = "auditor"  # 审计: reads all, changes nothing
    ADMINISTRATOR = "administrator"  # 管理员: accounts only


class Duty(StrEnum):
    """What a person has done to one plan. Some exclude each other over the whole plan."""

    DRAFT = "draft"
    REVIEW = "review"
    RECORD = "record"  # of a meeting: its result, amounts changed there, items deferred
    CONFIRM = "confirm"  # of that record against the minutes
    APPROVE = "approve"


#: How a person came in: an account of the store, the organisation's OpenID provider, or nobody
#: checked who it is (one user on this machine, 单人试算), which never leads to an approval.
SignIn = Literal["account", "oidc", "single"]


@dataclass(frozen=True, slots=True)
class Person:
    """Who makes a call: the account's name, its roles, and how it was signed in.

    The one user of single-user mode wears several hats: the name says which, so that duties can
    be tried out; such a plan is never approved.
    """

    name: str
    roles: frozenset[Role]
    sign_in: SignIn = "account"

    def __post_init__(self) -> None:
        if not self.name or not self.roles:
            raise ValueError("a person has a name and a role")
