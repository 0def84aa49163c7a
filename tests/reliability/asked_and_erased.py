"""The rights of whom the record is about: all of it when they ask, nothing of it once erased, no field nobody thought of (D1, D3, D4, D7)."""

import random
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from unittest import mock
from uuid import UUID, uuid4

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models import catalogue, schema
from sbp_desktop.models.catalogue import Access, NotClassed
from sbp_desktop.models.clock import wall_ms
from sbp_desktop.models.disclosure import WHOLE
from sbp_desktop.models.schema import Field, Kind
from sbp_desktop.services import data_catalogue, people, subject_access, unlocking, webs
from sbp_desktop.storage import drafts, erasing, search_index
from sbp_desktop.storage import subject_access as kept
from tests.conftest import ROOT
from tests.fixtures import PASSPHRASE
from tests.reliability import damage, test_erased
from tests.reliability.canaries import canaries, say_everything
from tests.reliability.ground import cheaply
from tests.reliability.kept_secret import a_store
from tests.reliability.promise import Promise
from tests.services import test_subject_access as asking
from tests.sync.client.laptops import Laptop
from tests.sync.client.small_council import SmallCouncil
from tests.sync.client.test_caseload import names, rows_of
from tests.sync.client.test_seen_and_gone import STAYS, erase

# ---- D1: what somebody gets who asks


def askings(home: Path, seed: int, first: int, count: int) -> Sequence[str]:
    """A word of its own in every field, some decisions on what is held back; what is missing and what should not be there.

    The record is made once, with somebody else's beside it; each trial decides in a copy of the store.
    """
    wrong = []
    with cheaply(), a_store(home) as store:
        vault, words = unlocking.unlock(store, PASSPHRASE), asking.words()
        person, other = (people.add_person(vault, name).created[0] for name in ("Eric", "Maud"))
        planted, others = (asking.a_canary_in_every_field(vault, one, words) for one in (person, other))
        vault.close()
        for number in range(first, first + count):
            vault = unlocking.unlock(damage.copied(store, home), PASSPHRASE)
            try:
                given = _decided(vault, person, random.Random(hash((seed, number))))
                every, data = asking.written(vault, person, home / f"{number}.zip")
            finally:
                vault.close()
            wrong += [f"{number}: {one}" for one in _misplaced(planted, every, data, given)]
            wrong += [f"{number}: a word of somebody else's record"] * any(word in every for word in others)
    return wrong


def _decided(vault: asking.Vault, person: UUID, rng: random.Random) -> set[tuple[UUID, str]]:
    """Some of what is held back is given after all, and some of the rest is not; what was held back and is given."""
    items = subject_access.gather(vault, person)
    held = [(item.id, field) for item in items for field in item.held]
    free = [item.id for item in items if not item.held]
    given = set(rng.sample(held, min(len(held), rng.randint(0, 6))))
    for item, field in given:
        subject_access.decide(vault, person, item, hold=False, field=field)
    for one in rng.sample(free, min(len(free), rng.randint(0, 3))):
        subject_access.decide(vault, person, one, hold=True, reason="It was asked not to")
    return given


def _misplaced(
    planted: dict[str, tuple[UUID, str, str]], every: str, data: dict[str, object], given: set[tuple[UUID, str]]
) -> list[str]:
    listed: set[tuple[str, str]] = {(one["thing"], one["field"]) for one in data["held_back"]}  # type: ignore[attr-defined]
    wrong = []
    for canary, (thing, kind, field) in planted.items():
        declared = schema.ENTITIES[kind]
        rule = catalogue.of_field(declared, declared.by_name[field]).access
        held = bool({(str(thing), WHOLE), (str(thing), field)} & listed)
        by_itself = rule is Access.HOLD and not {(thing, WHOLE), (thing, field)} & given
        if canary in every and (held or by_itself or rule is Access.NEVER):
            wrong.append(f"{kind}.{field} is given and should not be")
        elif canary not in every and not held and rule not in (Access.NEVER, Access.ALONG):
            wrong.append(f"{kind}.{field} is missing")
    return wrong


def _a_kind_forgotten(home: Path) -> str:
    with mock.patch.object(kept, "_TYPES", [name for name in kept._TYPES if name != "Unmet"]):
        return "a kind of thing forgotten" if askings(home, 1, 0, 1) else ""


# ---- D3: erased by the council's decision


def erasures(home: Path, seed: int, first: int, count: int) -> Sequence[str]:
    """Somebody the council erased goes at the next contact, whatever was written of them, and comes back by no way."""
    wrong = []
    with cheaply(), a_store(home) as store:
        council = SmallCouncil(wall_ms)
        ours = Laptop(Path(shutil.copytree(store, home / f"laptop-{first}")), council, uuid4())
        ours.enrol()
        staying = {"Maud", "Ida", "Sal"}
        for name in staying:
            people.add_person(ours.vault, name)
        try:
            for number in range(first, first + count):
                rng = random.Random(hash((seed, number)))
                person = _somebody(ours, rng)
                if rng.random() < 0.5:
                    ours.run()
                    webs.add_node(ours.vault, person, "Never sent")
                before = _put_by(ours, home) if rng.random() < 0.3 else None
                erase(council, person)
                ours.run()
                wrong += [f"{number}: {one}" for one in _still_there(ours, person)]
                _ways_back(ours, person, before)
                ours.run()
                wrong += [f"{number}: after a way back, {one}" for one in _still_there(ours, person)]
            if (left := names(ours)) != staying:
                wrong.append(f"of those who stay {len(staying - left)} went, and {len(left - staying)} more are there")
        finally:
            ours.vault.close()
    return wrong


def _somebody(ours: Laptop, rng: random.Random) -> UUID:
    person: UUID = people.add_person(ours.vault, "Eric").created[0]
    people.note_opened(ours.vault, person)
    for number in range(rng.randint(0, 4)):
        webs.add_node(ours.vault, person, f"Jean {number}", note="She sings")
    drafts.step(ours.vault, person, uuid4(), "text", "half a sentence", {})
    return person


def _put_by(ours: Laptop, home: Path) -> Path:
    """A copy of the whole folder, as a copy of the laptop's disk would hold it."""
    ours.vault.close()
    copy = home / "put-by"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(ours.folder, copy)
    ours.open()
    return copy


def _ways_back(ours: Laptop, person: UUID, before: Path | None) -> None:
    if before is not None:
        ours.vault.close()
        shutil.rmtree(ours.folder)
        shutil.copytree(before, ours.folder)
        ours.open()
        ours.run()
    with suppress(RuleRefused):
        people.add_person(ours.vault, "Eric", person=person)
    drafts.step(ours.vault, person, uuid4(), "text", "a page that was open kept this", {})


def _still_there(ours: Laptop, person: UUID) -> list[str]:
    return sorted(set(rows_of(ours, person)) - STAYS)


def _leaves_drafts(home: Path) -> str:
    with mock.patch.object(erasing, "_OURS", ("undo_step", "notice", "opened", "search_item")):
        return "drafts of the erased kept" if erasures(home, 1, 0, 2) else ""


# ---- D4: nothing can be read, with every key


def forgotten(home: Path, seed: int, first: int, count: int) -> Sequence[str]:
    """So many lives erased from one store; the pages, in use or free, and files where a word of theirs can be read."""
    with cheaply(), a_store(home) as store:
        vault, said = unlocking.unlock(store, PASSPHRASE), canaries(first * 100)
        stays = people.add_person(vault, test_erased.KEPT).created[0]
        webs.add_node(vault, stays, "Jean", note=test_erased.KEPT * 100)
        whole = max(1, count // 50)
        persons = [say_everything(vault, said) for _ in range(whole)]
        persons += [test_erased.a_life(vault, said) for _ in range(count - whole)]
        test_erased.obey(vault, random.Random(seed).sample(persons, len(persons)))
        vault.close()
        # What a worker wrote for themselves is no part of a person's record, and goes with `say_everything`'s line.
        return [what for what in test_erased.hits(store) if not what.startswith("local")]


def _words_of_the_index_left(home: Path) -> str:
    with mock.patch.object(search_index, "make_anew", return_value=None):
        return "the search index not made anew" if forgotten(home, 1, 0, 5) else ""


# ---- D7: no field without a class


def fields(_home: Path, seed: int, first: int, count: int) -> Sequence[str]:
    """Fields put in and taken out at random without a word in the catalogue: each time it has to refuse."""
    wrong = []
    known = list(schema.ENTITIES)
    if (ROOT / "docs" / "data-catalogue.md").read_text("utf-8") != data_catalogue.as_markdown():
        wrong.append("the document is not current")
    for number in range(first, first + count):
        rng = random.Random(hash((seed, number)))
        entity = schema.ENTITIES[rng.choice(known)]
        own = [field for field in entity.fields if field.name not in catalogue.EVERYWHERE]
        left = [field for field in entity.fields if not own or field is not rng.choice(own)]
        new = Field(f"something_{number}", rng.choice(list(Kind)))
        changed = (*entity.fields, new) if len(left) == len(entity.fields) or rng.random() < 0.7 else tuple(left)
        with mock.patch.dict(schema.ENTITIES, {entity.name: replace(entity, fields=changed)}):
            try:
                list(catalogue.everything())
                wrong.append(f"{number}: {entity.name} with other fields was taken as it is")
            except NotClassed:
                pass
    said = [*catalogue.everything()]
    return wrong + [
        f"{one.entity}.{one.field} has no class" for one in said if one.data_class not in catalogue.DataClass
    ]


def _a_class_for_whatever_comes(home: Path) -> str:
    class AnyField(dict[str, catalogue.DataClass]):
        def get(self, _name: str, _default: object = None) -> catalogue.DataClass:  # type: ignore[override]
            return catalogue.DataClass.WORDS

    with mock.patch.object(catalogue, "_classes", return_value=AnyField(catalogue.EVERYWHERE)):
        return "a class for whatever comes" if fields(home, 1, 0, 10) else ""


PROMISES: tuple[Promise, ...] = (
    Promise(
        "D1", "Who asks gets all that is kept about them, or is told what is held back and why", "records", 20, 20, askings,
        _a_kind_forgotten,
    ),
    Promise(
        "D3", "Whom the council erased goes from the laptop, and comes back by no way", "erasures", 50, 50, erasures,
        _leaves_drafts,
    ),
    Promise("D4", "No page, free or in use, says a word of the erased, with every key", "erasures", 100, 500, forgotten, _words_of_the_index_left),
    Promise("D7", "No field is kept that is in no class of the data catalogue", "changes of the schema", 500, 5000, fields, _a_class_for_whatever_comes),
)  # fmt: skip
