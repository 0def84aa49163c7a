"""Lists of names as they are pasted from anywhere or spoken in one breath."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sbp_desktop.models.name_list import Named, read_names


def read(text: str) -> list[str]:
    return [one.typed() for one in read_names(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Jean", ["Jean"]),
        ("Jean, daughter", ["Jean, daughter"]),
        ("Jean, helps on Tuesdays", ["Jean, helps on Tuesdays"]),
        ("church tea club", ["church tea club"]),
        ("the Dog and Duck pub", ["the Dog and Duck pub"]),
        ("arts and crafts group", ["arts and crafts group"]),
        ("Jean and Bob", ["Jean", "Bob"]),
        ("Jean and the tea club", ["Jean", "the tea club"]),
        ("Jean, Bob", ["Jean", "Bob"]),
        ("Jean, Bob and Anil", ["Jean", "Bob", "Anil"]),
        ("jean, bob, anil", ["jean", "bob", "anil"]),
        ("Jean, daughter, Bob, neighbour from number 3", ["Jean, daughter", "Bob, neighbour from number 3"]),
        ("Jean, daughter and carer, Bob", ["Jean, daughter and carer", "Bob"]),
        ("Jean, daughter, church tea club", ["Jean, daughter", "church tea club"]),
        ("my daughter Jean, my neighbour Bob and the library", ["Jean, daughter", "Bob, neighbour", "the library"]),
        ("1. Jean\n2. Bob\r\n3) Anil", ["Jean", "Bob", "Anil"]),
        ("1. Jean 2. Bob 3. Anil", ["Jean", "Bob", "Anil"]),
        ("• Jean (daughter)\n• Bob – next door\n\n• Tuesday club", ["Jean, daughter", "Bob, next door", "Tuesday club"]),
        ("Jean: daughter\nDog and Duck pub", ["Jean, daughter", "Dog and Duck pub"]),
        ("Jean\tdaughter\nBob\tneighbour", ["Jean, daughter", "Bob, neighbour"]),
        ("- Jean\n- Bob & Sue", ["Jean", "Bob", "Sue"]),
        ("Jean; Bob; Anil", ["Jean", "Bob", "Anil"]),
        ("Anne-Marie, Siân ap Rhys, O'Neill", ["Anne-Marie", "Siân ap Rhys", "O'Neill"]),
        ("mum, dad and nan", ["mum", "dad", "nan"]),
        (" , ; \n - ", []),
    ],
)  # fmt: skip
def test_a_list_is_read_as_it_is_meant(text: str, names: list[str]) -> None:
    assert read(text) == names


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_empty_name(text: str) -> None:
    assert all(one.label.strip() for one in read_names(text))


@given(st.lists(st.sampled_from(["Jean", "Bob", "Anil", "Zoë", "Ann-Marie"]), min_size=1, max_size=20))
def test_what_is_put_on_lines_comes_back(names: list[str]) -> None:
    assert read_names("\n".join(names)) == tuple(Named(name) for name in names)
