"""What `bundle --resolve` does with images.lock: the digests of a plan or of all, a mirror, and what is told of it."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from components.images import CHARTS, ImageErrors, Images
from stacks.bundle.contents import of_charts
from stacks.bundle.kept_charts import missing_charts
from stacks.bundle.lock_file import replace_lock
from stacks.bundle.needs import Needs
from stacks.bundle.resolution import Resolution, resolve_images
from stacks.cli.failures import Failed, Refused

OF_PLANS = "a mirror need hold no more than your plans need: name one with --plan"
KEPT = "images.lock keeps its mirror and its place of charts until nothing is missing in the new ones"


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """Where images and charts are to come from; None for what the lock says."""

    mirror: str | None = None
    charts: str | None = None

    def on(self, images: Images) -> Images:
        """Return a lock that says so."""
        return replace(
            images,
            mirror=images.mirror if self.mirror is None else self.mirror,
            charts=images.charts if self.charts is None else self.charts,
        )


def resolve_lock(images: Images, needs: Needs | None, elsewhere: Elsewhere, *, today: str) -> Resolution:
    """Return the lock with every digest that could be had of a plan's images, or of all that anybody is given.

    What a mirror lacks of a plan's charts is a problem too. A mirror is kept only where nothing is missing there: else
    what is pinned already would be pulled from where it is not.

    Raises:
        Refused: the lock lacks an image that the plan needs.
    """
    wanted = elsewhere.on(images)
    besides = of_charts(needs.chart_images) if needs is not None and wanted.mirror else ()
    names = None if needs is None else needs.images
    try:
        found = resolve_images(wanted, today=today, names=names, besides=besides)
    except ImageErrors as error:
        raise Refused(str(error)) from None
    missing = missing_charts(needs.charts, wanted.charts) if needs is not None else ""
    problems = (*found.problems, *([missing] if missing else []))
    if found.problems and needs is None and wanted.mirror:
        problems = (*problems, OF_PLANS)
    if problems and wanted != images:
        kept = replace(found.images, mirror=images.mirror, charts=images.charts)
        return replace(found, images=kept, problems=(*problems, KEPT))
    return replace(found, problems=problems)


def place_of_charts(given: str, lock_folder: Path) -> str:
    """Return a place of charts as images.lock has it: a folder below its own relatively, another absolutely.

    Raises:
        Refused: it is no place of charts.
    """
    place = given
    if given and "://" not in given:
        folder = Path(given).absolute()
        place = str(folder.relative_to(lock_folder) if folder.is_relative_to(lock_folder) else folder)
    if place and not CHARTS.fullmatch(place):
        raise Refused(
            f"--charts: {given!r} is no place of charts; give https://<repository>, oci://<registry>/<path> or a "
            "folder without spaces in its name"
        )
    return place


def keep_resolution(lock: Path, text: str, found: Resolution) -> None:
    """Let the lock, whose text was `text`, say what was found.

    Raises:
        Failed: it cannot be written; the message has what was found.
    """
    try:
        replace_lock(lock, text, found.images)
    except Failed as failed:
        digests = [f"{name}  {found.images.images[name].digest}" for name in found.filled]
        raise Failed("\n".join([str(failed), *digests])) from None


def resolution_document(lock: Path, found: Resolution) -> dict[str, Any]:
    """Return what was done as one JSON document."""
    return {
        "lock": str(lock),
        "mirror": found.images.mirror,
        "charts": found.images.charts,
        "filled": list(found.filled),
        "confirmed": list(found.confirmed),
        "unasked": list(found.unasked),
        "problems": list(found.problems),
    }


def told(lock: Path, found: Resolution) -> list[str]:
    """Return what was done, a line each."""
    unasked = {name: found.images.images[name] for name in found.unasked}
    return [
        *(f"{name}  {found.images.reference(name)}" for name in found.filled),
        *(f"{name}  is there as named" for name in found.confirmed),
        *(
            f"{name}  was not asked for: its registry wants a login; "
            + ("its digest stays" if entry.digest else "name a plan that needs it with --plan")
            for name, entry in unasked.items()
        ),
        f"{lock}: {len(found.filled)} filled in, {len(found.confirmed)} as they were; keep it in Git",
    ]
