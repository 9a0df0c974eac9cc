"""The JSON schema of the configuration file, for editors: made from the model."""

import json
from typing import Any

import msgspec

from relaytui.config.model import ActionId, Configuration, Name

#: The draft that msgspec writes.
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema_text() -> str:
    """The schema as docs/config.schema.json holds it."""
    made = msgspec.json.schema(Configuration)
    definitions = made["$defs"]
    sections = definitions["Configuration"]["properties"]
    # msgspec leaves the patterns of keys out.
    for name in ("groups", "logs"):
        sections[name]["propertyNames"] = _pattern(Name)
    sections["hosts"]["anyOf"][1]["propertyNames"] = _pattern(Name)
    sections["keymap"]["propertyNames"] = _pattern(ActionId)
    definitions["FileLog"]["oneOf"] = [{"required": [one]} for one in ("file", "files")]
    return json.dumps({"$schema": DRAFT, **made}, indent=1) + "\n"


def _pattern(kind: Any) -> dict[str, Any]:
    return {"pattern": kind.__metadata__[0].pattern}
