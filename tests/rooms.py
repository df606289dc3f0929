"""The rooms of the house: who may import whom, every module, and the exceptions with reasons.

To add a module, list it under its room; a module that no room lists fails a test, which prints the
line to add. To add a room, say what it may import, and put it above what it imports.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Room:
    """One room: the rooms that it may import besides itself, and every module in it.

    A module is named by its path below the room's folder, without ``.py``; ``.`` is the room's
    ``__init__`` or the single file that the room is. Long lists may run over several lines.
    """

    may_import: frozenset[str]
    modules: str


def _room(may_import: str, modules: str) -> Room:
    return Room(frozenset(may_import.split()), modules)


GROUND = "errors money formats"
LAW = f"{GROUND} policy"
DATA = f"{LAW} intake"
COMPUTED = f"{DATA} entitlement merit model verify"
ALLOCATED = f"{COMPUTED} account allocate"
EVERYTHING = f"{ALLOCATED} insight decision wording documents package"

ROOMS = {
    # Lowest first. `verify` is a second reading of the law: it sees nothing that built the model.
    "package": _room("", "."),
    "errors": _room("", "."),
    "money": _room("errors", "."),
    "formats": _room(
        "errors money",
        """
        . canonical certificate certificate_tree outcome outcome_document problem problem_json
        project_columns projects_json reason rules_json solution solution_json strict_json
        """,
    ),
    "policy": _room(
        GROUND,
        """
        . basics call check law liability lint read read_clause read_parts scores settings
        toml_file toml_table types uses values versions
        """,
    ),
    "intake": _room(
        LAW,
        """
        . applications cell_number cell_text cells child columns cross csv_file diff display
        encode example fingerprint guard guidance headings keys layout ledger new_year
        other_law parts policy_columns process refused scenario scenario_checks scenario_file
        scenario_limits scenario_parts scenario_rules scenario_store scenario_types scores
        selectors sheets tables template tranches unset usci vocabulary what_if which_sheet
        workbook year
        """,
    ),
    "entitlement": _room(
        DATA,
        """
        . amounts base case conditions documents eligible entitle exact findings formula gates
        history limits matter negatives parties public steps term trail types
        """,
    ),
    "merit": _room(f"{DATA} entitlement", ". normalise rank score"),
    "model": _room(
        f"{DATA} entitlement merit",
        """
        . bad_input basis build chains chains/bounding chains/closing chains/dive chains/engine
        chains/fill chains/fit chains/frame chains/implied chains/kept chains/linear
        chains/multipliers chains/order chains/plans chains/pricing chains/relaxed chains/search
        chains/sums clashes clashes/demands clashes/minimal clashes/repairs completion cuts engines
        equal_fill exact faces feasible grid integer integer/amounts integer/block_tree
        integer/blocks integer/branching integer/child integer/closing integer/coordination
        integer/core integer/engine integer/fill integer/large integer/multipliers integer/part
        integer/pieces integer/plans integer/pricing integer/process integer/question
        integer/relaxation integer/rows integer/search levels limit_rows limits members methods
        meter methods/beside_ratios methods/bounds methods/by_rank methods/common_factor
        methods/mixed objective_scope
        objectives objectives/diminishing objectives/merit_projects objectives/merit_yuan
        objectives/number_funded optimum own_limits possible program proof ratio_search reduction
        reduction/alone reduction/bound reduction/certify reduction/core reduction/engine
        reduction/linear
        reduction/matrix reduction/network reduction/prices reduction/ranks reduction/reading
        reduction/search reduction/series reduction/sweep reduction/tables reduction/whole rules
        rules/budget
        rules/custom_limits rules/equal rules/group_limits rules/indivisible rules/locks
        rules/minimum_award rules/monotone rules/most_projects rules/pass_mark rules/pools
        rules/stages rules/unit_limits scaling setting solve solver stage stage_certificate
        stage_outcome stage_program supported tiers ties ties/bundle ties/choice
        ties/circulation ties/freedom ties/graph ties/laminar ties/level_proofs ties/leximin
        ties/network ties/number ties/published ties/rounding ties/work tree worth year_rows
        """,
    ),
    "verify": _room(
        DATA,
        """
        . amounts base blocks book bound budget chain choices circles completion conditions
        desk domains equal exact exceptions face file findings formula law leximin limits
        lines loose marks members merit monotone net network numbers objective outcome paper
        plans practice projects proof read_document scopes sheet solution stage ties tranches
        tree unit_rows
        """,
    ),
    "account": _room(
        f"{DATA} entitlement merit model package",
        ". causes dominance exception_causes exceptions outcome projects standing",
    ),
    "allocate": _room(f"{COMPUTED} account package", "."),
    "insight": _room(
        ALLOCATED,
        """
        . compare compare/attribution compare/choose compare/comparison compare/costs
        compare/differences compare/lead compare/measures compare/movement compare/safety
        difference experts experts/influence experts/panels frontier frontier/axis
        frontier/envelope frontier/explore frontier/line frontier/points marginal measure
        parametric price
        project_changes replan sweeps sweeps/cache
        sweeps/child sweeps/cluster sweeps/processes sweeps/run sweeps/work variants
        weights weights/ahp weights/asked weights/bands weights/centroid weights/classes
        weights/critic weights/entropy weights/matrix weights/methods weights/plans
        weights/rankings weights/refused weights/region weights/remainder weights/result
        weights/robustness weights/sample weightings law law/backtest law/changed law/cost
        law/effect
        """,
    ),
    "decision": _room(
        f"{ALLOCATED} insight",
        """
        . course course/acts course/adjust course/amounts course/calls course/codec
        course/computed course/conditions course/details course/frozen course/inputs course/kept
        course/meetings course/permits course/plan course/prepare course/refused course/states
        course/text course/transition dossier dossier/amounts dossier/archive dossier/conditions
        dossier/course dossier/export dossier/verify duties people people/accounts people/keys
        people/passwords people/refused people/sessions record record/events record/experts
        record/export record/record record/verify rights service store store/backup
        store/database store/engine store/faults store/migrate store/migrations
        store/migrations/env store/migrations/versions store/migrations/versions/m0001_first
        store/places store/tables store/work types
        """,
    ),
    "wording": _room("errors", "."),
    # A table shows what an applicant declared, so that documents also read the year's tables.
    "documents": _room(
        f"{DATA} insight decision wording",
        """
        . allocation_sheet amount_line backtest_text capital cited compare_document compare_rows
        compare_sheets compare_text compare_words compare_workbook context decision_text
        exceptions_sheet experts_text frontier_document frontier_text frontier_workbook
        insight_text law_text law_workbook limit_text notes_sheet other_sheets outcome_json pen
        policy_text record_dictionary robustness_text scenario_text text workbook
        """,
    ),
    "commands": _room(
        EVERYTHING,
        """
        . allocate audit backtest compare decision decisions_common dossier frontier inputs
        parsers_audit parsers_decision parsers_dossier parsers_store parsers_user policy
        printing robustness solve store sweeping usage user year
        """,
    ),
    "cli": _room(f"{EVERYTHING} commands", "."),
    "__main__": _room("cli", "."),
    # Beside the package.
    "app": _room(f"{EVERYTHING} app_pages", "."),
    "server": _room(f"{EVERYTHING} app app_pages", "."),
    "app_pages": _room(
        EVERYTHING,
        """
        access accounts allocation approval audit background brief compare components/acting
        components/adjusting components/amounts components/charts components/clash
        components/compare_charts components/compare_tables components/comparisons
        components/controls components/costs components/exceptions components/frame
        components/frontier_chart components/imported components/ladder components/money
        components/overview components/picking components/picture components/plan_tables
        components/planning components/problems components/proof components/results
        components/running components/scenario_acts components/scenario_cells
        components/scenario_drafts components/scenario_fields components/scenario_form
        components/screen components/timeline components/unspent components/ways
        components/weight_charts components/weight_inputs components/weight_tables
        components/whatif_inputs components/whatif_tables components/who components/words data
        dossier experts frontier gate gate/addresses gate/cookies gate/html gate/middleware
        gate/openid gate/provider gate/routes identity plans project scenario_files service
        services services/compare services/decisions services/experts services/frontier
        services/imports services/law services/scenarios services/weights state store weights
        whatif
        """,
    ),
    "scenarios": _room(
        f"{ALLOCATED} package",
        """
        expected generate generator generator/catalogue generator/clauses generator/columns
        generator/files generator/folder generator/ledger generator/ordinary generator/scores
        generator/special generator/special_projects generator/tranches generator/units
        generator/year
        """,
    ),
    "benchmarks": _room(
        f"{EVERYTHING} cli scenarios",
        """
        . __main__ allocation decisions frontier instances lines memory networks ordered_program
        pipeline plain rules startup sweeps ties workers
        """,
    ),
}

OUTSIDE = {"app", "server", "app_pages", "scenarios", "benchmarks"}

# Who may import a library. A room in a dotted form is one of its modules or folders.
LIBRARY_FENCES = {
    "pulp": {"model", "benchmarks"},
    "highspy": {"model", "benchmarks"},
    "pandas": {"intake", "documents", "benchmarks", "app_pages"},
    "streamlit": {"app", "server", "app_pages"},
    "altair": {"app_pages"},
    "python_calamine": {"intake", "benchmarks"},  # opens what strangers send: guarded in intake
    "xlsxwriter": {"intake", "documents", "scenarios", "benchmarks"},
    "openpyxl": set[str](),  # reads workbooks back in tests, and nothing else
    "distributed": {"insight.sweeps"},  # an optional extra, imported where an address is given
    "sqlalchemy": {"decision.store"},
    "alembic": {"decision.store"},
    "psycopg": {"decision.store"},
    "sqlite3": {"decision.store", "benchmarks"},
}

MOST_LINES = 350
# Longer files, each with the reason why it is still one concept.
LONGER = {
    "optimizer/intake/columns.py": "one table: every column of every sheet, headings and guidance",
}

# Chinese that is data, not a sentence of the program.
CHINESE_DATA = {
    "optimizer/decision/record/experts.py": "the headings that a file carries",
    "optimizer/documents/capital.py": "capital numerals are figures",
    "optimizer/intake/columns.py": "the headings and choices that files carry",
    "optimizer/intake/guidance.py": "what the workbook itself says under each heading",
    "optimizer/intake/vocabulary.py": "words by which sheets and subtotal rows are known",
}

# Figures that equal one of the law's by accident, by module: {path: {figure, or per cent of a
# ratio: what it is}}.
NOT_OF_THE_LAW: dict[str, dict[float, str]] = {
    "optimizer/documents/compare_rows.py": {10.0: "percentage points that are written finer"},
    "optimizer/insight/sweeps/work.py": {10.0: "seconds between two looks at a worker"},
    "optimizer/insight/weights/ahp.py": {10.0: "Saaty's bound of a consistency ratio"},
    "optimizer/insight/weights/rankings.py": {2_000_000: "pairs compared at once"},
    "optimizer/model/ratio_search.py": {10.0: "what an entry of the limits costs"},
    "optimizer/model/meter.py": {20_000_000: "units of work", 5_000_000: "units of work"},
}

# Reads of clock, dice or user that a module is there for: {path: {call: why}}.
AMBIENT_READS: dict[str, dict[str, str]] = {
    "optimizer/commands/user.py": {
        "secrets.token_bytes": "the salt of a new password",
        "secrets.token_urlsafe": "a first password",
        "getpass.getpass": "a new password, typed unseen",
    },
    "optimizer/commands/decisions_common.py": {
        "datetime.datetime.now": "the moment of a command",
        "getpass.getpass": "asks for a password",
    },
}


# --- Reading the source ---


def sources() -> list[Path]:
    singles = [path for name in ("app", "server") if (path := ROOT / f"{name}.py").exists()]
    folders = ("optimizer", "app_pages", "scenarios", "benchmarks")
    return singles + sorted(path for name in folders for path in (ROOT / name).rglob("*.py"))


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def place(path: Path) -> tuple[str, str]:
    """Return the room of a source file and the file's name in it."""
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    if parts[0] == "optimizer":
        parts = parts[1:] if len(parts) > 1 else parts
        if parts == ["__init__"]:
            return "package", "."
    room, rest = parts[0], parts[1:]
    if rest and rest[-1] == "__init__":
        rest = rest[:-1]
    return room, "/".join(rest) or "."


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports(path: Path) -> Iterator[str]:
    """Yield the dotted name of everything a file imports, wherever in the file it does so."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = list(package[: len(package) - node.level + 1]) if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def room_of_import(name: str) -> str | None:
    """Return the room that an imported name lies in, or None for a library."""
    parts = name.split(".")
    if parts[0] == "optimizer":
        return parts[1] if len(parts) > 1 and parts[1] in ROOMS else "package"
    return parts[0] if parts[0] in OUTSIDE else None


def strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the line and text of every string that is not a docstring."""
    docstrings = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in docstrings:
            continue
        if isinstance(node.value, str):
            yield node.lineno, node.value


def fail_if(problems: Iterable[str]) -> None:
    listed = sorted(set(problems))
    if listed:
        pytest.fail("\n".join(listed), pytrace=False)
