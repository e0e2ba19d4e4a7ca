"""The catalogues hold every marked text, and the check names each thing that is wrong with them."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from locales import catalogues
from locales.places import places, wrong_places

SOURCE = """
from locales.messages import N_, NC_, NP_
A = N_("Saved {card_no}.")
B = NC_("list", "existing")
C = NP_("{n} card", "{n} cards")
D = N_("one "
       "sentence")
E = print("not marked")
"""


@pytest.fixture
def template(tmp_path: Path) -> Catalog:
    for package in catalogues.PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "words.py").write_text(SOURCE, encoding="utf-8")
    return catalogues.extract(tmp_path)


def french(template: Catalog, **texts: object) -> Catalog:
    """A French catalogue of the template, right unless `texts` says otherwise."""
    right: dict[str, object] = {
        "saved": "Fiche {card_no} enregistrée.",
        "existing": "actuel",
        "cards": ("{n} fiche", "{n} fiches"),
        "sentence": "une phrase",
    } | texts
    catalogue = Catalog(locale="fr")
    for message in template:
        if message.id:
            text = message.id if isinstance(message.id, str) else message.id[1]
            name = next(name for name in right if name in text.lower())
            catalogue.add(message.id, right[name], context=message.context)
    return catalogue


def test_every_mark_is_found_with_its_context_and_its_plural(template: Catalog) -> None:
    found = {(message.context, message.id) for message in template if message.id}
    assert found == {
        (None, "Saved {card_no}."),
        ("list", "existing"),
        (None, ("{n} card", "{n} cards")),
        (None, "one sentence"),
    }


def test_each_text_says_in_which_files_it_stands(template: Catalog) -> None:
    message = template.get("Saved {card_no}.")
    assert message is not None
    assert [file for file, _ in message.locations] == sorted(f"{p}/words.py" for p in catalogues.PACKAGES)


def test_a_catalogue_written_and_read_again_is_the_same(template: Catalog, tmp_path: Path) -> None:
    path = catalogues.catalogue_file("fr", tmp_path)
    catalogues.save(french(template), path)
    catalogues.save(catalogues.update("fr", template, tmp_path), path)
    before = path.read_bytes()
    catalogues.save(catalogues.update("fr", template, tmp_path), path)
    assert path.read_bytes() == before
    assert list(catalogues.problems("fr", catalogues.read("fr", tmp_path), template)) == []


def test_a_right_catalogue_has_no_problem(template: Catalog) -> None:
    assert list(catalogues.problems("fr", french(template), template)) == []


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        ({"existing": ""}, "not translated"),
        ({"saved": "Fiche enregistrée."}, "places missing: card_no"),
        ({"saved": "Fiche {card_no} de {name}."}, "places that the text does not have: name"),
        ({"saved": "Fiche {card_no:>10}."}, "places that cannot be read"),
        ({"saved": "Fiche {card_no."}, "places that cannot be read"),
        ({"cards": ("{n} fiche",)}, "1 plural forms instead of 2"),
    ],
)
def test_each_fault_of_a_translation_is_named(template: Catalog, texts: dict[str, object], problem: str) -> None:
    assert [line for line in catalogues.problems("fr", french(template, **texts), template) if problem in line]


def test_a_fuzzy_translation_is_a_fault(template: Catalog) -> None:
    catalogue = french(template)
    message = catalogue.get("Saved {card_no}.")
    assert message is not None
    message.flags.add("fuzzy")
    assert any("fuzzy" in line for line in catalogues.problems("fr", catalogue, template))


def test_a_missing_text_and_one_left_over_are_faults(template: Catalog) -> None:
    catalogue = french(template)
    catalogue.delete("one sentence")
    catalogue.add("gone", "parti")
    lines = "\n".join(catalogues.problems("fr", catalogue, template))
    assert "missing: 'one sentence'" in lines
    assert "no longer in the code: 'gone'" in lines


def test_a_text_that_counts_needs_its_place() -> None:
    template = Catalog()
    template.add(("a card", "some cards"), ("", ""))
    assert list(catalogues.template_problems(template)) == ["a text that counts has no place {n}: 'some cards'"]


def test_places_are_plain_names() -> None:
    assert places("{a} and {b_c}") == {"a", "b_c"}
    assert places("{a.b}") is None
    assert places("{0}") is None
    assert places("{a!r}") is None
    assert wrong_places(("{n} card", "{n} cards of {name}"), "une fiche de {name}") is None


def test_every_language_on_offer_but_english_has_a_catalogue() -> None:
    from locales.words import LANGUAGES

    assert {*catalogues.TRANSLATED, "en"} == set(LANGUAGES)
    for language in catalogues.TRANSLATED:
        assert catalogues.catalogue_file(language).exists()
