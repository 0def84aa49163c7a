"""The rules of the practice in plain words: what each is called and what it does."""

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from sbp_desktop.models.rules import RuleKind, Subject
from sbp_desktop.ui import local_words
from sbp_desktop.ui.web.words import QT_TRANSLATE_NOOP

_CONTEXT = "rules"


class RuleWords(NamedTuple):
    """`title` is what a rule is called, `does` what it does in one sentence; both for `say`."""

    title: str
    does: str


SUBJECTS: Mapping[Subject, str] = {
    Subject.STRENGTHS: QT_TRANSLATE_NOOP("rules", "What people bring"),
    Subject.CONVERSATIONS: QT_TRANSLATE_NOOP("rules", "Conversations"),
    Subject.STAYING: QT_TRANSLATE_NOOP("rules", "Staying with people"),
    Subject.CLOSE: QT_TRANSLATE_NOOP("rules", "Family, friends and carers"),
    Subject.HELP: QT_TRANSLATE_NOOP("rules", "Paid and long-term help"),
    Subject.SAY: QT_TRANSLATE_NOOP("rules", "Their say, and safety"),
    Subject.AROUND: QT_TRANSLATE_NOOP("rules", "Around here"),
    Subject.WRITING: QT_TRANSLATE_NOOP("rules", "Writing things down"),
    Subject.TEAM: QT_TRANSLATE_NOOP("rules", "Working as a team"),
}
KINDS: Mapping[RuleKind, str] = {
    RuleKind.DEFAULT: QT_TRANSLATE_NOOP("rules", "how it is built"),
    RuleKind.PROMPT: QT_TRANSLATE_NOOP("rules", "a question that needs no answer"),
    RuleKind.INDICATOR: QT_TRANSLATE_NOOP("rules", "a quiet sign"),
    RuleKind.NUDGE: QT_TRANSLATE_NOOP("rules", "one line, put away with a tap"),
    RuleKind.REASON: QT_TRANSLATE_NOOP("rules", "asks why, and always goes on"),
    RuleKind.STOP: QT_TRANSLATE_NOOP("rules", "says no"),
    RuleKind.ABSENT: QT_TRANSLATE_NOOP("rules", "left out on purpose"),
}
RULES: Mapping[str, RuleWords] = {
    "R01": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Start with strengths"),
        QT_TRANSLATE_NOOP("rules", "A web offers the person’s own life first and paid help last."),
    ),
    "R02": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Think together before a long-term plan"),
        QT_TRANSLATE_NOOP(
            "rules", "“{good_life}” opens in one tap: we talked it over, it is urgent, or they ask for it."
        ),
    ),
    "R03": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Nothing long-term in a crisis"),
        QT_TRANSLATE_NOOP("rules", "Help that starts in a crisis gets an end; taking the end away asks why."),
    ),
    "R04": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Nobody is put in a queue or passed on"),
        QT_TRANSLATE_NOOP("rules", "There is no queue, no order of urgency and no button that hands somebody over."),
    ),
    "R05": RuleWords(
        QT_TRANSLATE_NOOP("rules", "They are the experts on their life"),
        QT_TRANSLATE_NOOP("rules", "Words read back to somebody stay theirs; anybody else adds beside them."),
    ),
    "R06": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Stick like glue"),
        QT_TRANSLATE_NOOP("rules", "Today says who expects you and when, for as long as a crisis lasts."),
    ),
    "R07": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Listen hard to carers"),
        QT_TRANSLATE_NOOP("rules", "Whoever gives daily help shows when they were last asked how they are."),
    ),
    "R08": RuleWords(
        QT_TRANSLATE_NOOP("rules", "No shopping list of help"),
        QT_TRANSLATE_NOOP("rules", "No page turns what somebody finds hard into something to buy."),
    ),
    "R09": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Own life first, then help for a while, then long-term help"),
        QT_TRANSLATE_NOOP("rules", "Adding help for a while shows what came first; adding long-term help asks why."),
    ),
    "R10": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Me, my people, around here"),
        QT_TRANSLATE_NOOP("rules", "Three small signs show where something is there already or was talked about."),
    ),
    "R11": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Say why, and why not the others"),
        QT_TRANSLATE_NOOP("rules", "Six kinds of decision carry three short lines, and nothing else does."),
    ),
    "R12": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Least in the way of their freedom"),
        QT_TRANSLATE_NOOP("rules", "On a decision the choices stand with the freest first."),
    ),
    "R13": RuleWords(
        QT_TRANSLATE_NOOP("rules", "More than the usual"),
        QT_TRANSLATE_NOOP("rules", "A plan with only home care, day care or a care home says so."),
    ),
    "R14": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Could help do harm?"),
        QT_TRANSLATE_NOOP("rules", "New help is held against everyday friendships, at once and after 6 and 12 weeks."),
    ),
    "R15": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Not too early, not too much"),
        QT_TRANSLATE_NOOP("rules", "Where paid help and somebody close do one thing, the page says “both doing this”."),
    ),
    "R16": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Neighbours are no stand-in for care"),
        QT_TRANSLATE_NOOP("rules", "Nobody counts as helping in a circle until they have said yes themselves."),
    ),
    "R17": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Bring in a colleague"),
        QT_TRANSLATE_NOOP("rules", "A colleague joins and you stay; the named worker is the same."),
    ),
    "R18": RuleWords(
        QT_TRANSLATE_NOOP("rules", "The same person all the way"),
        QT_TRANSLATE_NOOP("rules", "A change of named worker asks what they were told and how they feel."),
    ),
    "R19": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Know the neighbourhood"),
        QT_TRANSLATE_NOOP("rules", "Where nobody has looked round for six months you may be asked to walk it."),
    ),
    "R20": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Notice where little holds"),
        QT_TRANSLATE_NOOP("rules", "A web says what rests on one person or nobody, with a question to ask."),
    ),
    "R21": RuleWords(
        QT_TRANSLATE_NOOP("rules", "What they know about getting by"),
        QT_TRANSLATE_NOOP("rules", "“About me” begins with what somebody knows that we don’t."),
    ),
    "R22": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Introduce, don’t point"),
        QT_TRANSLATE_NOOP("rules", "Going together and ringing together come first; giving details comes last."),
    ),
    "R23": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Check that it worked"),
        QT_TRANSLATE_NOOP("rules", "6 and 12 weeks after goodbye you are asked whether to ring."),
    ),
    "R24": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Welcome back"),
        QT_TRANSLATE_NOOP("rules", "Whoever comes back finds their words and their web as they left them."),
    ),
    "R25": RuleWords(
        QT_TRANSLATE_NOOP("rules", "They say whether it got better"),
        QT_TRANSLATE_NOOP("rules", "What somebody hopes for is in their words, and so is how it went."),
    ),
    "R26": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Looking again is a conversation"),
        QT_TRANSLATE_NOOP("rules", "There is no form for it."),
    ),
    "R27": RuleWords(
        QT_TRANSLATE_NOOP("rules", "A good ending"),
        QT_TRANSLATE_NOOP("rules", "Saying goodbye shows who stays when we go."),
    ),
    "R28": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Tiny steps count"),
        QT_TRANSLATE_NOOP("rules", "A hope that has been quiet for a while asks for the next small step."),
    ),
    "R29": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Everyone gives"),
        QT_TRANSLATE_NOOP("rules", "“About me” asks who somebody helps and what they are asked for."),
    ),
    "R30": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Taking part, not just being there"),
        QT_TRANSLATE_NOOP("rules", "A place says whether the person has a part in it or only goes. They decide."),
    ),
    "R31": RuleWords(
        QT_TRANSLATE_NOOP("rules", "They decide who sees it"),
        QT_TRANSLATE_NOOP("rules", "A copy for anybody but them and the team needs their yes. Each is noted."),
    ),
    "R32": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Plain words"),
        QT_TRANSLATE_NOOP(
            "rules", "While you write a note, plainer words are offered. The bell on the shared screen is always there."
        ),
    ),
    "R33": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Getting to know somebody comes first"),
        QT_TRANSLATE_NOOP("rules", "Time spent together is enough for a visit; nothing asks what came of it."),
    ),
    "R34": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Ask what has been tried"),
        QT_TRANSLATE_NOOP("rules", "What was tried already stands first when colleagues are asked."),
    ),
    "R35": RuleWords(
        QT_TRANSLATE_NOOP("rules", "No more than is needed"),
        QT_TRANSLATE_NOOP("rules", "One line is enough; everything beyond it is folded away until it is wanted."),
    ),
    "R36": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Small money at once"),
        QT_TRANSLATE_NOOP("rules", "A small sum needs nobody’s yes; above the team’s limit it asks for one sentence."),
    ),
    "R37": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Nothing is signed off"),
        QT_TRANSLATE_NOOP("rules", "No manager has to agree before something counts."),
    ),
    "R38": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Questions, not blame"),
        QT_TRANSLATE_NOOP("rules", "What a colleague adds is a question, and nobody’s mistakes are counted."),
    ),
    "R39": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Learn every day"),
        QT_TRANSLATE_NOOP("rules", "The end of a day has room for one line learned."),
    ),
    "R40": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Nobody’s work is counted"),
        QT_TRANSLATE_NOOP("rules", "Nothing counts a worker’s conversations, visits, pages or minutes."),
    ),
    "R41": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Safety first"),
        QT_TRANSLATE_NOOP("rules", "With “I’m worried about harm” on, nothing else asks or reminds."),
    ),
    "R42": RuleWords(
        QT_TRANSLATE_NOOP("rules", "What do they want to happen?"),
        QT_TRANSLATE_NOOP("rules", "When somebody may be harmed their own wish is the first line."),
    ),
    "R43": RuleWords(
        QT_TRANSLATE_NOOP("rules", "The law at hand"),
        QT_TRANSLATE_NOOP("rules", "Each kind of decision has the law that goes with it one tap away."),
    ),
    "R44": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Finish while it is fresh"),
        QT_TRANSLATE_NOOP("rules", "Today shows what you started to write and did not finish."),
    ),
    "R45": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Money, home, food, heat, phone"),
        QT_TRANSLATE_NOOP("rules", "Five small signs on a first conversation, each of which may stay blank."),
    ),
    "R46": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Nothing drawn behind their back"),
        QT_TRANSLATE_NOOP("rules", "What was changed without them is dotted until you have looked at it together."),
    ),
    "R47": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Loneliness counts"),
        QT_TRANSLATE_NOOP("rules", "A web says when only paid people are met at least each month."),
    ),
    "R48": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Fair shares"),
        QT_TRANSLATE_NOOP(
            "rules", "The team sees how small money and introductions are spread, never for fewer than five."
        ),
    ),
    "R49": RuleWords(
        QT_TRANSLATE_NOOP("rules", "Small groups get full"),
        QT_TRANSLATE_NOOP("rules", "When many are on their way to one small group, one line says so."),
    ),
    "R50": RuleWords(
        QT_TRANSLATE_NOOP("rules", "One name for each step"),
        QT_TRANSLATE_NOOP("rules", "One person does each step. The page shows how steps are shared."),
    ),
}


def say(words: str) -> str:
    """Return words of this file in the language of the screen, and as the team says them."""
    return local_words.filled(QCoreApplication.translate(_CONTEXT, words))
