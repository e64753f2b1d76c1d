"""The conformance suite of field types: every type must pass every test here."""

import jsonschema
import pytest
import sqlalchemy as sa

from tests.support.forms import TYPE_NAMES, field_body, field_of, form_body
from tests.support.world import World
from triloom.metadata.form_table import build_tables, physical_of, schema_of
from triloom.resources import migrations_folder
from triloom_core.expression import ExpressionType, check, environment_of
from triloom_core.ids import column_name, new_id
from triloom_core.json_types import JsonObject
from triloom_core.value_types import Kind
from triloom_form.compile import compile_form
from triloom_form.document import FormKind
from triloom_form.field_type import TextFault
from triloom_form.schema import compile_validator, values_schema
from triloom_form.spec import FieldSpec, FormSpec
from triloom_form.storage import StorageKind
from triloom_form.types import BUILTIN_FIELD_TYPES, field_type

NOT_WRITTEN_AS_TEXT = {"subtable"}
NOT_FROM_EXPRESSIONS = {"attachment", "address", "subtable"}
PYTHON_OF_KIND = {
    Kind.BOOLEAN: "bool", Kind.INTEGER: "int", Kind.DECIMAL: "Decimal", Kind.CURRENCY: "Decimal",
    Kind.FLOAT: "float", Kind.TEXT: "str", Kind.DATE: "date", Kind.DATETIME: "datetime",
    Kind.TIME: "time", Kind.LINK: "str", Kind.LIST: "tuple",
}  # fmt: skip

each_type = pytest.mark.parametrize("name", TYPE_NAMES)


def test_there_are_at_least_twenty_eight_types_with_different_names() -> None:
    assert len(set(TYPE_NAMES)) == len(BUILTIN_FIELD_TYPES) >= 28


@each_type
def test_a_type_is_named_in_both_languages_and_in_the_documentation(name: str) -> None:
    kind = field_type(name)
    assert kind.label["en"]
    assert kind.label["zh-CN"]
    page = (migrations_folder().parent / "docs" / "field-types.md").read_text()
    assert f"### `{name}`" in page
    for setting in kind.settings_schema():
        assert f"`{setting}`" in page


@each_type
def test_settings_schemas_are_sound_and_titled(name: str) -> None:
    for schema in field_type(name).settings_schema().values():
        assert isinstance(schema, dict)
        jsonschema.Draft202012Validator.check_schema(schema)
        titles = schema["x-title"]
        assert isinstance(titles, dict)
        assert set(titles) == {"en", "zh-CN"}


@each_type
def test_the_sample_fits_the_schema_and_stays_itself_when_normalized(name: str) -> None:
    field, kind = field_of(name), field_type(name)
    schema = kind.json_schema(field)
    jsonschema.Draft202012Validator.check_schema(schema)
    sample = kind.sample(field)
    assert compile_validator(schema).is_valid(sample)
    assert list(kind.check_value(field, sample)) == []
    normal = kind.normalize(field, sample)
    assert kind.normalize(field, normal) == normal
    assert compile_validator(schema).is_valid(normal)


@each_type
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_a_value_written_as_text_is_read_back_the_same(name: str, language: str) -> None:
    field, kind = field_of(name), field_type(name)
    sample = kind.normalize(field, kind.sample(field))
    text = kind.format_text(field, sample, language)
    assert text
    if name in NOT_WRITTEN_AS_TEXT:
        with pytest.raises(TextFault):
            kind.parse_text(field, text, language)
        return
    assert kind.parse_text(field, text, language) == sample


@each_type
def test_the_expression_value_has_the_type_that_is_promised(name: str) -> None:
    field, kind = field_of(name), field_type(name)
    promised = kind.expression_type(field)
    value = kind.to_expression(field, kind.normalize(field, kind.sample(field)))
    assert type(value).__name__ == PYTHON_OF_KIND[promised.kind]


@each_type
def test_the_value_of_an_expression_comes_back_as_the_api_value(name: str) -> None:
    field, kind = field_of(name), field_type(name)
    sample = kind.normalize(field, kind.sample(field))
    value = kind.to_expression(field, sample)
    if name in NOT_FROM_EXPRESSIONS:
        with pytest.raises(TextFault):
            kind.from_expression(field, value)
    elif name != "rich_text":
        assert kind.from_expression(field, value) == sample


@each_type
def test_every_operator_is_known_to_the_expression_language(name: str) -> None:
    field, kind = field_of(name), field_type(name)
    operators = kind.operators(field)
    assert operators

    class Scope:
        def resolve(self, path: tuple[str, ...]) -> ExpressionType | None:
            return kind.expression_type(field)

    checked = check({"is_empty": [{"field": ["x"]}]}, Scope())
    assert checked.faults == ()


@each_type
def test_a_field_goes_to_json_and_back(name: str) -> None:
    field = field_of(name, id=str(new_id()), help={"en": "Help"}, aliases=["old"])
    assert FieldSpec.from_json(field.to_json()) == field


@each_type
def test_a_field_of_the_type_passes_the_schema_of_forms(name: str) -> None:
    validator = compile_validator(FormKind().json_schema())
    body = form_body("machine", field_body(name))
    assert [str(error) for error in validator.iter_errors(body)] == []
    wrong = form_body("machine", field_body(name, no_such_setting=1))
    assert not validator.is_valid(wrong)


def _everything() -> FormSpec:
    return FormSpec.from_json(form_body("all_types", *(field_body(name) for name in TYPE_NAMES)))


def test_stored_values_come_back_from_both_databases_as_they_were(world: World) -> None:
    spec = _everything()
    compiled = compile_form(spec)
    assert compiled.writable_validator.is_valid({})
    with world.transaction() as ctx:
        schema = schema_of(ctx.connection.dialect.name, ctx.tenant_id)
        if schema:
            ctx.connection.execute(sa.schema.CreateSchema(schema))
        table, subtables = build_tables(spec, physical_of(spec.fields, {}), schema)
        table.metadata.create_all(ctx.connection)
        row: dict[str, object] = {
            "id": new_id(), "rev": 1, "computed_rev": 0, "created_at": ctx.now, "updated_at": ctx.now,
        }  # fmt: skip
        samples: JsonObject = {}
        for field in spec.fields:
            kind = field_type(field.type)
            if kind.storage(field) is not None:
                samples[field.key] = kind.normalize(field, kind.sample(field))
                row[column_name(field.id)] = kind.to_storage(field, samples[field.key])
        ctx.connection.execute(table.insert(), row)
        found = ctx.connection.execute(sa.select(table)).mappings().one()
        for field in spec.fields:
            if field.key in samples:
                stored = found[table.c[column_name(field.id)]]
                back = field_type(field.type).from_storage(field, stored)
                assert back == samples[field.key], field.type
    assert len(subtables) == 1


def test_every_type_but_the_sub_table_has_a_column() -> None:
    without = [name for name in TYPE_NAMES if field_type(name).storage(field_of(name)) is None]
    assert without == ["subtable"]
    kinds = {
        storage.kind for name in TYPE_NAMES if (storage := field_type(name).storage(field_of(name)))
    }
    assert kinds == set(StorageKind)


def test_the_two_json_schema_libraries_agree_on_every_sample_in_every_field() -> None:
    spec = _everything()
    schema = values_schema(spec.fields)
    slow = jsonschema.Draft202012Validator(schema)
    fast = compile_validator(schema)
    samples = [field_type(field.type).sample(field) for field in spec.fields]
    outsiders = [None, "", 0, -1, 2**60, 1.5, True, [], {}, ["x", "x"], "a" * 2000, "2026-02-30"]
    for field in spec.fields:
        for value in (*samples, *outsiders):
            values = {field.key: value}
            assert fast.is_valid(values) == slow.is_valid(values), (field.type, value)


def test_the_environment_of_a_form_reads_values_by_key() -> None:
    field = field_of("currency")
    value = field_type("currency").to_expression(field, {"amount": "12.50", "currency": "CNY"})
    assert environment_of({"amount": value}).field(("amount",)) == value
