"""Invented plans in the forms of real ones, with their facts beside them, for tests of scale and of the reader.

Run: python benchmarks/generate.py OUT --count N --seed S

OUT gets documents/NAME.txt, annotations/NAME.json in the form of data/gold/GUIDE.md, so that
`zhengmai evaluate OUT/annotations --documents OUT/documents` works, and lineage.json: which document carries out which.
The words stand in benchmarks/templates; the divisions are those of the registry, everything else is made up. The same
count and seed give the same bytes.
"""

from __future__ import annotations

import argparse
import calendar
import json
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import islice, product
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from zhengmai.cli.output import language
from zhengmai.errors import Bilingual, InputError, ZhengmaiError
from zhengmai.registry import divisions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhengmai.registry.divisions import Division

Json = dict[str, Any]

TEMPLATES = Path(__file__).resolve().parent / "templates"
LEAST, MOST = 10, 10_000
# Documents that go back to one national plan.
FAMILY = 25
FIRST_YEARS = range(2019, 2024)
LEVELS = ("national", "province", "prefecture", "county")
# How often a document of the level is the one that the next carries out.
WEIGHTS = {"national": 2, "province": 4, "prefecture": 8, "county": 0}
# Generic parts of names that an agency's prefix can be made of; 地区 and 林区 have usages of their own.
WORDS = {"province": ("省", "市", "自治区"), "prefecture": ("市", "州"), "county": ("县", "市", "区", "旗")}
BEGINS = 20
# Characters to a line in prints that are broken at a fixed width, and what may not begin or end such a line.
WRAPPED = 34
NOT_FIRST = "，。；：、）》〉”%"
NOT_LAST = "（《〈“"
ASCII_FORMS = str.maketrans("，：；（）", ",:;()")
LAYOUTS = ("plain", "plain", "spaced", "spaced", "ascii", "wrapped", "markdown")
NATION = "全国"


class Place(NamedTuple):
    """A division as documents print it.

    Attributes:
        code: its code in the registry.
        name: full name; in front of a name that several divisions bear stands that of the division above.
        short: full name alone, as annotations have it.
        stem: name without its generic part, for document numbers.
        word: 省, 市, 自治区, 州, 县, 区, 旗; 国 for the nation.
        level: one of LEVELS.
        parent: code of the division above, None for the nation.
    """

    code: str
    name: str
    short: str
    stem: str
    word: str
    level: str
    parent: str | None

    @property
    def is_city(self) -> bool:
        """Tell whether it is a municipality under the central government."""
        return self.level == "province" and self.word == "市"


class Topic(NamedTuple):
    """What one family of plans is about: an entry of fields.toml, a program of it, a kind of plan and its years."""

    area: Json
    program: str
    kind: str
    first: int
    last: int

    def title(self, place: Place) -> str:
        """Give the title of a place's plan."""
        where = "" if place.level == "national" else place.name
        return f"{where}{self.program}{self.kind}（{self.first}—{self.last}年）"


@dataclass
class Draft:
    """A document before it is written.

    Attributes:
        place: whose document it is.
        topic: what it is about.
        issued: its date.
        parent: the document that it carries out, None for a first one.
        form: brackets, lines, table or department.
        issuer: who issues it.
        number: document number, empty until all dates are known.
        name: stem of its files.
    """

    place: Place
    topic: Topic
    issued: date
    parent: Draft | None
    form: str
    issuer: str
    number: str = ""
    name: str = ""

    @property
    def plan(self) -> str:
        """Title of the plan that it issues."""
        if self.form == "department" and self.parent:
            return f"关于贯彻落实《{self.parent.plan}》的通知"
        return self.topic.title(self.place) + ("重点任务分解表" if self.form == "table" else "")

    @property
    def title(self) -> str:
        """Title of the notice."""
        return self.plan if self.form == "department" else f"{self.issuer}关于印发《{self.plan}》的通知"


@cache
def templates(name: str) -> Json:
    """Read a file of benchmarks/templates.

    Raises:
        OSError: the file is missing.
        tomllib.TOMLDecodeError: it is no TOML.
    """
    return tomllib.loads((TEMPLATES / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def places() -> dict[str, dict[str, list[Place]]]:
    """Give the divisions that can issue plans: by level, then by the code of the division above."""
    register = divisions.load()
    offices = templates("agencies")["offices"]
    found: dict[str, dict[str, list[Place]]] = {level: {} for level in LEVELS}
    for division in register:
        place = _place(register, division)
        if place and (place.level != "province" or place.code in offices):
            found[place.level].setdefault(place.parent or "", []).append(place)
    return found


def _place(register: divisions.Divisions, division: Division) -> Place | None:
    if division.level == "national":
        return Place(division.code, NATION, NATION, NATION, "国", "national", None)
    word = register.level_word(division.code)
    name = division.name
    stem = next((name[:n] for n in range(2, 5) if division in register.stemmed(name[:n])), None)
    if stem is None or word not in WORDS.get(division.level, ()):
        return None
    alone = len(register.named(name)) == 1 and len(name) > 2
    above = "" if alone or division.parent is None else register.get(division.parent).name
    return Place(division.code, above + name, name, stem, word, division.level, division.parent)


def topics(rng: Random) -> Iterator[Topic]:
    """Give topics without end, each different from the others while there are any."""
    kinds = templates("phrases")["kinds"]
    known = [
        Topic(area, program, name, year, year + span)
        for area in templates("fields")["field"]
        for program, (name, span), year in product(
            area["programs"], zip(kinds["names"], kinds["spans"], strict=True), FIRST_YEARS
        )
    ]
    while True:
        yield from rng.sample(known, len(known))


def drafts(count: int, seed: int) -> list[Draft]:
    """Plan documents: families of one national plan and what carries it out, from level to level.

    Args:
        count: how many.
        seed: any whole number.
    """
    rng = Random(f"{seed}")
    families = max(1, count // FAMILY)
    made: list[Draft] = []
    for i, topic in enumerate(islice(topics(rng), families)):
        made += _family(rng, topic, count // families + (i < count % families))
    _number(rng, made)
    return made


def _family(rng: Random, topic: Topic, size: int) -> list[Draft]:
    nation = places()["national"][""][0]
    issued = _workday(date(topic.first, 1, 10) + timedelta(rng.randrange(100)))
    family = [Draft(nation, topic, issued, None, "brackets", "国务院办公厅")]
    used: set[str] = set()
    noticing: set[str] = set()
    while len(family) < size:
        # The first four make one chain down to a county, if the divisions allow it.
        parents = [one for one in family if one.form not in ("department", "table")]
        weights = [WEIGHTS[one.place.level] for one in parents]
        parent = rng.choices(parents, weights)[0] if len(family) >= len(LEVELS) else parents[-1]
        if not WEIGHTS[parent.place.level]:
            parent = family[0]
        below = [one for one in _below(parent.place) if one.code not in used]
        issued = _workday(parent.issued + timedelta(rng.randint(25, 110)))
        noticed = parent.place.code in noticing or parent.place.level == "national"
        if not noticed and (not below or rng.random() < 0.12):
            noticing.add(parent.place.code)
            key = next(k for k in parent.topic.area["systems"] if k in templates("agencies")["departments"])
            issuer = parent.place.name + _agency(key, parent.place)
            family.append(Draft(parent.place, topic, issued, parent, "department", issuer))
        elif below:
            place = rng.choice(below)
            used.add(place.code)
            office = "人民政府办公厅" if place.level == "province" else "人民政府办公室"
            family.append(Draft(place, topic, issued, parent, _form(rng, place), place.name + office))
    return family


def _below(place: Place) -> list[Place]:
    lower = LEVELS[LEVELS.index(place.level) + 1 :]
    return [one for level in lower for one in places()[level].get(place.code, [])]


def _form(rng: Random, place: Place) -> str:
    if place.level == "province":
        return "brackets"
    shares = (6, 3, 0) if place.level == "prefecture" else (5, 3, 2)
    return rng.choices(("brackets", "lines", "table"), shares)[0]


def _workday(day: date) -> date:
    return day + timedelta(max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _number(rng: Random, made: Sequence[Draft]) -> None:
    """Give numbers that rise with the dates of an issuer's year, and names of files."""
    last: Counter[tuple[str, int]] = Counter()
    agencies = templates("agencies")
    for i, draft in sorted(enumerate(made), key=lambda pair: (pair[1].issued, pair[0])):
        place = draft.place
        if draft.form == "department":
            key = next(k for k in draft.topic.area["systems"] if k in agencies["departments"])
            short = divisions.load().get(place.code).short or place.stem
            code = short + agencies["departments"][key]
        elif place.level == "national":
            code = "国办发"
        else:
            code = agencies["offices"].get(place.code, f"{place.stem}政办发")
        year = draft.issued.year
        last[code, year] += rng.randint(1, 3)
        draft.number = f"{code}〔{year}〕{last[code, year]}号"
        draft.name = f"{i + 1:05d}-{place.level}-{place.code}"


def _agency(key: str, place: Place, *, short: bool = False) -> str:
    names = templates("agencies")["agencies"][key]
    if place.level == "national":
        return str(names["nation"])
    if place.is_city:
        name = names.get("city", names["local"])
    elif place.level == "province":
        name = names["province"]
    else:
        name = names["short"] if short and "short" in names else names["local"]
    return str(name)


@dataclass
class Writer:
    """Writes one document and its annotation.

    Attributes:
        draft: what to write.
        rng: the source of its choices.
        lines: paragraphs so far.
        plans: annotations of its plans so far.
    """

    draft: Draft
    rng: Random
    lines: list[str] = field(default_factory=list)
    plans: list[Json] = field(default_factory=list)

    def __post_init__(self) -> None:
        place, topic = self.draft.place, self.draft.topic
        self.place, self.topic = place, topic
        self.phrases = templates("phrases")
        word = {"national": "国", "自治区": "区"}.get(place.word, place.word)
        self.words = {
            "own": f"我{word}",
            "all": f"全{word}",
            "gov": "国务院" if word == "国" else f"{place.word}政府",
            "field": topic.area["name"],
            "program": topic.program,
        }
        self.short_names = self.rng.random() < 0.4
        self.elided = place.level in ("prefecture", "county") and self.rng.random() < 0.35
        self.clause = self.rng.choice(("labels", "duty", "responsible", "mixed"))
        self.tasks: list[tuple[str, list[str]]] = [(a["heading"], a["tasks"]) for a in topic.area["actions"]]

    def write(self) -> tuple[str, Json]:
        """Give the text and its annotation."""
        second = self._second()
        titles = [self.draft.plan] + ([second.title(self.place)] if second else [])
        self._head(titles)
        if self.draft.form == "department":
            self._department()
        else:
            self._plan(titles[0], self.draft.parent)
            if second:
                self.topic = second
                self.words["program"] = second.program
                self._plan(titles[1], None)
        return self._laid_out(), {
            "file": f"{self.draft.name}.txt",
            "carrier": self.carrier,
            "plans": self.plans,
        }

    def _second(self) -> Topic | None:
        """Give the topic of a second plan that the same notice issues, now and then."""
        if self.draft.form not in ("brackets", "lines") or self.draft.place.level not in LEVELS[2:]:
            return None
        others = [p for p in self.topic.area["programs"] if p != self.topic.program]
        return self.topic._replace(program=self.rng.choice(others)) if self.rng.random() < 0.1 else None

    def _say(self, text: str, **more: str) -> str:
        """Fill in a sentence of phrases.toml."""
        area = self.topic.area
        chosen = {key: self.rng.choice(area[f"{key}s"]) for key in ("group", "service", "site", "tool")}
        return text.format(**self.words, **chosen, **more)

    def _head(self, titles: Sequence[str]) -> None:
        draft, rng = self.draft, self.rng
        quoted = "".join(f"《{title}》" for title in titles)
        title = draft.title if len(titles) == 1 else f"{draft.issuer}关于印发{quoted}的通知"
        if rng.random() < 0.5:
            self.lines.append(f"{draft.issuer}文件")
        addressees = self._addressees()
        self.lines += [draft.number, title, addressees.replace("|", "") + "："]
        self.carrier: Json = {
            "number": draft.number,
            "title": title,
            "issuers": [draft.issuer],
            "date": draft.issued.isoformat(),
            "division": self.place.short,
            "level": self.place.level,
            "addressees": [one.strip("，、") for one in addressees.split("|")],
        }
        if draft.form != "department":
            self.lines.append(self._say(rng.choice(self.phrases["issues"]), titles=quoted))
            self._sign()

    def _sign(self) -> None:
        day = self.draft.issued
        self.lines += [self.draft.issuer, f"{day.year}年{day.month}月{day.day}日"]
        remark = self.rng.choice(self.phrases["remarks"])
        self.lines += [remark] if remark else []

    def _addressees(self) -> str:
        """Give who the document goes to, with | between the items."""
        place, word = self.place, self.place.word
        collective = self._collective()
        if self.draft.form == "department":
            # 各县（市、区）人民政府 → 各县（市、区）民政局
            below = "各区" if place.is_city else collective.removesuffix("人民政府")
            return below + self.draft.issuer.removeprefix(place.name).replace("厅", "局")
        if place.level == "national":
            return f"{collective}，|国务院各部委、|各直属机构"
        if place.level == "province":
            return f"{collective}，|{word}政府各部门"
        if place.level == "prefecture":
            return f"{collective}，|{word}直各有关单位"
        return f"{collective}，|{word}直各单位"

    def _collective(self) -> str:
        place = self.place
        if place.level == "national":
            return "各省、自治区、直辖市人民政府"
        if place.level == "province":
            return "各区人民政府" if place.is_city else "各设区市人民政府"
        if place.level == "prefecture":
            return "各县（市、区）人民政府" if place.word == "市" else "各县市人民政府"
        return "各街道办事处" if place.word == "区" else "各乡镇人民政府"

    def _plan(self, title: str, parent: Draft | None) -> None:
        rng = self.rng
        plan: Json = {
            "title": title,
            "period": [str(self.topic.first), str(self.topic.last)],
            "cites": [],
            "plan_targets": [],
            "measures": [],
        }
        self.plans.append(plan)
        self.lines.append(title)
        self._preamble(plan, parent)
        if self.draft.form == "table":
            self._table(plan)
            return
        chapters = ["problem"] if rng.random() < 0.25 else []
        chapters += ["goal", "work"] + (["duty"] if rng.random() < 0.2 else []) + ["demand"]
        for i, kind in enumerate(chapters):
            label = han(i + 1)
            self.lines.append(f"{label}、{rng.choice(self.phrases['chapters'][kind])}")
            getattr(self, f"_{kind}")(plan, label)

    def _preamble(self, plan: Json, parent: Draft | None) -> None:
        if parent is None:
            self.lines.append(self._say(self.rng.choice(self.phrases["first"]["preamble"])))
            return
        form = self.rng.choice(self.phrases["preamble"])
        title = parent.title.replace("《", "〈").replace("》", "〉")
        self.lines.append(self._say(form["text"], basis=f"《{title}》（{parent.number}）"))
        plan["cites"].append({"title": title, "number": parent.number, "role": form["role"]})

    def _problem(self, _: Json, __: str) -> None:
        texts = zip(self.phrases["problem"]["headings"], self.phrases["problem"]["texts"], strict=True)
        for i, (heading, text) in enumerate(texts):
            self.lines.append(f"（{han(i + 1)}）{heading}。{self._say(text)}")

    def _goal(self, plan: Json, _: str) -> None:
        said = self._say(self.rng.choice(self.phrases["goal"]["opening"]))
        stated = [
            self._target(goal, str(self.topic.last)) for goal in self.rng.sample(self.topic.area["goals"], 3)
        ]
        said += f"到{self.topic.last}年，" + "；".join(t["indicator"] + t["text"] for t in stated) + "。"
        plan["plan_targets"] += stated
        self.lines.append(said)

    def _work(self, plan: Json, label: str) -> None:
        """Write the chapter of measures: groups of numbered items, or groups that are measures themselves."""
        rng = self.rng
        groups = rng.sample(self.tasks, rng.randint(3, len(self.tasks)))
        flat, running, item = rng.random() < 0.3, rng.random() < 0.15, 0
        for i, (heading, tasks) in enumerate(groups):
            group = f"（{han(i + 1)}）"
            if flat:
                self._measure(plan, f"{label}/{group}", heading, group, [heading, *rng.sample(tasks, 2)])
                continue
            self.lines.append(f"{group}{heading}")
            item = item if running else 0
            for task in tasks[: rng.randint(2, 3)]:
                item += 1
                self._measure(plan, f"{label}/{group}/{item}", heading, f"{item}.", [task])

    def _demand(self, _: Json, __: str) -> None:
        demand = list(zip(self.phrases["demand"]["headings"], self.phrases["demand"]["texts"], strict=True))
        for i, (heading, text) in enumerate(self.rng.sample(demand, 3)):
            self.lines.append(f"（{han(i + 1)}）{heading}。{self._say(text)}")

    def _duty(self, plan: Json, label: str) -> None:
        """Write duties by unit; whether they are measures is left open, as the guide says."""
        for i, key in enumerate(self.topic.area["systems"][:4]):
            unit = self._unit(key, first=True)
            own = f"{unit['mention']}：{self._say(self.phrases['duty']['texts'][i])}"
            self.lines.append(f"（{han(i + 1)}）{own}")
            measure = _measure_of(f"{label}/（{han(i + 1)}）", "职责分工", own)
            plan["measures"].append(measure | {"responsible": [unit], "unsure": True})

    def _measure(self, plan: Json, path: str, heading: str, label: str, heads: Sequence[str]) -> None:
        own, measure = self._task(path, heading, heads, dated=self.draft.form == "brackets")
        if self.draft.form == "brackets":
            own += self._bracket(measure)
            self.lines.append(label + own)
        else:
            self.lines += [label + own, *self._clause_lines(measure)]
        plan["measures"].append(measure)

    def _task(self, path: str, heading: str, heads: Sequence[str], *, dated: bool) -> tuple[str, Json]:
        """Make the sentences of a task, and its annotation without parties."""
        rng = self.rng
        sentences = [f"{head}。" for head in heads]
        sentences += [
            self._say(text) for text in rng.sample(self.phrases["task"]["bodies"], rng.randint(1, 3))
        ]
        measure = _measure_of(path, heading, "".join(sentences))
        chance = rng.random()
        if chance < 0.15:
            law = rng.choice(self.phrases["law"])
            title = rng.choice(self.topic.area["laws"])
            sentences.append(self._say(law["text"], law=title))
            measure["cites"].append({"title": title, "number": None, "role": law["role"]})
        if chance > 0.6:
            sentences.append(self._counted(measure, by_year=dated and chance > 0.85))
        if dated and measure["deadline"] is None and rng.random() < 0.3:
            measure["deadline"] = due = self._due()
            sentences.append(f"{due['text']}完成阶段任务。")
        return "".join(sentences), measure

    def _counted(self, measure: Json, *, by_year: bool) -> str:
        """Add a target to a measure; give its sentence."""
        opening: str
        period: str | None
        if by_year:
            year = self._year()
            measure["deadline"] = {"text": f"到{year}年", "kind": "by-date", "value": f"{year}-12-31"}
            opening, period = f"到{year}年，", f"{year}"
        else:
            opening, period = self.rng.choice((("每年", "annual"), ("", None)))
        counts = self.topic.area["counts"]
        # A share is no sum of a year.
        usable = [one for one in counts if (one[1] == "%") == by_year] if opening else counts
        target = self._target(self.rng.choice(usable), period)
        measure["targets"].append(target)
        return f"{opening}{target['indicator']}{target['text']}。"

    def _target(self, quantity: Sequence[Any], period: str | None) -> Json:
        what, unit, lowest, highest, step = quantity
        value = self.rng.randrange(lowest, highest + 1, step)
        forms = self.phrases["figures"]["percent" if unit == "%" else "count"]
        before, after, comparator = self.rng.choice(forms)
        printed = f"{value / 10000:g}万" if value >= 10000 and value % 1000 == 0 else str(value)
        text = f"{before}{printed}{unit}{after}"
        return {
            "text": text, "indicator": what, "comparator": comparator, "value": value, "unit": unit, "period": period,
        }  # fmt: skip

    def _year(self) -> int:
        return self.rng.randint(min(self.draft.issued.year + 1, self.topic.last), self.topic.last)

    def _due(self, *, alone: bool = False) -> Json:
        """Make a deadline; one that stands alone in a line or a cell has more forms."""
        year, month, day = self._year(), self.rng.randint(3, 12), self.rng.randint(10, 28)
        last = calendar.monthrange(year, month)[1]
        forms: list[tuple[str, str, str | None]] = [
            (f"{year}年底前", "by-date", f"{year}-12-31"),
            (f"{year}年{month}月底前", "by-date", f"{year}-{month:02d}-{last}"),
            (f"{year}年{month}月{day}日前", "by-date", f"{year}-{month:02d}-{day}"),
            (f"每年{month}月底前", "annual", f"--{month:02d}-{last}"),
        ]
        if alone:
            forms += [("全年", "whole-year", None), ("长期坚持", "period", None)]
        return dict(zip(("text", "kind", "value"), self.rng.choice(forms), strict=True))

    def _unit(self, key: str, *, first: bool) -> Json:
        place = self.place
        name = _agency(key, place, short=self.short_names)
        if "{w}" in name:
            # The league of a 自治区 prints its place in front.
            name = "团委" if len(place.word) > 1 else name.format(w=place.word)
        if place.level == "national" or (name.startswith("团") and len(place.word) == 1):
            mention = name
        elif self.elided and not first:
            mention = name = name.removeprefix("委")
        else:
            mention = place.word + name
        if place.level == "national":
            name = name.removeprefix("国家").removeprefix(NATION)
        return {"mention": mention, "resolved": f"{place.short}|{name}"}

    def _units(self) -> tuple[list[Json], list[Json]]:
        """Choose who leads and who helps; the lead is one of the field's first bodies."""
        rng, systems = self.rng, self.topic.area["systems"]
        lead = [self._unit(rng.choice(systems[:3]), first=True)]
        led = {lead[0]["resolved"].rpartition("|")[2].removeprefix("委")}
        help_: list[Json] = []
        for key in rng.sample(systems, rng.randint(2, 5)):
            unit = self._unit(key, first=not help_)
            if unit["resolved"].rpartition("|")[2].removeprefix("委") not in led:
                help_.append(unit)
        if rng.random() < 0.35:
            whole = self._collective()
            help_.append({"mention": whole, "resolved": f"{self.place.short}|{whole}"})
        return lead, help_

    def _bracket(self, measure: Json) -> str:
        style = (
            self.clause
            if self.clause != "mixed"
            else self.rng.choice(("labels", "duty", "responsible", "sole"))
        )
        lead, help_ = self._units()
        if style == "responsible":
            measure["responsible"] = lead + help_
            ends = self.rng.choice((("责任单位：", ""), ("", "按职责分工负责")))
            return f"（{ends[0]}{_list(lead + help_)}{ends[1]}）"
        if style == "sole":
            measure["responsible"] = lead
            return f"（{_list(lead)}负责）"
        measure["lead"], measure["support"] = lead, help_
        if style == "labels":
            return f"（牵头单位：{_list(lead)}；责任单位：{_list(help_)}）"
        return f"（{_list(lead)}牵头，{_list(help_)}按职责分工负责）"

    def _clause_lines(self, measure: Json) -> list[str]:
        lead, help_ = self._units()
        measure["deadline"] = due = self._due(alone=True)
        if self.clause == "responsible":
            measure["responsible"] = lead + help_
            said = [f"责任单位：{_list(lead + help_)}"]
        else:
            measure["lead"], measure["support"] = lead, help_
            label = self.rng.choice(("配合单位", "责任单位"))
            said = [f"牵头单位：{_list(lead)}", f"{label}：{_list(help_)}"]
        return [*said, f"完成时限：{due['text']}"]

    def _table(self, plan: Json) -> None:
        """Write a table of tasks, its cells between tabs or bars."""
        piped = self.rng.random() < 0.5
        rows = [["序号", "任务", "牵头单位", "责任单位", "完成时限"]]
        rows += [["---"] * 5] if piped else []
        number = 0
        for heading, tasks in self.rng.sample(self.tasks, 4):
            for task in tasks[:2]:
                number += 1
                own, measure = self._task(f"表/{number}", heading, [task], dated=False)
                lead, help_ = self._units()
                measure["lead"], measure["support"] = lead, help_
                measure["deadline"] = due = self._due(alone=True)
                rows.append([str(number), own, _list(lead), _list(help_), due["text"]])
                plan["measures"].append(measure)
        self.lines += [f"| {' | '.join(row)} |" if piped else "\t".join(row) for row in rows]

    def _department(self) -> None:
        """Write a department's notice, which is the plan itself and names no units."""
        parent = self.draft.parent
        if parent is None:
            raise ValueError("a department's notice carries out a plan")
        title = parent.title.replace("《", "〈").replace("》", "〉")
        self.lines.append(
            self._say(self.phrases["department"]["opening"], basis=f"《{title}》（{parent.number}）")
        )
        cites = [{"title": title, "number": parent.number, "role": "implements"}]
        plan: Json = {
            "title": self.draft.plan,
            "period": None,
            "cites": cites,
            "plan_targets": [],
            "measures": [],
        }
        self.plans.append(plan)
        groups = self.rng.sample(self.tasks, 3)
        for i, heading in enumerate(self.phrases["department"]["chapters"]):
            self.lines.append(f"{han(i + 1)}、{heading}")
            for j, task in enumerate(groups[i][1]):
                path = f"{han(i + 1)}/（{han(j + 1)}）"
                own, measure = self._task(path, heading, [task], dated=True)
                self.lines.append(f"（{han(j + 1)}）{own}")
                plan["measures"].append(measure)
        self._sign()

    def _laid_out(self) -> str:
        layout = "plain" if self.draft.form == "table" else self.rng.choice(LAYOUTS)
        lines = self.lines
        if layout == "ascii":
            lines = [line.translate(ASCII_FORMS) for line in lines]
        elif layout == "wrapped":
            lines = [_wrapped(line) for line in lines]
        elif layout == "markdown":
            lines = [_as_markdown(line) for line in lines]
        return ("\n" if layout in ("plain", "ascii") else "\n\n").join(lines) + "\n"


def _measure_of(path: str, heading: str, own: str) -> Json:
    return {
        "path": path, "heading": heading, "begins": own[:BEGINS], "lead": [], "support": [], "responsible": [],
        "deadline": None, "targets": [], "cites": [],
    }  # fmt: skip


def _list(units: Sequence[Json]) -> str:
    return "、".join(unit["mention"] for unit in units)


def _wrapped(line: str) -> str:
    """Break a line at a fixed width, earlier where a mark may not begin or end a line or a number would be cut."""
    parts = []
    while len(line) > WRAPPED:
        cut = WRAPPED
        while line[cut] in NOT_FIRST or line[cut - 1] in NOT_LAST or line[cut - 1 : cut + 1].isdecimal():
            cut -= 1
        parts.append(line[:cut])
        line = line[cut:]
    return "\n".join([*parts, line])


def _as_markdown(line: str) -> str:
    if line.endswith(("文件", "的通知")) and "。" not in line:
        return f"# {line}"
    return f"## {line}" if len(line) < 12 and line[1:2] == "、" else line


def han(number: int) -> str:
    """Give a number from 1 to 19 in Chinese numerals."""
    digits = "一二三四五六七八九"
    return ("十" if number > 9 else "") + (digits[number % 10 - 1] if number % 10 else "")


def lineage(made: Sequence[Draft]) -> Json:
    """Give what lineage.json holds: by name, each document and what it carries out (null for a first one)."""

    def told(draft: Draft) -> Json:
        return {
            "name": draft.name, "number": draft.number, "title": draft.title, "level": draft.place.level,
            "division": draft.place.code, "date": draft.issued.isoformat(),
        }  # fmt: skip

    return {
        draft.name: told(draft) | {"implements": told(draft.parent) if draft.parent else None}
        for draft in made
    }


def generate(out: Path, count: int, seed: int) -> list[Draft]:
    """Write documents, annotations and lineage.

    Args:
        out: a folder that is empty or not there yet.
        count: how many documents, from LEAST to MOST.
        seed: any whole number.

    Returns:
        What was written, in the order of the files' names.

    Raises:
        InputError: the count is out of range, or `out` is a file, is not empty or cannot be written.
    """
    if not LEAST <= count <= MOST:
        cause = Bilingual(
            f"份数应在 {LEAST} 到 {MOST} 之间", f"the count must lie between {LEAST} and {MOST}"
        )
        raise InputError(f"--count {count}", cause)
    if out.exists() and not out.is_dir():
        raise InputError(str(out), Bilingual("是文件，应为文件夹", "is a file; give a folder"))
    try:
        if out.is_dir() and any(out.iterdir()):
            raise InputError(
                str(out), Bilingual("不是空文件夹", "is not empty; give an empty folder or a new one")
            )
        made = drafts(count, seed)
        for name in ("documents", "annotations"):
            (out / name).mkdir(parents=True)
        for draft in made:
            text, annotation = Writer(draft, Random(f"{seed}/{draft.name}")).write()
            (out / "documents" / f"{draft.name}.txt").write_text(text, encoding="utf-8", newline="\n")
            _write_json(out / "annotations" / f"{draft.name}.json", annotation)
        _write_json(out / "lineage.json", lineage(made))
    except OSError as error:
        raise InputError(str(out), Bilingual(f"无法写入：{error}", f"cannot be written: {error}")) from error
    return made


def _write_json(path: Path, data: Json) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def main(arguments: Sequence[str]) -> int:
    """Write what is asked for and print a table of it.

    Returns:
        0; 2 where an argument cannot be used.
    """
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", type=Path, metavar="OUT", help="folder to write, empty or new")
    parser.add_argument("--count", type=int, default=100, help=f"how many documents, {LEAST} to {MOST}")
    parser.add_argument("--seed", type=int, default=1, help="whole number that decides everything")
    chosen = parser.parse_args(arguments)
    try:
        made = generate(chosen.out, chosen.count, chosen.seed)
    except ZhengmaiError as error:
        print(error.message.text(language()), file=sys.stderr)
        return error.exit_code
    print("| level | brackets | lines | table | department |\n|---|---:|---:|---:|---:|")
    counted = Counter((draft.place.level, draft.form) for draft in made)
    for level in LEVELS:
        row = [counted[level, form] for form in ("brackets", "lines", "table", "department")]
        print(f"| {level} | {' | '.join(map(str, row))} |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
