"""What every sheet of a workbook needs of an outcome and of the year it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from optimizer.documents.cited import scenario_text
from optimizer.formats.outcome import Outcome, ProjectOutcome
from optimizer.intake.tables import MISSING
from optimizer.intake.year import Year
from optimizer.policy.types import Clause, Text
from optimizer.wording import Language, say

#: The step of a derivation that gives the base of a formula.
BASE_STEP = "entitlement.step.base"
#: The notices of an outcome that is a what-if.
WHAT_IF = "notice.what_if"


@dataclass(frozen=True)
class Context:
    """An outcome, its year and a language; ``bases`` are declared and verified bases in fen."""

    outcome: Outcome
    year: Year
    lang: Language
    bases: Mapping[str, tuple[int | None, int | None]]

    def bases_of(self, project: ProjectOutcome) -> tuple[int | None, int | None]:
        """Return declared and verified base in fen; the sum of a list where none is declared."""
        declared, verified = self.bases.get(project.application_no, (None, None))
        if declared is None:
            sums = [s.amount_fen for s in project.derivation if s.code == BASE_STEP]
            declared = sums[0] if sums and verified is None else None
        return declared, verified

    def word(self, text: Text) -> str:
        """Return the policy's own title in the language of the document."""
        return text.zh if self.lang == "zh" else text.en

    def clause_title(self, clause: Clause) -> str:
        """Return number and title of a clause."""
        return f"{clause.id} {self.word(clause.title)}"

    def article_title(self, article: str) -> str:
        """Return an article's number and short name."""
        name = self.year.policy.article_titles.get(article)
        number = say("documents.article", self.lang, article=article)
        return f"{number} {self.word(name)}" if name else number

    def articles(self) -> tuple[str, ...]:
        """Return the articles with award clauses, in the policy's order."""
        return tuple(dict.fromkeys(c.article for c in self.year.policy.clauses))

    def badges(self) -> tuple[str, ...]:
        """Return what must stand on every sheet: what this is, and what it is not."""
        flags = {
            "documents.badge.result": True,
            "documents.badge.what_if": self.what_if,
            "documents.badge.draft": self.outcome.policy_status == "draft",
            "documents.badge.mock": self.year.call.mock,
            "documents.badge.exercise": self.year.call.exercise,
        }
        return tuple(say(code, self.lang) for code, holds in flags.items() if holds)

    @property
    def what_if(self) -> bool:
        """Whether the scenario changes what the call froze: then no plan can be made of it."""
        return any(one.code.startswith(WHAT_IF) for one in self.outcome.notices)

    def title(self) -> str:
        """Return the title of the allocation table."""
        policy = self.word(self.year.policy.title)
        return say("documents.title", self.lang, policy=policy, year=self.year.call.year)

    def source(self) -> str:
        """Return one line that says which scenario, policy version and inputs stand behind it."""
        return say(
            "documents.source",
            self.lang,
            scenario=scenario_text(self.outcome, self.lang),
            version=self.outcome.policy_version,
            fingerprint=self.outcome.fingerprint,
        )

    def of_article(self, article: str) -> list[ProjectOutcome]:
        """Return the projects of an article that may be supported: by clause, rank and number."""
        order = {c.id: i for i, c in enumerate(self.year.policy.clauses)}
        mine = [
            p
            for p in self.outcome.projects
            if p.article == article and p.status in {"full", "partial", "none"}
        ]
        return sorted(
            mine, key=lambda p: (order[p.clause], p.rank or len(mine) + 1, p.application_no)
        )


def context(outcome: Outcome, year: Year, lang: Language) -> Context:
    """Gather what the sheets need."""
    year = year.under(str(outcome.scenario.get("policy_file", "")))
    rows = year.applications
    columns = (rows["application_no"], rows["base_amount"], rows["verified_base"])
    bases = {
        str(number): tuple(None if fen == MISSING else int(fen) for fen in (declared, verified))
        for number, declared, verified in zip(*(c.tolist() for c in columns), strict=True)
    }
    return Context(outcome, year, lang, bases)  # type: ignore[arg-type]  # each tuple is a pair
