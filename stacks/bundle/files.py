"""A bundle as a folder of files that the tools of mirrors take: skopeo, crane, helm and pip."""

import json
import shutil
import tempfile
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from components.services.bundle_items import Chart
from stacks.bundle.contents import Bundle, document
from stacks.cli.failures import Failed, Refused


def files_of(bundle: Bundle) -> dict[str, str]:
    """Return the text of each file by its path in the folder; a file without content is left out."""
    texts = {
        "bundle.json": json.dumps(document(bundle), indent=2) + "\n",
        "images.txt": _lines(image.origin for image in bundle.images if image.origin),
        "images.yaml": skopeo_list(bundle),
        "copies.txt": _lines(f"{image.origin} {image.copy}" for image in bundle.images if image.copy),
        "charts.txt": _lines(helm_arguments(chart) for chart in bundle.charts),
        "programs.txt": _lines(
            f"{program.name} {program.version}  {'; or '.join(program.sources)}"
            for program in bundle.programs
        ),
    }
    texts |= {
        f"requirements/{file.file.name}": file.file.read_text(encoding="utf-8")
        for file in bundle.requirements
    }
    return {path: text for path, text in texts.items() if text}


def skopeo_list(bundle: Bundle) -> str:
    """Return the images as `skopeo sync --src yaml` reads them, by registry and repository."""
    parts = sorted(
        (*image.repository.partition("/")[::2], image.digest or image.tag)
        for image in bundle.images
        if image.origin
    )
    lines = []
    for host, images in groupby(parts, lambda part: part[0]):
        lines += [f'"{host}":', "  images:"]
        for path, versions in groupby(images, lambda part: part[1]):
            named = ", ".join(f'"{version}"' for _, _, version in versions)
            lines.append(f'    "{path}": [{named}]')
    return _lines(lines)


def helm_arguments(chart: Chart) -> str:
    """Return what follows `helm pull` for a chart.

    >>> helm_arguments(Chart(name="kueue", repository="oci://registry.example.com/charts", version="0.16.1"))
    'oci://registry.example.com/charts/kueue --version 0.16.1'
    """
    if chart.repository.startswith("oci://"):
        return f"{chart.repository}/{chart.name} --version {chart.version}"
    return f"{chart.name} --repo {chart.repository} --version {chart.version}"


def write_folder(bundle: Bundle, folder: Path) -> list[Path]:
    """Write the files of a bundle to a new folder, all of them or none, and return their paths.

    Raises:
        Refused: something is there already.
        Failed: it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"--output: {folder} is there already and not empty; name a new folder")
    texts = files_of(bundle)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        try:
            for path, text in texts.items():
                (draft / path).parent.mkdir(exist_ok=True)
                (draft / path).write_text(text, encoding="utf-8")
            draft.chmod(0o755)  # a bundle holds nothing secret, and goes to other people and machines
            draft.replace(folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise Failed(f"--output: {folder} cannot be written ({error.strerror}); nothing was") from None
    return [folder / path for path in texts]


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
