"""docs/config.schema.json is made from the model and says what the program does."""

import json
import re
from pathlib import Path

import pytest
import yaml

from relaytui.config.load import load
from relaytui.config.schema import schema_text
from tests.config.cases import Case, cases, text_of, write
from tests.config.json_schema import violations

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA = json.loads(schema_text())
EXAMPLES = [
    text
    for page in ("configuration.md", "console.md")
    for text in re.findall(r"```yaml\n(.*?)```", (DOCS / page).read_text(), re.DOTALL)
]


def parsed(text: str) -> object:
    """A text as an editor understands it: keys are texts, an empty name is none."""
    return _keys_as_texts(yaml.load(text.removeprefix("\ufeff"), Loader=_Editor))


class _Editor(yaml.SafeLoader):
    """Plain words as YAML 1.2 has them, where `no` is a text."""


_Editor.yaml_implicit_resolvers = {
    first: [one for one in found if one[0].endswith((":null", ":int", ":float"))]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Editor.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("^(true|yes|false)$"), list("tyf")
)


def _keys_as_texts(value: object) -> object:
    if isinstance(value, dict):
        return {str(name): _keys_as_texts(one) for name, one in value.items()}
    return [_keys_as_texts(one) for one in value] if isinstance(value, list) else value


def test_the_shipped_schema_is_the_models() -> None:
    shipped = (DOCS / "config.schema.json").read_text()
    assert shipped == schema_text(), "old: relaytui config schema > docs/config.schema.json"


@pytest.mark.parametrize("case", cases("valid"), ids=lambda case: case["id"])
def test_good_files_are_good_by_the_schema(case: Case) -> None:
    assert not list(violations(parsed(text_of(case)), SCHEMA))


@pytest.mark.parametrize("case", cases("words"), ids=lambda case: case["id"])
def test_what_the_schema_refuses_is_refused(case: Case) -> None:
    """Not the reverse: a schema can't know that a host is named twice."""
    try:
        value = parsed(case["text"])
    except (yaml.YAMLError, ValueError):
        return
    if case.get("schema", True):
        assert list(violations(value, SCHEMA)), "the schema allows it"
    else:
        assert not list(violations(value, SCHEMA)), "the schema knows it: say so in the case"


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text.split("\n")[0])
def test_examples_of_the_docs_are_good(text: str, tmp_path: Path) -> None:
    case = {"text": text}
    assert load(write(case, tmp_path))
    assert not list(violations(parsed(text), SCHEMA))


def test_there_are_examples() -> None:
    assert EXAMPLES
