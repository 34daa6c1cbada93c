"""`groundplan bundle`: lists every image, chart, wheel and program of a plan, or fills in the images' digests."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from components.images import LOCK, MIRROR, Images
from stacks.bundle.lock_file import read_lock, replace_lock
from stacks.bundle.resolution import Resolution, resolve_images
from stacks.cli.console import console, print_document, print_result
from stacks.cli.failures import Refused
from stacks.cli.options import DEFAULT_STACK, JsonOption, PlanOption, StackOption
from stacks.engine.versions import load_versions
from stacks.paths import PROJECT_ROOT
from stacks.plan_choice import chosen_plan, load_valid_plan
from stacks.session import open_session

if TYPE_CHECKING:
    from stacks.bundle.contents import Bundle


OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output",
        metavar="FOLDER",
        help="Write the lists to a new folder, as skopeo, crane, helm and pip take them.",
    ),
]
ResolveOption = Annotated[
    bool,
    typer.Option(
        "--resolve",
        help="Ask the registries for the digests that images.lock lacks, and write it.",
        show_default=False,
    ),
]
MirrorOption = Annotated[
    str | None,
    typer.Option(
        "--mirror",
        metavar="PREFIX",
        help="Name the copies below this registry and path; with --resolve images.lock keeps it and images are "
        'pulled from there ("" for none).',
    ),
]


def bundle(
    plan: PlanOption = None,
    stack: StackOption = DEFAULT_STACK,
    output: OutputOption = None,
    resolve: ResolveOption = False,
    mirror: MirrorOption = None,
    json: JsonOption = False,
) -> None:
    """List every image, chart, wheel and program that a plan needs, for mirrors and air-gapped sites."""
    if mirror and not MIRROR.fullmatch(mirror):
        raise Refused(
            f"--mirror: {mirror!r} is no registry; give <registry>[/<path>], such as mirror.example.com/ray"
        )
    if resolve:
        if plan is not None or output is not None:
            raise Refused(
                "--resolve writes images.lock and lists nothing; leave --plan and --output to another run"
            )
        _resolve(mirror, json=json)
        return
    _list(_contents(plan, stack, mirror), output, json=json)


def _list(found: "Bundle", output: Path | None, *, json: bool) -> None:
    from stacks.bundle.contents import document
    from stacks.bundle.files import write_folder

    written = write_folder(found, output) if output is not None else []
    if json:
        print_document(document(found) | {"written": [str(path) for path in written]})
        return
    if written:
        print_result("\n".join(f"wrote {path}" for path in written))
    else:
        _print(found)
    for note in found.notes:
        console.print(note, markup=False)


def _contents(plan: Path | None, stack: str, mirror: str | None) -> "Bundle":
    from components.topology.errors import TopologyErrors
    from components.topology.resolve import resolve
    from stacks.bundle.contents import contents
    from stacks.catalog.folder import prices_for

    loaded = load_valid_plan(chosen_plan(open_session(stack, may_build=False), plan))
    try:
        topology = resolve(loaded, None, stack=stack, **prices_for(loaded.target))
    except TopologyErrors as errors:
        raise Refused(str(errors)) from None
    _, images = read_lock(LOCK)
    return contents(topology, _with_mirror(images, mirror), load_versions(), PROJECT_ROOT / "requirements")


def _resolve(mirror: str | None, *, json: bool) -> None:
    text, images = read_lock(LOCK)
    found = resolve_images(_with_mirror(images, mirror), today=datetime.now(UTC).date().isoformat())
    if found.images != images:
        replace_lock(LOCK, text, found.images)
    if json:
        print_document(
            {
                "lock": str(LOCK),
                "mirror": found.images.mirror,
                "filled": list(found.filled),
                "confirmed": list(found.confirmed),
            }
        )
    else:
        print_result("\n".join(_told(found)))


def _with_mirror(images: Images, mirror: str | None) -> Images:
    return images if mirror is None else replace(images, mirror=mirror)


def _told(found: Resolution) -> list[str]:
    filled = [f"{name}  {found.images.reference(name)}" for name in found.filled]
    confirmed = [f"{name}  is there as pinned" for name in found.confirmed]
    return [
        *filled,
        *confirmed,
        f"{LOCK}: {len(filled)} filled in, {len(confirmed)} as they were; keep it in Git",
    ]


def _print(found: "Bundle") -> None:
    copied = ["copy"] if any(image.copy for image in found.images) else []
    tables = [
        [
            ["image", "reference", *copied, "for"],
            *(
                [image.name, image.reference, *([image.copy or "-"] if copied else []), image.use]
                for image in found.images
            ),
        ],
        [
            ["chart", "version", "repository"],
            *([chart.name, chart.version, chart.repository] for chart in found.charts),
        ],
        [
            ["wheels", "file", "for"],
            *(
                [str(len(file.wheels)), f"requirements/{file.file.name}", file.use]
                for file in found.requirements
            ),
        ],
        [
            ["program", "version", "for", "from"],
            *([each.name, each.version, each.use, "; or ".join(each.sources)] for each in found.programs),
        ],
    ]
    print_result("\n\n".join("\n".join(_aligned(table)) for table in tables if len(table) > 1))


def _aligned(rows: list[list[str]]) -> list[str]:
    """Return rows as lines of aligned columns, never folded: a reference is there to be copied."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
