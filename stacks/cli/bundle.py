"""`groundplan bundle`: lists every image, chart, wheel and program of a plan, or fills in the images' digests."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from components.images import LOCK, MIRROR
from stacks.bundle.lock_file import read_lock
from stacks.bundle.resolving import (
    Elsewhere,
    keep_resolution,
    place_of_charts,
    resolution_document,
    resolve_lock,
    told,
)
from stacks.cli.console import console, print_document, print_result
from stacks.cli.failures import Failed, Refused
from stacks.cli.options import DEFAULT_STACK, JsonOption, PlanOption, StackOption
from stacks.engine.versions import load_versions
from stacks.paths import PROJECT_ROOT
from stacks.plan_choice import chosen_plan, load_valid_plan
from stacks.session import open_session

if TYPE_CHECKING:
    from components.topology.model import Topology
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
        help="Ask the registries for the digests that images.lock lacks, of all images or of those that --plan needs, "
        "and write it.",
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
ChartsOption = Annotated[
    str | None,
    typer.Option(
        "--charts",
        metavar="PLACE",
        help="With --resolve: images.lock keeps it and charts come from there, https://REPOSITORY, oci://REGISTRY/PATH "
        'or a folder of what `helm pull` wrote ("" for where they are published).',
    ),
]


def bundle(
    plan: PlanOption = None,
    stack: StackOption = DEFAULT_STACK,
    output: OutputOption = None,
    resolve: ResolveOption = False,
    mirror: MirrorOption = None,
    charts: ChartsOption = None,
    json: JsonOption = False,
) -> None:
    """List every image, chart, wheel and program that a plan needs, for mirrors and air-gapped sites."""
    if mirror and not MIRROR.fullmatch(mirror):
        raise Refused(
            f"--mirror: {mirror!r} is no registry; give <registry>[/<path>], such as mirror.example.com/ray"
        )
    if not resolve and charts is not None:
        raise Refused("--charts is kept by images.lock, which --resolve alone writes; give both")
    if resolve:
        if output is not None:
            raise Refused("--resolve writes images.lock and lists nothing; leave --output to another run")
        place = None if charts is None else place_of_charts(charts, LOCK.parent)
        _resolve(plan, stack, Elsewhere(mirror=mirror, charts=place), json=json)
        return
    _list(_contents(plan, stack, mirror), output, json=json)


def _list(found: "Bundle", output: Path | None, *, json: bool) -> None:
    from stacks.bundle.contents import document
    from stacks.bundle.files import write_folder
    from stacks.bundle.tables import tables_of

    written = write_folder(found, output) if output is not None else []
    if json:
        print_document(document(found) | {"written": [str(path) for path in written]})
        return
    if written:
        print_result("\n".join(f"wrote {path}" for path in written))
    else:
        print_result(tables_of(found))
    for note in found.notes:
        console.print(note, markup=False)


def _contents(plan: Path | None, stack: str, mirror: str | None) -> "Bundle":
    from stacks.bundle.contents import contents

    topology, version = _topology(plan, stack)
    _, images = read_lock(LOCK)
    images = Elsewhere(mirror=mirror).on(images)
    return contents(topology, images, load_versions(), PROJECT_ROOT / "requirements", version)


def _topology(plan: Path | None, stack: str) -> "tuple[Topology, str]":
    """Return the topology of a plan, and which minor version of Kubernetes a cloud's cluster gets."""
    from components.topology.asking import CannotAsk
    from components.topology.errors import TopologyErrors
    from components.topology.resolve import resolve
    from stacks.catalog.folder import prices_for
    from stacks.kubernetes_version import kubernetes_version

    session = open_session(stack, may_build=False)
    loaded = load_valid_plan(chosen_plan(session, plan))
    try:
        version = kubernetes_version(session)
        return resolve(loaded, None, stack=stack, **prices_for(loaded.target)), version
    except (CannotAsk, TopologyErrors) as errors:
        raise Refused(str(errors)) from None


def _resolve(plan: Path | None, stack: str, elsewhere: Elsewhere, *, json: bool) -> None:
    from stacks.bundle.needs import needs_of

    needs = None if plan is None else needs_of(*_topology(plan, stack))
    text, images = read_lock(LOCK)
    found = resolve_lock(images, needs, elsewhere, today=datetime.now(UTC).date().isoformat())
    if found.images != images:
        keep_resolution(LOCK, text, found)
    if json:
        print_document(resolution_document(LOCK, found))
    else:
        print_result("\n".join(told(LOCK, found)))
    if found.problems:
        raise Failed("\n".join(found.problems))
