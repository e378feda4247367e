from hypothesis import given
from hypothesis import strategies as st

from balie.records.taxonomy.rules import key_for, moved, tree_order, tree_paths, would_ring

ids = st.lists(st.integers(1, 12), unique=True, max_size=12)
trees = st.dictionaries(st.integers(1, 12), st.one_of(st.none(), st.integers(1, 14)), max_size=12)


@given(st.text(max_size=80), st.lists(st.text("abc-12", max_size=5)))
def test_a_key_is_new_plain_and_fits(words, taken):
    key = key_for(words, taken)

    assert key not in taken
    assert 0 < len(key) <= 40
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@given(ids, st.integers(1, 14), st.sampled_from([-1, 1]))
def test_moving_changes_places_and_loses_nothing(order, which, step):
    result = moved(order, which, step)

    assert sorted(result) == sorted(order)
    assert result == order or moved(result, which, -step) == order


@given(trees)
def test_the_tree_shows_everything_once_whatever_hangs_wrong(parents):
    walked = tree_order(parents, list(parents))

    assert sorted(each for each, _depth in walked) == sorted(parents)


def test_children_stand_below_their_parent():
    assert tree_order({1: None, 2: None, 3: 1, 4: 3}, [2, 1, 4, 3]) == [(2, 0), (1, 0), (3, 1), (4, 2)]


@given(trees)
def test_a_path_ends_in_its_own_name_and_names_nothing_twice(parents):
    for each, path in tree_paths(parents, {pk: str(pk) for pk in parents}):
        steps = path.split(" › ")
        assert steps[-1] == str(each)
        assert len(set(steps)) == len(steps)


def test_a_path_names_what_stands_above():
    assert tree_paths({1: None, 2: 1, 3: 2}, {3: "Teller", 1: "Energie", 2: "Meter"}) == [
        (1, "Energie"),
        (2, "Energie › Meter"),
        (3, "Energie › Meter › Teller"),
    ]


@given(trees, st.integers(1, 12), st.integers(1, 12))
def test_no_child_becomes_its_own_ancestor(parents, child, parent):
    if would_ring(parents, child, parent):
        return
    parents = {**parents, child: parent}
    seen, at = set(), child
    while at is not None and at not in seen:
        seen.add(at)
        at = parents.get(at)

    assert at != child
