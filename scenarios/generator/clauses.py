"""What an ordinary application to each clause says beside its identity: facts, bases, requests."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scenarios.generator.columns import FEN_PER_WAN, Array, Index
from scenarios.generator.ordinary import Draft, days, fen, numbered, skewed

Fill = Callable[[Draft, Index, np.random.Generator, int], None]


def _ask(draft: Draft, rows: Index, base: Array, percent: int, most: int) -> None:
    """Declare a base and ask for its share, up to ``most`` 万元."""
    draft.put("base_amount", rows, base)
    draft.put("requested", rows, np.minimum(base * percent // 100, most * FEN_PER_WAN))


def _judged(draft: Draft, rows: Index, rng: np.random.Generator, span: tuple[int, int]) -> None:
    """Ask for a sum that experts judge; an audit confirms most of it, as a rule."""
    n = len(rows)
    asked = fen(np.rint(skewed(rng, n, *span)))
    draft.put("requested", rows, asked)
    draft.put("total_investment", rows, asked * rng.integers(3, 7, n))
    audited = asked * rng.integers(80, 101, n) // 100
    draft.put("audit_amount", rows, audited // FEN_PER_WAN * FEN_PER_WAN)
    contracts = numbered("HT2026-", rows)
    draft.append("contracts", rows, {"contract_no": contracts})


def _one_off(key: str, most: int) -> Fill:
    def fill(draft: Draft, rows: Index, rng: np.random.Generator, year: int) -> None:
        draft.put(key, rows, days(rng, len(rows), f"{year - 1}-03-01", f"{year}-02-20"))
        draft.put("certificate_no", rows, numbered(f"ZS{year}-", rows))
        draft.put("requested", rows, most * FEN_PER_WAN)
        if key == "first_inclusion_date":
            draft.put("ever_included_before", rows, 0)
            draft.put("relocated", rows, 0)
        if key == "list_date":
            draft.put("lists_entered", rows, "软件百家")
            draft.put("listed_entity", rows, "申报单位")

    return fill


def _chain(draft: Draft, rows: Index, rng: np.random.Generator, year: int) -> None:
    del year
    draft.put("is_chain_leader", rows, rng.integers(0, 2, len(rows)))
    draft.put("fills_chain_gap", rows, 1)
    draft.put("major_driving_effect", rows, 1)
    _judged(draft, rows, rng, (60, 450))


def _incubated(draft: Draft, rows: Index, rng: np.random.Generator, year: int) -> None:
    base = fen(np.rint(skewed(rng, len(rows), 5000, 7000) / 10) * 10)
    draft.put("investor_type", rows, "总部企业")
    draft.put(
        "payee_registration_date",
        rows,
        days(rng, len(rows), f"{year - 1}-03-01", f"{year - 1}-11-30"),
    )
    draft.put("payee_is_key_digital", rows, 1)
    draft.put("capital_verified", rows, 1)
    for column in tuple(draft.table.columns):
        if column.startswith("payee_neg_"):
            draft.put(column, rows, 0)
    draft.append("investors", rows, {
        "investor_name": draft.table.columns["unit_name"][rows],
        "investor_usci": draft.table.columns["usci"][rows],
        "investor_type": "总部企业", "paid_in": base, "subscribed": base * 2,
        "received_on": days(rng, len(rows), f"{year - 1}-06-01", f"{year}-01-31"),
    })  # fmt: skip
    draft.put("subscribed_amount", rows, base * 2)
    _ask(draft, rows, base, 10, 1000)


def _cloud(draft: Draft, rows: Index, rng: np.random.Generator, year: int) -> None:
    several = np.repeat(rows, rng.integers(1, 4, len(rows)))
    price = fen(skewed(rng, len(several), 1, 14))
    signed = days(rng, len(several), f"{year - 1}-03-01", f"{year}-02-20")
    draft.append("agreements", several, {
        "agreement_no": numbered(f"ZJY{year}-", np.arange(len(several)) + 1),
        "sign_date": signed, "start_date": signed, "end_date": signed + np.timedelta64(364, "D"),
        "price": price, "price_net": price * 100 // 106 // 100 * 100, "paid_amount": price // 2,
        "provider_is_listed": 1, "other_subsidy": 0,
    })  # fmt: skip
    base = np.zeros(len(draft.table), dtype=np.int64)
    np.add.at(base, several, price)
    _ask(draft, rows, base[rows], 50, 100)


def _generative(draft: Draft, rows: Index, rng: np.random.Generator, year: int) -> None:
    draft.put("model_name", rows, numbered("示例生成式模型", rows))
    draft.put("national_filing_no", rows, numbered("示例备", rows))
    draft.put("filing_date", rows, days(rng, len(rows), f"{year - 1}-03-01", f"{year}-02-20"))
    draft.put("effect_accepted", rows, 1)
    _judged(draft, rows, rng, (40, 170))


def _industry(draft: Draft, rows: Index, rng: np.random.Generator, year: int) -> None:
    del year
    draft.put("model_name", rows, numbered("示例行业模型", rows))
    draft.put("self_developed", rows, 1)
    draft.put("demonstration_effect", rows, 1)
    _judged(draft, rows, rng, (25, 80))


def _benchmark(draft: Draft, rows: Index, rng: np.random.Generator, year: int) -> None:
    n = len(rows)
    invested = fen(np.rint(skewed(rng, n, 150, 1500)))
    major = rng.integers(0, 2, n)
    draft.put("total_investment", rows, invested)
    draft.put("is_major_benchmark", rows, major)
    draft.put("is_demonstration", rows, 1 - major)
    verified = rows[rng.random(n) < 0.7]
    draft.append("contracts", rows, {"contract_no": numbered(f"HT{year}-", rows)})
    _ask(draft, rows, invested, 30, 2000)
    share = rng.integers(85, 101, len(verified))
    base = draft.table.columns["base_amount"][verified] * share // 100
    draft.put("verified_base", verified, base // FEN_PER_WAN * FEN_PER_WAN)


def _voucher(draft: Draft, rows: Index, rng: np.random.Generator, year: int) -> None:
    n = len(rows)
    got = fen(skewed(rng, n, 6, 60))
    draft.append("higher_awards", rows, {
        "level": "北京市", "kind": rng.choice(np.array(["模型券", "算力券"], object), n),
        "award_name": "示例券", "doc_no": numbered(f"SJ{year}-", rows),
        "award_date": days(rng, n, f"{year - 1}-03-01", f"{year}-02-20"),
        "amount": got, "received": got,
    })  # fmt: skip
    draft.put("contract_amount", rows, got * rng.integers(3, 6, n))
    _ask(draft, rows, got, 100, 500)


def _scene(draft: Draft, rows: Index, rng: np.random.Generator, year: int) -> None:
    del year
    for key in ("technology", "product", "business"):
        draft.put(f"breakthrough_{key}", rows, 1)
    draft.put("demonstration_effect", rows, 1)
    draft.put("located_in_district", rows, 1)
    _judged(draft, rows, rng, (25, 220))


def _data(draft: Draft, rows: Index, rng: np.random.Generator, year: int) -> None:
    n = len(rows)
    got = fen(np.rint(skewed(rng, n, 4, 40)))
    draft.put("is_data_enterprise", rows, 1)
    draft.append("higher_awards", rows, {
        "level": rng.choice(np.array(["国家", "北京市"], object), n), "kind": "奖励",
        "award_name": "示例奖励", "doc_no": numbered(f"JL{year}-", rows),
        "award_date": days(rng, n, f"{year - 1}-03-01", f"{year}-02-20"),
        "amount": got, "received": got,
    })  # fmt: skip
    _ask(draft, rows, got, 100, 100)


def _platform(draft: Draft, rows: Index, rng: np.random.Generator, year: int) -> None:
    del year
    several = np.repeat(rows, 2)
    kinds = np.tile(np.array(["上下游企业", "高等院校"], dtype=object), len(rows))
    draft.append("partners", several, {
        "partner_name": numbered("示例合作单位", np.arange(len(several)) + 1),
        "partner_type": kinds, "negative": 0,
    })  # fmt: skip
    draft.put("major_transformation", rows, 1)
    _judged(draft, rows, rng, (60, 420))


def _base(draft: Draft, rows: Index, rng: np.random.Generator, year: int) -> None:
    draft.put("title_date", rows, days(rng, len(rows), f"{year - 1}-03-01", f"{year}-02-20"))
    draft.put("certificate_no", rows, numbered(f"YX{year}-", rows))
    draft.put("in_digital_cluster", rows, 1)
    _judged(draft, rows, rng, (120, 450))


def _event(draft: Draft, rows: Index, rng: np.random.Generator, year: int) -> None:
    cost = fen(skewed(rng, len(rows), 6, 50))
    draft.put("event_date", rows, days(rng, len(rows), f"{year - 1}-03-01", f"{year}-02-20"))
    draft.put("digital_topic", rows, 1)
    draft.put("held_in_district", rows, 1)
    draft.put("sponsorship_income", rows, 0)
    draft.put("other_public_funds", rows, 0)
    _ask(draft, rows, cost, 50, 100)


def _introduced(draft: Draft, rows: Index, rng: np.random.Generator, year: int) -> None:
    del year
    draft.put("major_benefit", rows, 1)
    _ask(draft, rows, fen(skewed(rng, len(rows), 20, 400)), 10, 100)


FILL: dict[str, Fill] = {
    "5.1": _one_off("first_inclusion_date", 50),
    "5.2": _one_off("list_date", 200),
    "5.3": _one_off("title_date", 50),
    "6": _chain,
    "7": _incubated,
    "8": _cloud,
    "9.1": _generative,
    "9.2": _industry,
    "9.3": _benchmark,
    "10": _voucher,
    "11": _scene,
    "12": _data,
    "13": _platform,
    "14": _base,
    "15.1": _event,
    "15.2": _introduced,
}
