"""The words people in Britain use for who somebody is to them, and what each says about their place on the web."""

import re
from dataclasses import dataclass
from functools import lru_cache


def word_set(*lines: str) -> frozenset[str]:
    """Return the words of these lines."""
    return frozenset(" ".join(lines).split())


_KIN = {  # as typed, and as we write it
    **{word: word for word in word_set(
        "mother father sister brother daughter son wife husband spouse partner girlfriend boyfriend aunt uncle niece",
        "nephew cousin child grandchild grandmother grandfather grandson granddaughter godmother godfather godson",
        "goddaughter mum mam mummy mammy ma dad daddy da gran granny grandma grandpa grandad gramps nan nana nanna",
        "nanny nain taid mamgu tadcu auntie hubby twin ex fiancé fiancée",
    )},
    "granddad": "grandad", "grandaughter": "granddaughter", "aunty": "auntie", "sis": "sister", "bro": "brother",
    "fiance": "fiancé", "fiancee": "fiancée",
}  # fmt: skip
_SAME = {  # words for one and the same person; nan and gran are left apart, for they are often two people
    **dict.fromkeys(("mum", "mam", "mummy", "mammy", "ma"), "mother"),
    **dict.fromkeys(("dad", "daddy", "da"), "father"),
    "auntie": "aunt",
    "hubby": "husband",
    "doctor": "gp",
    "mate": "friend",
    "pal": "friend",
}
# Said alone, without "my" or a name, these still mean a certain person; "partner", "ex" or "child" do not.
_STRONG = set(_KIN) - word_set("partner ex child spouse twin ma da nan nana nanny gran sis bro")
# Used as names, with a capital: "I miss Mum".
CALLED_BY = word_set(
    "mum mam mummy mammy dad daddy nan nana nanna nanny gran granny grandma grandad granddad grandpa gramps nain taid",
    "mamgu tadcu auntie aunty uncle",
)
_FRIENDS = (
    "friend",
    "neighbour",
    "neighbor",
    "mate",
    "pal",
    "workmate",
    "flatmate",
    "housemate",
    "lodger",
    "colleague",
)
_KNOWN_FOR = {
    **dict.fromkeys(word_set(
        "doctor dentist optician chiropodist podiatrist pharmacist chemist vicar priest minister pastor rabbi imam",
        "solicitor teacher counsellor landlord landlady boss manager hairdresser barber cleaner gardener physio",
        "physiotherapist nurse postman milkman",
    ), ""),
    "district nurse": "", "community nurse": "", "window cleaner": "", "key worker": "", "keyworker": "key worker",
    "gp": "GP", "cpn": "CPN", "ot": "OT",
}  # fmt: skip
_WORKERS = ("social worker", "support worker", "care worker", "home help", "advocate", "occupational therapist")
_PETS = ("dog", "cat", "budgie", "parrot", "rabbit", "puppy", "kitten", "horse", "pony", "tortoise")
_TELLING = (
    "eldest",
    "oldest",
    "older",
    "elder",
    "youngest",
    "younger",
    "middle",
    "other",
    "big",
    "little",
    "twin",
    "best",
)
_NEAR = ("next door", "upstairs", "downstairs", "foster", "adopted", "adoptive", "birth")

_words = "|".join(
    sorted((re.escape(w) for w in (*_KIN, *_FRIENDS, *_KNOWN_FOR, *_WORKERS, *_PETS)), key=len, reverse=True)
)
_RELATION = re.compile(
    rf"(?P<late>late )?(?P<telling>(?:(?:{'|'.join((*_TELLING, *_NEAR))}) )*)(?P<ex>(?:ex|former) )?"
    rf"(?P<joined>(?:half ?|step ?|(?:great )+)?)(?P<base>{_words})(?P<law> in law)?"
)

# What, coming next, turns the word into something else: "mother tongue", "partner agency".
NOT_A_PERSON = {
    "mother": ("tongue", "country", "nature", "ship", "board", "figure", "s day", "and baby", "and toddler", "in laws"),
    "father": ("christmas", "time", "figure", "s day"),
    "brother": ("printer", "machine", "toner"),
    "sister": ("ward", "company", "site", "act", "paper", "ship"),
    "partner": ("agency", "agencies", "organisation", "organisations", "school", "council", "trust", "charity"),
    "son": ("of a gun",),
    "nan": ("bread",),
    "grandfather": ("clock",),
    "daughter": ("board", "company", "cell"),
    "friend": ("request", "zone"),
    "gp": ("surgery", "practice", "appointment", "letter", "receptionist", "record", "s surgery", "list"),
    "nurse": ("appointment", "call", "practitioner"),
    "child": ("care", "benefit", "minder", "support", "protection", "in need", "lock"),
    "cat": ("flap", "food", "litter"),
    "dog": ("food", "walker", "house", "lead", "walk"),
    "chemist": ("shop",),
    "ex": ("army", "navy", "raf", "services", "forces", "miner", "soldier", "council"),
    "twin": ("bed", "beds", "room", "tub"),
    "neighbour": ("dispute", "noise"),
    "manager": ("role",),
}


@dataclass(frozen=True, slots=True)
class Relation:
    """What a relationship word means. `key` is equal for words that mean the same person, `base` without what tells
    two apart ("older"); `shown` is the word as we write it; `strong` words need neither "my" nor a name beside them."""

    key: str
    base: str
    word: str
    shown: str
    kind: str = "person"
    domain: str = "network"
    tier: str | None = "close"
    paid: str | None = None
    strong: bool = False
    remembered: bool = False


@lru_cache(maxsize=4096)
def relation(words: str) -> Relation | None:
    """Return what these words mean when they are one relationship ("half-sister", "mother in law"), else None."""
    plain = " ".join(words.casefold().replace("-", " ").split())
    found = _RELATION.fullmatch(re.sub(r"\bgrand ", "grand", plain))
    if found is None:
        return None
    word, law, joined = found["base"], found["law"] or "", found["joined"].strip()
    if (law or joined) and word not in _KIN:
        return None
    ex, telling = "ex-" if found["ex"] else "", found["telling"].strip()
    before = {"half": "half-", "step": "step"}.get(joined, joined.replace(" ", "-") + "-" if joined else "")
    after = "-in-law" if law else ""
    shown_word = _KIN.get(word) or _KNOWN_FOR.get(word) or word
    shown = f"{telling} {ex}{before}{shown_word}{after}".strip()
    base = f"{ex}{before}{_SAME.get(shown_word.casefold(), shown_word.casefold())}{after}"
    kind, domain, tier, paid = _place(word)
    return Relation(
        key=f"{telling} {base}".strip(), base=base, word=word, shown=shown, kind=kind, domain=domain,
        tier=tier, paid=paid, strong=word in _STRONG, remembered=bool(found["late"]),
    )  # fmt: skip


def _place(word: str) -> tuple[str, str, str | None, str | None]:
    """Return kind, layer, tier and why they come, for a base word."""
    if word in _PETS:
        return "pet", "personal", None, None
    if word in _WORKERS:
        return "worker", "network", "extended", "paid"
    if word in _KNOWN_FOR:
        return "person", "network", "extended", None if word in {"landlord", "landlady", "boss"} else "paid"
    return "person", "network", "close", None
