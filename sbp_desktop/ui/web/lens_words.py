"""What the lists beside the web say: which ways of looking there are, why somebody is listed, what would stop."""

from collections.abc import Iterable

from sbp_desktop.models import lenses
from sbp_desktop.models.findings import WHO_ELSE, listed
from sbp_desktop.models.lenses import Away, LastTime, Lens, Row
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.web import words
from sbp_desktop.ui.web.words import QT_TRANSLATE_NOOP, Choices, say

LENSES: Choices = {
    Lens.WHO_CARES: QT_TRANSLATE_NOOP("web", "Who cares"),
    Lens.TEAM: QT_TRANSLATE_NOOP("web", "Who is on the team"),
    Lens.WHAT_HELPS: QT_TRANSLATE_NOOP("web", "What helps"),
    Lens.I_HELP: QT_TRANSLATE_NOOP("web", "Who I help"),
    Lens.WHO_ELSE: QT_TRANSLATE_NOOP("web", "Who else"),
    Lens.NEW: QT_TRANSLATE_NOOP("web", "What is new"),
    Lens.FAR_AWAY: QT_TRANSLATE_NOOP("web", "Far away"),
}
_INVITATIONS: Choices = {  # what stands where a list is empty (decisions.md D23)
    Lens.WHO_CARES: QT_TRANSLATE_NOOP("web", "Who do you like to talk things over with?"),
    Lens.TEAM: QT_TRANSLATE_NOOP("web", "Who would you like on the team?"),
    Lens.WHAT_HELPS: QT_TRANSLATE_NOOP("web", "What helps? Press a line, then More, to say so."),
    Lens.I_HELP: QT_TRANSLATE_NOOP("web", "What do you like doing for other people?"),
    Lens.WHO_ELSE: QT_TRANSLATE_NOOP("web", "Who else would you like to have here?"),
    Lens.NEW: QT_TRANSLATE_NOOP("web", "Just as it was."),
    Lens.FAR_AWAY: QT_TRANSLATE_NOOP("web", "Who lives further off? Press them, then More, to say so."),
}
_HELPS: Choices = {"yes": QT_TRANSLATE_NOOP("web", "helps"), "a_bit": QT_TRANSLATE_NOOP("web", "helps a bit")}


def title(lens: Lens, last: LastTime) -> str:
    """Return what a list is called: "Who cares", "What is new since 28 May"."""
    if lens is Lens.NEW and last.day:
        day = when_and_where.day_and_month(last.day, when_and_where.today())
        return say(QT_TRANSLATE_NOOP("web", "What is new since {0}")).format(day)
    return words.said(LENSES, lens)


def invitation(lens: Lens) -> str:
    """Return what stands in place of an empty list."""
    return words.said(_INVITATIONS, lens)


def why(lens: Lens, row: Row, own_name: str) -> str:
    """Return why somebody is listed, a line or two."""
    match lens:
        case Lens.WHO_CARES:
            lines = [_joined([_gives(row.kinds), _looks_after(row, own_name)])]
        case Lens.TEAM:
            lines = [words.detail(row.node) or words.said(words.LAYERS, row.node.domain), _reach(row)]
        case Lens.WHAT_HELPS:
            lines = [_joined([words.said(_HELPS, row.why), _gives(row.kinds)])]
        case Lens.I_HELP:
            lines = [_both_ways(row) or _gives(row.kinds)]
        case Lens.WHO_ELSE:
            lines = [_gives(row.kinds), say(WHO_ELSE[row.kinds[0]])]
        case Lens.NEW:
            lines = [_since(row)]
        case Lens.FAR_AWAY:
            lines = [words.said(words.DISTANCES, row.why)]
    return "\n".join(_capital(line) for line in lines if line)


def if_away_title(label: str) -> str:
    """Return the question: "If Jean were away"."""
    return say(QT_TRANSLATE_NOOP("web", "If {0} were away")).format(label)


def if_away(away: Away, own_name: str) -> list[str]:
    """Return what would stop, as sentences."""
    label = away.node.label
    nobody = say(QT_TRANSLATE_NOOP("web", "{0}: nobody else yet. {1}"))
    hardly = say(QT_TRANSLATE_NOOP("web", "{0}: there would be {1}, and nobody else."))
    through = say(QT_TRANSLATE_NOOP("web", "{0} and {1} know each other only through {2}."))
    found = [nobody.format(_help(kind), say(WHO_ELSE[kind])) for kind in away.nobody_else]
    found += [hardly.format(_help(kind), listed(node.label for node in left)) for kind, left in away.hardly_else]
    found += [through.format(own_name, node.label, label) for node in away.cut_off]
    if away.first_to_ring:
        found.append(say(QT_TRANSLATE_NOOP("web", "Nobody else is named to ring first.")))
    return found or [say(QT_TRANSLATE_NOOP("web", "Everything here could go on, as far as we know."))]


def _help(kind: str) -> str:
    return _capital(words.said(words.SUPPORT, kind))


def _looks_after(row: Row, own_name: str) -> str:
    return say(QT_TRANSLATE_NOOP("web", "looks after {0}")).format(own_name) if row.why == lenses.CARER else ""


def _reach(row: Row) -> str:
    ask = say(QT_TRANSLATE_NOOP("web", "ask them before showing how to reach them"))
    return ask if row.why == lenses.ASK_FIRST else row.reach


def _both_ways(row: Row) -> str:
    return say(QT_TRANSLATE_NOOP("web", "help goes both ways")) if row.why == lenses.BOTH_WAYS else ""


def _since(row: Row) -> str:
    if row.why == lenses.LINE:
        return say(QT_TRANSLATE_NOOP("web", "a new line"))
    if row.node.since is None:
        return words.detail(row.node)
    since = when_and_where.partial(row.node.since, when_and_where.today())
    return _joined([words.detail(row.node), say(QT_TRANSLATE_NOOP("web", "since {0}")).format(since)])


def _gives(kinds: Iterable[str]) -> str:
    return _joined(words.said(words.SUPPORT, kind) for kind in kinds)


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(part for part in parts if part)


def _capital(line: str) -> str:
    return line[:1].upper() + line[1:]
