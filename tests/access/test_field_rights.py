"""Rights on fields: what grants say, what merging several of them may and may not lift."""

from collections.abc import Callable

import pytest

from tests.access.conftest import Documents, person
from triloom.access.principal import SYSTEM, Principal
from triloom.access.rights import FieldRight, can, field_rights, masks, require
from triloom.context import RequestContext
from triloom_core.errors import TriloomError
from triloom_core.json_types import JsonObject

Asking = Callable[[Principal], RequestContext]

MACHINE: JsonObject = {
    "key": "machine",
    "fields": [
        {"key": "name", "type": "text"},
        {"key": "cost", "type": "decimal", "scale": 2},
        {"key": "phone", "type": "phone"},
        {"key": "site", "type": "link", "target": "site"},
        {"key": "double", "type": "formula", "expression": "cost * 2"},
        {"key": "fourfold", "type": "formula", "expression": "double * 2"},
        {"key": "secret_of_site", "type": "lookup", "via": "site", "field": "secret"},
        {"key": "wear", "type": "computed", "plugin": "wear"},
        {
            "key": "parts",
            "type": "subtable",
            "fields": [{"key": "part", "type": "text"}, {"key": "price", "type": "decimal"}],
        },
        {"key": "spent", "type": "rollup", "via": "parts", "field": "price"},
    ],
}


def rights_by_key(
    documents: Documents, asking: Asking, access: list[JsonObject], *roles: str
) -> dict[str, FieldRight]:
    form = documents.add_form({**MACHINE, "access": access})
    documents.add_form(
        {
            "key": "site",
            "fields": [{"key": "secret", "type": "text"}],
            "access": [{"role": "fitter", "fields": {"secret": "none"}}, {"role": "boss"}],
        }
    )
    found = field_rights(asking(person(*roles)), form)
    named = {field.key: found[field.id] for field in form.spec.fields}
    parts = form.spec.field("parts")
    assert parts is not None
    return named | {f"parts.{sub.key}": found[sub.id] for sub in parts.fields}


def test_a_form_without_grants_does_not_exist(documents: Documents, asking: Asking) -> None:
    form = documents.add_form(MACHINE)
    ctx = asking(person("fitter"))
    with pytest.raises(TriloomError) as refused:
        require(ctx, form, "read")
    assert (refused.value.status, refused.value.code) == (404, "form.not_found")
    assert set(field_rights(ctx, form).values()) == {FieldRight.NONE}


def test_an_action_beyond_the_grants_is_refused_with_403(
    documents: Documents, asking: Asking
) -> None:
    form = documents.add_form({**MACHINE, "access": [{"role": "fitter", "actions": ["read"]}]})
    ctx = asking(person("fitter"))
    require(ctx, form, "read")
    with pytest.raises(TriloomError) as refused:
        require(ctx, form, "delete")
    assert refused.value.status == 403


def test_a_hidden_input_hides_everything_made_of_it(documents: Documents, asking: Asking) -> None:
    found = rights_by_key(
        documents, asking, [{"role": "fitter", "fields": {"cost": "none"}}], "fitter"
    )
    assert found["name"] is FieldRight.WRITE
    assert found["cost"] is FieldRight.NONE
    assert found["double"] is FieldRight.NONE
    assert found["fourfold"] is FieldRight.NONE


def test_a_lookup_inherits_the_right_on_the_other_form(
    documents: Documents, asking: Asking
) -> None:
    access: list[JsonObject] = [{"role": "fitter"}, {"role": "boss"}]
    assert rights_by_key(documents, asking, access, "fitter")["secret_of_site"] is FieldRight.NONE
    documents.kept.clear()
    assert rights_by_key(documents, asking, access, "boss")["secret_of_site"] > FieldRight.NONE


def test_a_rollup_and_a_sub_field_follow_the_sub_table(
    documents: Documents, asking: Asking
) -> None:
    found = rights_by_key(
        documents, asking, [{"role": "fitter", "fields": {"parts.price": "none"}}], "fitter"
    )
    assert found["parts.part"] is FieldRight.WRITE
    assert found["parts.price"] is FieldRight.NONE
    assert found["spent"] is FieldRight.NONE
    documents.kept.clear()
    found = rights_by_key(
        documents, asking, [{"role": "fitter", "fields": {"parts": "none"}}], "fitter"
    )
    assert found["parts.part"] is FieldRight.NONE
    assert found["spent"] is FieldRight.NONE


def test_a_score_inherits_the_strictest_input_of_its_model(
    documents: Documents, asking: Asking
) -> None:
    documents.add(
        "models",
        {"key": "wear", "form": "machine", "field": "wear", "inputs": {"features": ["cost"]}},
    )
    access: list[JsonObject] = [{"role": "fitter", "fields": {"cost": "mask"}}]
    assert rights_by_key(documents, asking, access, "fitter")["wear"] is FieldRight.MASK


def test_a_computed_field_is_released_by_a_grant_that_names_it(
    documents: Documents, asking: Asking
) -> None:
    access: list[JsonObject] = [{"role": "fitter", "fields": {"cost": "none", "double": "read"}}]
    found = rights_by_key(documents, asking, access, "fitter")
    assert found["cost"] is FieldRight.NONE
    assert found["double"] is FieldRight.READ


def test_a_wider_grant_with_less_rights_lowers_them(documents: Documents, asking: Asking) -> None:
    access: list[JsonObject] = [
        {"role": "fitter", "scope": "own", "actions": ["read"], "fields": {"cost": "read"}},
        {"role": "fitter", "scope": "all", "actions": ["read"], "fields": {"cost": "none"}},
    ]
    assert rights_by_key(documents, asking, access, "fitter")["cost"] is FieldRight.NONE


def test_a_wider_grant_with_more_rights_lifts_them(documents: Documents, asking: Asking) -> None:
    access: list[JsonObject] = [
        {"role": "fitter", "scope": "own", "actions": ["read"], "fields": {"cost": "none"}},
        {"role": "boss", "scope": "all", "actions": ["read"], "fields": {"cost": "read"}},
    ]
    assert rights_by_key(documents, asking, access, "fitter", "boss")["cost"] is FieldRight.READ


def test_reading_all_and_writing_own_keeps_both(documents: Documents, asking: Asking) -> None:
    access: list[JsonObject] = [
        {"role": "fitter", "scope": "own", "actions": ["read", "update"]},
        {"role": "fitter", "scope": "all", "actions": ["read"]},
    ]
    assert rights_by_key(documents, asking, access, "fitter")["cost"] is FieldRight.WRITE


def test_masks_carry_their_style(documents: Documents, asking: Asking) -> None:
    access: list[JsonObject] = [{"role": "fitter", "fields": {"phone": "mask:full"}}]
    form = documents.add_form({**MACHINE, "access": access})
    ctx = asking(person("fitter"))
    phone = form.spec.field("phone")
    assert phone is not None
    assert field_rights(ctx, form)[phone.id] is FieldRight.MASK
    assert masks(ctx, form)[phone.id] == "full"


def test_role_documents_and_access_blocks_add_up(documents: Documents, asking: Asking) -> None:
    form = documents.add_form({**MACHINE, "access": [{"role": "fitter", "actions": ["read"]}]})
    documents.add(
        "roles",
        {"key": "fitter", "grants": [{"form": "machine", "actions": ["delete"], "scope": "own"}]},
    )
    ctx = asking(person("fitter"))
    assert can(ctx, form, "read")
    assert can(ctx, form, "delete")
    assert not can(asking(person("visitor")), form, "read")


def test_engines_and_administrators_write_every_field(documents: Documents, asking: Asking) -> None:
    form = documents.add_form(MACHINE)
    assert set(field_rights(asking(SYSTEM), form).values()) == {FieldRight.WRITE}
    assert len(field_rights(asking(SYSTEM), form)) == len(form.spec.fields) + 2
