"""The reference page and the JSON schema of the plan, made from the models; `make reference` writes both."""

import json
from collections.abc import Iterator
from typing import Any

from components.plan.demand import ONLY_CHECKED
from components.plan.model import Plan
from components.plan.refusals import BUILT_TARGETS
from components.plan.rules import RULES
from components.plan.rules.refused import kept_value, print_value, reason
from components.plan.section import Section
from components.plan.shapes import Shape, shapes

SCHEMA_NAME = "plan.schema.json"
"""The schema's file, beside the page."""

INTRODUCTION = f"""\
# The plan

<!-- Written by `make reference` from components/plan/model.py; a test fails when it is out of step. -->

One row per field. Built targets: {", ".join(BUILT_TARGETS)}; any other is refused by name. What this version does with
a field is in the column *Built*:

- *yes*: it is acted on;
- *checked*: it is checked, and nothing is made of it yet; the pools decide until sizing is built;
- *refused*: giving it is an error, since leaving it out silently would make something else than was asked for;
- *not on local*, *not on kubernetes*, *not on aws*, ...: this target refuses it with this reason (another
  value than the one named, if one is).

For completion and checks in an editor, begin a plan with
`# yaml-language-server: $schema=<path of {SCHEMA_NAME}>`; `groundplan schema` prints the schema.
`groundplan validate PLAN` reports every error at once, with file, line and column.

## Fields

| Field | Type | Allowed | Default | Unit | Targets | Built | Meaning |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""

RULES_HEADING = "\n## What holds between fields\n\n"


def schema_document() -> dict[str, Any]:
    """Return the JSON schema of a plan; a default that depends on another field is left out."""
    schema = Plan.model_json_schema()
    for section in {Plan, *(shape.section for _, shape, _ in _rows(Plan, "", None) if shape.section)}:
        properties = (schema if section is Plan else schema["$defs"][section.__name__])["properties"]
        for name, shape in shapes(section).items():
            properties[name].pop("title", None)
            if shape.row.default is not None:
                properties[name].pop("default", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def schema_text() -> str:
    """Return the JSON schema as the text of its file."""
    return json.dumps(schema_document(), indent=2) + "\n"


def page_text() -> str:
    """Return the reference page, as Markdown."""
    rows = "".join(_print_row(path, shape, built) for path, shape, built in _rows(Plan, "", None))
    rules = [" ".join((rule.__doc__ or "").split()) for rule in RULES]
    return INTRODUCTION + rows + RULES_HEADING + "".join(f"- {rule}\n" for rule in rules)


def _rows(section: type[Section], prefix: str, inherited: str | None) -> Iterator[tuple[str, Shape, str]]:
    """Yield path, shape and what is built of each field, in order; what is inside a field that waits waits too."""
    for name, shape in shapes(section).items():
        path, built = f"{prefix}{name}", inherited or _built(shape)
        yield path, shape, built
        if shape.section:
            waits = None if built == "yes" else built
            yield from _rows(shape.section, f"{path}[]." if shape.is_list else f"{path}.", waits)


def _print_row(path: str, shape: Shape, built: str) -> str:
    cells = [
        f"`{path}`",
        *_type(shape),
        _default(shape),
        shape.row.unit,
        _targets(shape),
        built,
        _meaning(shape),
    ]
    return "| " + " | ".join(cell.replace("|", "\\|").replace("<", "&lt;") for cell in cells) + " |\n"


def _type(shape: Shape) -> tuple[str, str]:
    """Return the kind of value, and which are allowed."""
    if shape.section:
        return ("list of mappings" if shape.is_list else "mapping"), ""
    noun = shape.noun.removeprefix("a ").removeprefix("an ")
    return noun, shape.allowed


def _default(shape: Shape) -> str:
    if shape.row.default:
        return shape.row.default
    if shape.is_required:
        return "required"
    if isinstance(shape.default, Section):
        return "its fields' defaults"
    if shape.default in (None, ()):
        return "none"
    return f"`[{', '.join(shape.default)}]`" if isinstance(shape.default, tuple) else f"`{shape.default}`"


def _targets(shape: Shape) -> str:
    refusing = [target for target in BUILT_TARGETS if reason(shape, target)]
    return f"all but {', '.join(refusing)}" if refusing and shape.row.targets == "all" else shape.row.targets


def _built(shape: Shape) -> str:
    refusals = [_refusal(shape, target) for target in BUILT_TARGETS if reason(shape, target)]
    return "; ".join(refusals) or ("checked" if shape.row.note == ONLY_CHECKED else "yes")


def _refusal(shape: Shape, target: str) -> str:
    kept = kept_value(shape, target)
    only = "" if kept in (None, ()) else f" other than {print_value(kept)}"
    return f"not on {target}{only}: {reason(shape, target)}"


def _meaning(shape: Shape) -> str:
    note = shape.row.note
    return f"{shape.description} ({note})" if note and note != ONLY_CHECKED else shape.description
