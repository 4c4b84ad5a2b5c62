"""How one indicator's target is broken down from level to level: what each place states, sums and shortfalls.

Entry point: `cascades`. Nothing is estimated: a figure that no held text states is missing, and the answer says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from zhengmai.errors import Bilingual
from zhengmai.namespaces import PP, VOCAB
from zhengmai.store.lineage import PlanSummary, Query, chain, checked_iri, descent, summary
from zhengmai.store.series import kin, siblings

_PREFIXES = (
    f"PREFIX pp: <{PP}> PREFIX v: <{VOCAB}> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    "PREFIX oa: <http://www.w3.org/ns/oa#> "
)
_NOWHERE = Bilingual("区划不详的文件", "a text of unknown place")


@dataclass(frozen=True)
class Figure:
    """One target of a plan.

    Attributes:
        iri: the target.
        plan: the plan that states it.
        holder: the plan or provision that it stands in.
        value: None where it is stated against another figure (不低于全国平均水平).
        unit: IRI of its unit, that of persons for all three of them; empty where there is none.
        unit_label: the unit as printed.
        comparator: such as 不少于 and "at least".
        period: first and last year, empty where unstated.
        each: the value holds for each lower place, and is no sum of theirs.
        verbatim: the words as printed.
        headline: it stands in the plan's goals and not in one of its measures.
        adds_up: values in its unit can be added.
        from_targets: IRIs of the targets that it cascades from.
        quote: the sentence's words that its anchor quotes.
        anchor: IRI of that anchor.
    """

    iri: str
    plan: str
    holder: str
    value: Decimal | None
    unit: str
    unit_label: str
    comparator: Bilingual
    period: str
    each: bool
    verbatim: str
    headline: bool
    adds_up: bool
    from_targets: tuple[str, ...] = ()
    quote: str = ""
    anchor: str = ""

    @property
    def amount(self) -> str:
        """The value with its unit, as people write it."""
        return f"{self.value.normalize():f}{self.unit_label}" if self.value is not None else self.verbatim


@dataclass(frozen=True)
class Place:
    """What the plans of one division say of an indicator.

    Attributes:
        division: IRI; empty for plans of which the division is unknown.
        name: its label.
        level: the level in words.
        rank: of the level, 0 for the nation.
        above: IRI of the nearest division above that has a plan here too; empty at the top.
        plans: its plans in the family.
        figures: their targets of the indicator.
        total: sum of what the places below state, None where none of them states a figure that adds up.
        shortfall: by how much that sum falls short of the own figure, 0 where it reaches it; None where it cannot be
            told.
        below: how many divisions the register has on the next level below.
        counted: IRIs of the divisions below whose figures are in the sum.
        said: what the figures amount to, or what is missing for an answer.
    """

    division: str
    name: Bilingual
    level: Bilingual
    rank: int
    above: str
    plans: tuple[PlanSummary, ...]
    figures: tuple[Figure, ...]
    total: Decimal | None = None
    shortfall: Decimal | None = None
    below: int = 0
    counted: tuple[str, ...] = ()
    said: tuple[Bilingual, ...] = ()

    @property
    def figure(self) -> Figure | None:
        """The one figure of the place: that of its goals before those of measures; None where it is not one."""
        for candidates in ([f for f in self.figures if f.headline], list(self.figures)):
            usable = [f for f in candidates if f.value is not None]
            if usable:
                return usable[0] if len({(f.value, f.unit, f.each) for f in usable}) == 1 else None
        return None


@dataclass(frozen=True)
class Cascade:
    """One indicator in the places of a family of plans, higher levels first."""

    indicator: str
    label: Bilingual
    places: tuple[Place, ...]


def cascades(query: Query, plan: str, *, everything: bool = False) -> list[Cascade]:
    """Give the cascades of the indicators in a plan's family: its series, what it descends from and what from it.

    Args:
        query: runs a SELECT over the release.
        plan: IRI of the plan.
        everything: also indicators that stand in measures only; else those in the goals of some plan of the family.

    Returns:
        Sorted by indicator; none where no plan of the family states a target with a known indicator.
    """
    family = _family(query, plan)
    figures = [figure for member in family for figure in _figures(query, member)]
    labels = {indicator: label for indicator, label, _ in figures}
    found = []
    for indicator in sorted(labels):
        own = [figure for other, _, figure in figures if other == indicator]
        if everything or any(figure.headline for figure in own):
            found.append(Cascade(indicator, labels[indicator], _places(query, plan, family, own)))
    return found


def _family(query: Query, plan: str) -> dict[str, PlanSummary]:
    members = {member.iri: member for member in siblings(query, plan)}
    hops = [*chain(query, plan), *descent(query, plan)]
    for iri in (plan, *(end for hop in hops for end in (hop.child, hop.parent))):
        if iri not in members:
            members[iri] = summary(query, iri)
    return members


def _figures(query: Query, plan: str) -> list[tuple[str, Bilingual, Figure]]:
    """Give the targets of a plan that have an indicator, each with the indicator and its label."""
    rows = query(_FIGURES.replace("?plan_iri", f"<{checked_iri(plan)}>"))
    found: dict[str, tuple[str, Bilingual, Figure]] = {}
    above: dict[str, set[str]] = {}
    for row in rows:
        above.setdefault(row["target"], set()).update([row["above"]] if "above" in row else [])
    # An anchor has two selectors, of which one quotes.
    for row in sorted(rows, key=lambda row: "quote" not in row):
        zh, en = row.get("nameZh", row["indicator"]), row.get("nameEn", row["indicator"])
        unit = row.get("unit", "")
        figure = Figure(
            iri=row["target"],
            plan=plan,
            holder=row["holder"],
            value=Decimal(row["value"]) if "value" in row else None,
            unit=row.get("same", unit),
            unit_label=row.get("unitName", ""),
            comparator=Bilingual(row.get("cmpZh", ""), row.get("cmpEn", "")),
            period="-".join(row[key][:4] for key in ("start", "end") if key in row),
            each=row.get("distribution", "") == VOCAB + "dist-每个下级",
            verbatim=row.get("verbatim", ""),
            headline=row["holder"] == plan,
            adds_up=row.get("addsUp", "") == "true",
            from_targets=tuple(sorted(above[row["target"]])),
            quote=row.get("quote", ""),
            anchor=row.get("anchor", ""),
        )
        found.setdefault(row["target"], (row["indicator"], Bilingual(zh, en), figure))
    return [found[target] for target in sorted(found)]


_FIGURES = (
    _PREFIXES
    + """SELECT ?target ?holder ?indicator ?nameZh ?nameEn ?value ?unit ?same ?unitName ?addsUp ?cmpZh ?cmpEn
  ?start ?end ?distribution ?verbatim ?above ?anchor ?quote WHERE {
  VALUES ?plan { ?plan_iri }
  ?plan pp:hasProvision? ?holder .
  ?holder pp:hasTarget ?target .
  ?target pp:indicator ?indicator .
  OPTIONAL { ?indicator skos:prefLabel ?nameZh FILTER langMatches(lang(?nameZh), "zh") }
  OPTIONAL { ?indicator skos:prefLabel ?nameEn FILTER langMatches(lang(?nameEn), "en") }
  OPTIONAL { ?target pp:value ?value }
  OPTIONAL { ?target pp:unit ?unit
    OPTIONAL { ?unit skos:exactMatch ?same }
    OPTIONAL { ?unit pp:addsUp ?addsUp }
    OPTIONAL { ?unit skos:prefLabel ?unitName FILTER langMatches(lang(?unitName), "zh") } }
  OPTIONAL { ?target pp:comparator ?comparator
    OPTIONAL { ?comparator skos:prefLabel ?cmpZh FILTER langMatches(lang(?cmpZh), "zh") }
    OPTIONAL { ?comparator skos:prefLabel ?cmpEn FILTER langMatches(lang(?cmpEn), "en") } }
  OPTIONAL { ?target pp:targetStart ?start }
  OPTIONAL { ?target pp:targetEnd ?end }
  OPTIONAL { ?target pp:distribution ?distribution }
  OPTIONAL { ?target pp:verbatim ?verbatim }
  OPTIONAL { ?target pp:cascadesFrom ?above }
  OPTIONAL { ?target pp:evidencedBy ?anchor
    OPTIONAL { ?anchor oa:hasSelector ?selector
      OPTIONAL { ?selector oa:exact ?quote } } }
} ORDER BY ?holder ?target ?above ?anchor"""
)


def _places(
    query: Query, plan: str, family: dict[str, PlanSummary], figures: Sequence[Figure]
) -> tuple[Place, ...]:
    """Put the plans of a family by place, and add up from below."""
    own_series = {plan, *kin(query, plan)}
    stating = {figure.plan for figure in figures}
    # A basis outside the series that does not speak of the indicator is no place where a figure is missing.
    shown = [member for member in family.values() if member.iri in own_series or member.iri in stating]
    by_division: dict[str, list[PlanSummary]] = {}
    for member in sorted(shown, key=lambda member: (member.rank, member.division_iri, member.iri)):
        by_division.setdefault(member.division_iri, []).append(member)
    above = {division: _above(query, division, by_division) for division in by_division}
    places = {
        division: Place(
            division=division,
            name=Bilingual(plans[0].division, plans[0].division) if division else _NOWHERE,
            level=plans[0].level_name,
            rank=plans[0].rank,
            above=above[division],
            plans=tuple(plans),
            figures=tuple(figure for figure in figures if figure.plan in {member.iri for member in plans}),
        )
        for division, plans in by_division.items()
    }
    return tuple(_summed(query, place, places.values()) for place in places.values())


def _above(query: Query, division: str, known: Iterable[str]) -> str:
    if not division:
        return ""
    rows = query(
        f"{_PREFIXES} SELECT ?above (COUNT(?between) AS ?distance) WHERE {{ VALUES ?here {{ <{checked_iri(division)}> }} "
        "?here pp:parentDivision+ ?above . ?here pp:parentDivision+ ?between . ?between pp:parentDivision* ?above } "
        "GROUP BY ?above ORDER BY ?distance ?above"
    )
    wanted = set(known)
    return next((row["above"] for row in rows if row["above"] in wanted), "")


def _summed(query: Query, place: Place, places: Iterable[Place]) -> Place:
    below = [one for one in places if one.above == place.division and one.division and place.division]
    words = [_own_words(place)]
    if not below:
        return replace(place, said=tuple(word for word in words if word))
    register = _count_below(query, place.division)
    own = place.figure
    stated = [(one, figure) for one in below if (figure := one.figure) and figure.adds_up and not figure.each]
    units = {figure.unit for _, figure in stated} | (
        {own.unit} if own and own.adds_up and not own.each else set()
    )
    missing = [one for one in below if one not in [counted for counted, _ in stated]]
    if not stated or len(units) != 1:
        words.append(_no_sum(below, stated, missing))
        return replace(place, below=register, said=tuple(word for word in words if word))
    values = [figure.value for _, figure in stated if figure.value is not None]
    total = sum(values, Decimal(0))
    usable = own is not None and own.value is not None and own.adds_up and not own.each
    shortfall = max(own.value - total, Decimal(0)) if usable and own and own.value is not None else None
    words.append(_sum_words(place, stated, missing, total, shortfall, register))
    return replace(
        place,
        total=total,
        shortfall=shortfall,
        below=register,
        counted=tuple(one.division for one, _ in stated),
        said=tuple(word for word in words if word),
    )


def _count_below(query: Query, division: str) -> int:
    rows = query(
        f"{_PREFIXES} SELECT (COUNT(DISTINCT ?below) AS ?number) WHERE {{ ?below pp:parentDivision <{checked_iri(division)}> }}"
    )
    return int(rows[0]["number"])


def _own_words(place: Place) -> Bilingual | None:
    """Say why a place has no figure of its own, or that its plans disagree; None where it has one."""
    if place.figure is not None:
        return None
    if place.figures:
        return Bilingual(
            f"{place.name.zh}写了几个不同的数值，无法定为一个",
            f"{place.name.en} states several values, of which none can be taken as its figure",
        )
    unheld = [plan for plan in place.plans if plan.cited_only]
    titles = "、".join(plan.title or plan.number or plan.iri for plan in unheld)
    if len(unheld) < len(place.plans):
        zh = f"{place.name.zh}的已入库文本没有这一指标"
        en = f"the held text of {place.name.en} does not state the indicator"
        if unheld:
            zh, en = f"{zh}，另有《{titles}》仅见引用", f"{en}; {titles} is known by citation only"
        return Bilingual(zh, en)
    return Bilingual(
        f"{place.name.zh}的数值不在任何已入库文本中（《{titles}》仅见引用）",
        f"the figure of {place.name.en} is in no held text ({titles}: known by citation only)",
    )


def _no_sum(
    below: Sequence[Place], stated: Sequence[tuple[Place, Figure]], missing: Sequence[Place]
) -> Bilingual:
    if stated:
        return Bilingual(
            "下级数值的单位与本级不同，不能相加",
            "the figures below are in other units, so they cannot be added",
        )
    zh, en = _names(missing or below)
    return Bilingual(
        f"下级（{zh}）没有可以相加的数值", f"the places below ({en}) state nothing that could be added"
    )


def _sum_words(
    place: Place,
    stated: Sequence[tuple[Place, Figure]],
    missing: Sequence[Place],
    total: Decimal,
    shortfall: Decimal | None,
    register: int,
) -> Bilingual:
    unit = stated[0][1].unit_label
    zh_names, en_names = _names([one for one, _ in stated])
    amount = f"{total.normalize():f}{unit}"
    zh = f"下级已知 {len(stated)} 处（{zh_names}）合计 {amount}"
    en = f"{len(stated)} known below ({en_names}) make {amount}"
    if missing:
        zh_missing, en_missing = _names(missing)
        zh, en = f"{zh}；{zh_missing}无数值", f"{en}; no figure of {en_missing}"
    direct = [one for one in (*(one for one, _ in stated), *missing) if one.rank == place.rank + 1]
    apart = register - len(direct)
    if apart > 0:
        zh = f"{zh}；区划名录中另有 {apart} 个直接下级没有文本"
        en = f"{en}; of {apart} more divisions directly below there is no text"
    if shortfall is None:
        return Bilingual(
            f"{zh}；本级数值未知，缺口无从判断",
            f"{en}; with the own figure unknown, no shortfall can be told",
        )
    if shortfall:
        left = f"{shortfall.normalize():f}{unit}"
        return Bilingual(f"{zh}；比本级少 {left}", f"{en}; {left} short of the own figure")
    return Bilingual(f"{zh}；已达到本级数值", f"{en}; the own figure is reached")


def _names(places: Sequence[Place]) -> tuple[str, str]:
    return "、".join(one.name.zh for one in places), ", ".join(one.name.en for one in places)
