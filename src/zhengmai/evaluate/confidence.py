"""How often a reading of each class of confidence is right, against annotations made by hand.

Entry point: `precision_by_confidence`. The counts are those of `zhengmai.evaluate.score`: readings of one class are
compared with the annotations as if nothing else had been read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from zhengmai.evaluate.score import ROLES, evaluate
from zhengmai.extract.rules import Confidence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Json = dict[str, Any]

CLASSES: tuple[Confidence, ...] = get_args(Confidence)
"""From the surest to the least sure."""

# What an element takes together of the elements of the score.
_PARTS: dict[str, tuple[str, ...]] = {
    "carrier": ("carrier.number", "carrier.title", "carrier.issuers", "carrier.date", "carrier.addressees"),
    "measure": ("measure",),
    "party": ROLES,
    "deadline": ("deadline",),
    "target": ("target", "plan.target"),
    "citation": ("citation",),
}
ELEMENTS = tuple(_PARTS)
# Which elements of the head (GB/T 9704-2012 clause 7) give a field of the carrier. Division and level are not read
# from one place and have no class.
_HEADER = {
    "number": ("发文字号",),
    "title": ("标题",),
    "date": ("成文日期",),
    "issuers": ("发文机关署名", "发文机关"),
    "addressees": ("主送机关",),
}


class Precision(NamedTuple):
    """How many readings of a class there are, and how many of them are right.

    Attributes:
        read: those that the annotations decide on.
        right: those of them that are annotated too.
        unsure: further ones, which an annotation marks "unsure"; they count neither way.
    """

    read: int
    right: int
    unsure: int

    @property
    def share(self) -> float | None:
        """The right ones as a share of 1; None where nothing was read."""
        return self.right / self.read if self.read else None


def precision_by_confidence(
    gold: Mapping[str, Json], readings: Mapping[str, Json]
) -> dict[str, dict[Confidence, Precision]]:
    """Compare the readings of each class of confidence with annotations.

    Args:
        gold: annotations by name, in the form of data/gold/GUIDE.md.
        readings: what `zhengmai.evaluate.annotation.annotate` gives, under the same names.

    Returns:
        For each of `ELEMENTS` and each of `CLASSES` the counts over all documents. What an annotation marks
        "unsure" counts neither way; parties, deadlines, targets and citations of a measure that is not annotated are
        left out, since the measure itself counts as wrong. A reading that stands in two classes counts in both.
    """
    found: dict[str, dict[Confidence, Precision]] = {element: {} for element in ELEMENTS}
    decided = {name: _without_doubt(annotation) for name, annotation in gold.items()}
    for confidence in CLASSES:
        chosen = {name: _of_class(reading, confidence) for name, reading in readings.items()}
        counts, all_counts = _counts(gold, chosen, confidence), _counts(decided, chosen, confidence)
        for element, (read, right) in counts.items():
            found[element][confidence] = Precision(read, right, all_counts[element][0] - read)
    return found


def markdown(figures: Mapping[str, Mapping[Confidence, Precision]]) -> str:
    """Give the figures as a table in Markdown: right of read, and the share."""
    lines = [f"| element | {' | '.join(CLASSES)} |", f"|---|{'---:|' * len(CLASSES)}"]
    for element, classes in figures.items():
        lines.append(f"| {element} | {' | '.join(_cell(classes[confidence]) for confidence in CLASSES)} |")
    return "\n".join(lines)


def _cell(precision: Precision) -> str:
    share = precision.share
    shown = "–" if share is None else f"{precision.right} of {precision.read}, {share:.3f}"
    return f"{shown} (+{precision.unsure} unsure)" if precision.unsure else shown


def _counts(
    gold: Mapping[str, Json], chosen: Mapping[str, Json], confidence: Confidence
) -> dict[str, tuple[int, int]]:
    """Give how much was read and how much of it is right, by element."""
    # Within a measure only what is of the class; the measures themselves stay, so that they find their partners.
    inner = evaluate(gold, chosen)
    outer = evaluate(gold, {name: _measures_of_class(r, confidence) for name, r in chosen.items()})
    counts = {}
    for element, parts in _PARTS.items():
        scores = outer if element == "measure" else inner
        right = sum(scores[part].hits for part in parts)
        counts[element] = (right + sum(scores[part].extra for part in parts), right)
    return counts


def _without_doubt(node: Any) -> Any:
    """Give annotations as if each were sure."""
    if isinstance(node, dict):
        return {key: _without_doubt(value) for key, value in node.items() if key != "unsure"}
    if isinstance(node, list):
        return [_without_doubt(value) for value in node]
    return node


def _of_class(reading: Json, confidence: Confidence) -> Json:
    """Give a reading less all facts of other classes; plans and measures stay."""
    return {
        **reading,
        "carrier": _carrier_of_class(reading.get("carrier") or {}, confidence),
        "plans": [
            {
                **plan,
                "cites": _chosen(plan.get("cites"), confidence),
                "plan_targets": _chosen(plan.get("plan_targets"), confidence),
                "measures": [_measure_of_class(m, confidence) for m in plan.get("measures") or []],
            }
            for plan in reading.get("plans") or []
        ],
    }


def _measure_of_class(measure: Json, confidence: Confidence) -> Json:
    kept = {key: _chosen(measure.get(key), confidence) for key in (*ROLES, "targets", "cites")}
    deadline = measure.get("deadline")
    return {**measure, **kept, "deadline": deadline if _chosen([deadline], confidence) else None}


def _measures_of_class(reading: Json, confidence: Confidence) -> Json:
    plans = [{**plan, "measures": _chosen(plan["measures"], confidence)} for plan in reading["plans"]]
    return {**reading, "plans": plans}


def _chosen(facts: Sequence[Json | None] | None, confidence: Confidence) -> list[Json]:
    return [fact for fact in facts or [] if fact and fact.get("confidence") == confidence]


def _carrier_of_class(carrier: Json, confidence: Confidence) -> Json:
    header = carrier.get("header") or []
    kept: Json = {}
    for key, elements in _HEADER.items():
        value = carrier.get(key)
        places = [h for h in header if h["element"] in elements]
        if isinstance(value, list):
            kept[key] = [v for v in value if _weakest([h for h in places if h["text"] == v]) == confidence]
        elif value is not None and _weakest(places) == confidence:
            kept[key] = value
    return kept


def _weakest(places: Sequence[Json]) -> str | None:
    """Give the least sure class among the places that a field was read from; None where it has no place."""
    return max((h["confidence"] for h in places), key=CLASSES.index, default=None)
