"""Words of our trade in plain ones: what they mean, for the bell (practice.md A83), and what to write instead (A07)."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

PLAIN: Mapping[str, str] = {
    "advocate": "somebody on your side who speaks up with you",
    "assessment": "a talk about your life and what would help",
    "assistive technology": "gadgets that make things easier or safer",
    "best interests": "what is right for you, when you cannot choose for yourself",
    "capacity": "being able to weigh up a choice and make it",
    "care act": "the law about help for grown-ups",
    "care home": "a home with staff, where you live with others",
    "care package": "the paid help you have",
    "care plan": "what we agreed, written down",
    "carer": "somebody who looks after you without being paid",
    "co-production": "working it out together",
    "commissioned": "paid for by the council",
    "continuing healthcare": "care the NHS pays for",
    "deprivation of liberty": "when somebody is not free to come and go",
    "direct payment": "money to pay for your own help",
    "direct payments": "money to pay for your own help",
    "discharge": "going home from hospital",
    "domiciliary": "at your home",
    "domiciliary care": "paid help at your home",
    "eligibility": "what the law says the council must help with",
    "eligible": "what the law says the council must help with",
    "equipment": "things that make a day easier, such as a rail",
    "extra care": "your own flat, with help close by",
    "family group conference": "a meeting where your family makes the plan",
    "financial assessment": "working out what you would pay",
    "floating support": "somebody who visits to help you keep your home",
    "gp": "your doctor",
    "home care": "paid help at your home",
    "hospital discharge": "going home from hospital",
    "independent living": "living your own way, with the help you choose",
    "intermediate care": "help for some weeks to get you back on your feet",
    "key safe": "a small box outside with your key in it",
    "lasting power of attorney": "somebody you chose to decide for you if you cannot",
    "mdt": "a meeting of the people who help you",
    "mental capacity": "being able to weigh up a choice and make it",
    "multi-agency": "different workers together",
    "multidisciplinary": "of different kinds of workers",
    "named worker": "the one person to ring",
    "network": "the people and places around you",
    "occupational therapist": "somebody who finds ways to do everyday things",
    "ot": "somebody who finds ways to do everyday things",
    "outcome": "what you want to come of it",
    "outcomes": "what you want to come of it",
    "outreach": "workers who come to you",
    "package of care": "the paid help you have",
    "pathway": "the steps that come next",
    "pendant alarm": "a button you wear to call for help",
    "personal assistant": "somebody you pay to help you, your way",
    "personal budget": "the money set aside for your help",
    "personal care": "help with washing and dressing",
    "provider": "who gives the paid help",
    "reablement": "help for some weeks to do things yourself again",
    "referral": "asking somebody else to get in touch with you",
    "rehabilitation": "getting stronger again after being ill",
    "respite": "a break, for you and who looks after you",
    "review": "looking again at how things are",
    "risk assessment": "thinking about what could go wrong, and what to do",
    "safeguarding": "keeping you safe from harm by others",
    "section 42": "the law about finding out whether somebody is being harmed",
    "self-neglect": "when looking after yourself has become too much",
    "service": "paid help",
    "services": "paid help",
    "shared lives": "living with a family who helps you",
    "sheltered housing": "your own flat, with somebody to call on",
    "signposting": "telling you where to ask",
    "social prescribing": "finding things to do that are good for you",
    "statutory": "what the law says must be done",
    "strengths-based": "starting from what you are good at",
    "support plan": "what we agreed, written down",
    "supported living": "your own home, with help each day",
    "telecare": "alarms at home that call for help",
    "third sector": "charities",
    "triage": "looking at what comes first",
    "voluntary sector": "charities",
}
"""Word or words, in small letters -> what to say instead."""

INSTEAD: Mapping[str, str] = {
    "allocated to": "with",
    "assessed": "talked with",
    "assessment": "conversation",
    "assessments": "conversations",
    "care package": "help",
    "client": "person",
    "clients": "people",
    "discharged": "gone home",
    "handed off to": "introduced to",
    "handed over to": "introduced to",
    "non-compliant": "not keen",
    "package of care": "help",
    "placement": "home",
    "referral": "introduction",
    "referrals": "introductions",
    "referred": "introduced",
    "referred to": "introduced to",
    "review": "look again",
    "service user": "person",
    "service users": "people",
    "services": "help",
    "signposted to": "introduced to",
    "signposting": "introducing",
    "triaged": "listened to",
    "utilise": "use",
    "utilised": "used",
}
"""Word or words, in small letters -> what a worker's note may say instead, in the same place of the sentence."""


LONGEST = 15
"""Words in a sentence that is meant for the person."""
_ENDS = re.compile(r"(?<=[.?!])\s+")


class Offer(NamedTuple):
    """Plainer words, `instead`, for the characters from `start` to `end` of a text, which are `of`."""

    start: int
    end: int
    of: str
    instead: str


def _any_of(terms: Iterable[str]) -> re.Pattern[str]:
    """Match any of these, the longest where several fit."""
    longest_first = "|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True))
    return re.compile(rf"\b({longest_first})\b", re.IGNORECASE)


@cache
def _any_plain() -> re.Pattern[str]:
    """Made when first asked for: the first page of the app does not wait for it."""
    return _any_of(PLAIN)


class Avoided:
    """The words to avoid: ours, and what a team adds; a word a team gives nothing instead for may be used."""

    def __init__(self, added: Mapping[str, str] = MappingProxyType({})) -> None:
        self.instead = {word: instead for word, instead in {**INSTEAD, **added}.items() if instead}
        self._any = _any_of(self.instead)

    def offers_in(self, text: str) -> list[Offer]:
        """Plainer words for what stands in a text, beginning with a capital where that did."""
        found = []
        for match in self._any.finditer(text):
            instead = self.instead[match[0].casefold()]
            found.append(
                Offer(*match.span(), match[0], instead[:1].upper() + instead[1:] if match[0][0].isupper() else instead)
            )
        return found


def long_sentences(text: str) -> list[str]:
    """The sentences that are long to read for whoever they are meant for (practice.md E.11)."""
    return [sentence for sentence in _ENDS.split(text.strip()) if len(sentence.split()) > LONGEST]


def found_in(texts: Iterable[str]) -> dict[str, str]:
    """Our words that stand in some texts, as written there, with the plain ones; the longest where several fit."""
    met: dict[str, str] = {}
    for text in texts:
        for match in _any_plain().finditer(text):
            met.setdefault(match[0].casefold(), match[0])
    return {written: PLAIN[term] for term, written in met.items()}
