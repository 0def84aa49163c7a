"""What a page left with somebody says, to them and in their words; and three plain lines for a GP's record."""

from collections.abc import Hashable
from dataclasses import replace
from datetime import date
from uuid import UUID

from PySide6.QtCore import QCoreApplication

from sbp_desktop.models import jargon, rules, text_merge
from sbp_desktop.models.agreed import Thing, has_said_yes, members
from sbp_desktop.models.plan_snapshots import LeafSnapshot, StepSnapshot
from sbp_desktop.models.snapshots import EntrySnapshot, NodeSnapshot, WorkerSnapshot
from sbp_desktop.models.vocabulary import ConnectionStatus, Done, EntryKind
from sbp_desktop.ui import local_words, when_and_where
from sbp_desktop.ui.differently import words as seen_differently
from sbp_desktop.ui.people import described

translate = QCoreApplication.translate
_GOING = frozenset({ConnectionStatus.AGREED, ConnectionStatus.INTRODUCED, ConnectionStatus.STARTED})
_MOST_SAID = 40  # more never fits two pages
_IN_A_LINE = 3  # of what is to be done, in a line of the GP's
_SAID_IN_A_LINE, _SHORT = 2, 160  # of what was said there, and in letters


def title() -> str:
    """Return what stands at the head of the page."""
    return translate("Leaf", "What we agreed")


def whose_and_when(about: LeafSnapshot, now: int) -> str:
    """Return "Eric, 22 November 2026, at home"."""
    talk = about.talk
    if talk is None:
        return ", ".join(filter(None, (about.name, whole_day(now))))
    on = talk.happened_on
    day = when_and_where.day_of(talk.opened_ms) if on is None else on.lo
    when = whole_day(day) if on is None or on.lo == on.hi else when_and_where.partial(on, now)
    return ", ".join(filter(None, (about.name, when, talk.place or when_and_where.place(talk.setting))))


def with_names(about: LeafSnapshot) -> LeafSnapshot:
    """Return the page with who wrote what where something stands in two versions, so that paper says both."""
    if not about.versions:
        return about
    talk, plan = about.talk, about.plan
    if talk is not None:
        entries = tuple(replace(entry, text=_signed(about, entry.text)) for entry in talk.entries)
        talk = replace(talk, entries=entries)
    if plan is not None:
        steps = tuple(replace(step, what=_also(about, step.id, "what", step.what)) for step in plan.steps)
        plan = replace(plan, what_must_change=_signed(about, plan.what_must_change), steps=steps)
    return replace(about, talk=talk, plan=plan, good_life=_signed(about, about.good_life))


def _signed(about: LeafSnapshot, words: str) -> str:
    """A long text with who wrote each of the places where its versions differ."""
    differing = (one for one in about.versions if text_merge.in_conflict(one.pieces))
    found = next((one for one in differing if text_merge.whole(one.pieces) == words), None)
    if found is None:
        return words
    who: dict[Hashable, str] = {version.name: version.who or _somebody() for version in found.versions}
    parts = [
        [piece] if isinstance(piece, str) else [_by(one.text, [who[name] for name in one.of]) for one in piece]
        for piece in found.pieces
    ]
    return " ".join(part.strip() for several in parts for part in several if part.strip())


def _also(about: LeafSnapshot, thing: UUID, field: str, words: str) -> str:
    """A short thing with what else is recorded of it, and by whom."""
    found = next((one for one in about.versions if (one.thing, one.field) == (thing, field)), None)
    if found is None:
        return words
    shown, *others = found.versions
    said = [_by(words, [shown.who]), *(_by(str(other.value or ""), [other.who]) for other in others)]
    return translate("Leaf", " or ").join(said)


def _by(words: str, who: list[str]) -> str:
    return f"{words.strip()} ({', '.join(name or _somebody() for name in who)})" if words.strip() else ""


def _somebody() -> str:
    return translate("Leaf", "a colleague")


def kept_lines(about: LeafSnapshot) -> list[tuple[EntrySnapshot, str]]:
    """Return what was said, in the words it was said in, each with what put it right later, "" mostly; only where
    nobody's words were kept, what was noted.
    """
    lines = [entry for entry in (about.talk.entries if about.talk else ()) if entry.text.strip()]
    put_right = {entry.corrects: entry.text for entry in lines if entry.kind == EntryKind.CORRECTION}
    words = [entry for entry in lines if entry.kind == EntryKind.WORDS]
    notes = [entry for entry in lines if entry.kind in (EntryKind.NOTE, EntryKind.ADDENDUM)]
    return [(entry, put_right.get(entry.id, "")) for entry in (words or notes)[:_MOST_SAID]]


def said(about: LeafSnapshot, letters: int | None = None) -> list[str]:
    """Return what was said, each line as it reads, or cut to so many `letters`; what is seen differently stays whole
    beside it.
    """
    lines = ((entry.id, _line(entry, right, about)) for entry, right in kept_lines(about))
    return [beside(about, entry, shortened(line, letters) if letters else line) for entry, line in lines]


def beside(about: LeafSnapshot, thing: UUID | None, line: str) -> str:
    """Return a line with what must go wherever it goes: what it said on a page given before, and who sees it
    differently, in their own words (security.md 5.3).
    """
    return " ".join((line, *stands_beside(about, thing))) if line else ""


def stands_beside(about: LeafSnapshot, *things: UUID | None) -> list[str]:
    """Return what stands beside some things, each in brackets of its own."""
    found = [thing for thing in things if thing is not None]
    right = [seen_differently.put_right(one) for thing in found for one in about.put_right.get(thing, ())]
    other = [seen_differently.said(one) for thing in found for one in about.seen_differently.get(thing, ())]
    return [f"({one})" for one in (*right, *other)]


def _line(entry: EntrySnapshot, right: str, about: LeafSnapshot) -> str:
    parts = [described.in_quotes(entry)]
    if entry.said_by not in (None, about.web.self_node):
        parts.insert(0, f"{_labels(about).get(entry.said_by, '')}:")
    if right:
        parts.append(translate("Leaf", "(put right: {words})").format(words=right))
    return " ".join(part for part in parts if part != ":")


def long_sentences(about: LeafSnapshot) -> list[str]:
    """Return what we wrote on the page that is long to read; the person's own words are never judged (R32)."""
    if rules.PLAIN_WORDS in about.web.rules_off:
        return []
    notes = [entry.text for entry, _ in kept_lines(about) if entry.kind != EntryKind.WORDS]
    ours = [_step(step, about) for step in to_do(about)]
    return [sentence for text in (*notes, *ours) for sentence in jargon.long_sentences(text)]


def steps(about: LeafSnapshot) -> list[str]:
    """Return who does what by when: "Walk to the shop: Jean, by 3 December"; what is done already is left out."""
    return [beside(about, step.id, _step(step, about)) for step in to_do(about)]


def to_do(about: LeafSnapshot) -> list[StepSnapshot]:
    """Return the steps that are not done yet."""
    return [step for step in (about.plan.steps if about.plan else ()) if step.what and step.done != Done.YES]


def _step(step: StepSnapshot, about: LeafSnapshot) -> str:
    who = step.who
    if step.who_node is not None:
        you = step.who_node == about.web.self_node
        who = translate("Leaf", "you") if you else _labels(about).get(step.who_node, "")
    by = translate("Leaf", "by {day}").format(day=whole_day(step.by.hi)) if step.by is not None else ""
    rest = ", ".join(filter(None, (who, by)))
    return f"{step.what}: {rest}" if rest else step.what


def places(about: LeafSnapshot) -> list[NodeSnapshot]:
    """Return the places and people they want to get to know, or have begun to."""
    things = about.agreed.things.get("Connection", ()) if about.agreed else ()
    going = dict.fromkeys(thing.ref("node") for thing in things if thing.words("status") in _GOING)
    nodes = {node.id: node for node in about.web.nodes}
    return [nodes[node] for node in going if node in nodes and nodes[node].label]


def trying(about: LeafSnapshot) -> list[str]:
    """Return those places and people in one line."""
    names = dict.fromkeys(beside(about, node.id, node.label) for node in places(about))
    return [", ".join(names)] if names else []


def skills(about: LeafSnapshot) -> list[tuple[str, str]]:
    """Return what they are learning, each with its first small step."""
    things = about.agreed.things.get("DevelopmentItem", ()) if about.agreed else ()
    going = [thing for thing in things if thing.words("skill") and thing.words("done") != Done.YES]
    return [(beside(about, thing.id, thing.words("skill")), thing.words("first_step")) for thing in going]


def learning(about: LeafSnapshot) -> list[str]:
    """Return the same, each in a line."""
    return [": ".join(filter(None, skill)) for skill in skills(about)]


def helpers(about: LeafSnapshot) -> list[Thing]:
    """Return the members of their circle who may do something."""
    return [member for member in (members(about.agreed) if about.agreed else ()) if member.words("will_do")]


def helping(about: LeafSnapshot) -> list[str]:
    """Return who of the circle will do what."""
    return [beside(about, member.id, helps(member, about)) for member in helpers(about)]


def helps(member: Thing, about: LeafSnapshot) -> str:
    """Return who will do what; of whoever has not said yes themselves only that they are to be asked (practice.md R16,
    I-11).
    """
    does = ", ".join(filter(None, (member.words("will_do"), member.words("how_often"))))
    does = does if has_said_yes(member) else translate("Leaf", "to be asked")
    who = _labels(about).get(member.ref("node"), "")
    return f"{who}: {does}" if who else does


def a_good_life(about: LeafSnapshot) -> str:
    """Return what a good life is in their words."""
    return beside(about, about.good_life_of, about.good_life)


def to_change(about: LeafSnapshot) -> str:
    """Return what must change."""
    return beside(about, about.plan.id, about.plan.what_must_change) if about.plan else ""


def next_day(about: LeafSnapshot) -> str:
    """Return when we see each other next, with what was said of it."""
    on = about.next_on
    day = "" if on is None else whole_day(on.lo) if on.lo == on.hi else on.text
    return ", ".join(filter(None, (day, about.next_words)))


def reached(worker: WorkerSnapshot | None) -> str:
    """Return a name and a number."""
    return ", ".join(filter(None, (worker.name, worker.direct_number))) if worker is not None else ""


def my_people() -> str:
    """Return what the person's own web is called to them."""
    return translate("Leaf", "My people and places")


def more() -> str:
    """Return what stands where not everything that was said has room."""
    return translate("Leaf", "There is more than fits here. Ask to hear all of it.")


def page_of(page: int, pages: int) -> str:
    """Return which page of how many this is; all but the last say that there is another."""
    if page < pages:
        return translate("Leaf", "Page {page} of {pages}. It goes on.").format(page=page, pages=pages)
    return translate("Leaf", "Page {page} of {pages}").format(page=page, pages=pages)


def parts(about: LeafSnapshot) -> list[tuple[str, list[str]]]:
    """Return the page as headings with the lines under each, for a screen reader and for tests."""
    told = [
        (translate("Leaf", "What was said"), said(about)),
        (local_words.conversations()["C3"], [good_life] if (good_life := a_good_life(about)) else []),
        (translate("Leaf", "What must change"), [change] if (change := to_change(about)) else []),
        (translate("Leaf", "Who does what"), steps(about)),
        (translate("Leaf", "To try"), trying(about)),
        (translate("Leaf", "What you are learning"), learning(about)),
        (translate("Leaf", "Who helps"), helping(about)),
        (seen_differently.heading(), seen_differently.on_the_web(about.web, but=[node.id for node in places(about)])),
    ]
    return [(heading, lines) for heading, lines in told if lines]


def at_the_foot(about: LeafSnapshot) -> list[tuple[str, str]]:
    """Return whom to ring, when we see each other next and who is there when the worker is not."""
    told = [
        (translate("Leaf", "Your worker"), reached(about.worker)),
        (translate("Leaf", "With you this time"), reached(about.visited)),
        (translate("Leaf", "We see each other next"), next_day(about)),
        (translate("Leaf", "When your worker is away"), reached(about.cover)),
    ]
    return [(heading, line) for heading, line in told if line]


def as_text(about: LeafSnapshot, now: int) -> str:
    """Return the whole page in words, for a screen reader."""
    blocks = [title(), whose_and_when(about, now)]
    blocks += ["\n".join((heading, *lines)) for heading, lines in parts(about)]
    blocks += [f"{heading}: {line}" for heading, line in at_the_foot(about)]
    return "\n\n".join(blocks)


def for_the_gp(about: LeafSnapshot, now: int) -> str:
    """Return three lines: who, when and with whom; what was said and agreed; what comes next and whom to ring."""
    born = about.born_on.text if about.born_on is not None else ""
    who = [
        whose_and_when(about, now),
        translate("Leaf", "born {day}").format(day=born) if born else "",
        translate("Leaf", "NHS number {number}").format(number=about.nhs_number) if about.nhs_number else "",
    ]
    change = to_change(about)
    agreed = [
        *said(about, _SHORT)[:_SAID_IN_A_LINE],
        translate("Leaf", "To change: {words}").format(words=change) if change else "",
        translate("Leaf", "Agreed: {steps}.").format(steps="; ".join(steps(about)[:_IN_A_LINE]))
        if steps(about)
        else "",
    ]
    last = [f"{heading}: {line}" for heading, line in _for_others(about)]
    return "\n".join(
        _one_line(line) for line in (", ".join(filter(None, who)), " ".join(filter(None, agreed)), ". ".join(last))
    )


def shortened(line: str, letters: int) -> str:
    """Return a long saying cut at a word, with a sign that it goes on."""
    return line if len(line) <= letters else line[:letters].rsplit(" ", 1)[0] + "…"


def _for_others(about: LeafSnapshot) -> list[tuple[str, str]]:
    told = [
        (translate("Leaf", "Seen next"), next_day(about)),
        (translate("Leaf", "Worker"), reached(about.worker)),
        (translate("Leaf", "This time"), reached(about.visited)),
        (translate("Leaf", "When away"), reached(about.cover)),
    ]
    return [(heading, line) for heading, line in told if line]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _labels(about: LeafSnapshot) -> dict[UUID | None, str]:
    return {node.id: node.label for node in about.web.nodes}


def whole_day(day: int) -> str:
    """Return "Thursday 3 December 2026"."""
    on = date.fromordinal(day)
    return f"{when_and_where.day_title(day)} {on.year}"
