"""What the written pages must keep: a short README a folder, links and commands that exist, nothing of one machine."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import files

README_LINES = 60
"""One page of a terminal, so that it is read."""

REGISTRY_HOSTS = tuple(
    ".".join(labels)
    for labels in (
        ("pypi", "org"),
        ("files", "pythonhosted", "org"),
        ("proxy", "golang", "org"),
        ("registry", "npmjs", "org"),
        ("crates", "io"),
        ("deb", "debian", "org"),
        ("repo1", "maven", "org"),
    )
)
"""Hosts of package registries, in pieces so that this file names none: whose mirror is used is the machine's matter."""

MACHINE_PATHS = tuple(f"/{folder}/" for folder in ("work", "root", "tmp/slice", "opt/wheels", "home"))
"""Folders of one machine or one session, which mean nothing to anybody else."""

PLACEHOLDER_HOMES = ("/home/you/", "/home/user/", "/root/.cache/", "/home/kubernetes/")
"""Homes that stand for the reader's own, the one an image has by convention, and the one of every machine of GKE."""


ANNOUNCED = ("size", "estimate")
"""Commands that the pages may name before they are built."""


def readme_faults(root: Path) -> list[str]:
    """Return one line for each top-level folder of `root` whose README.md is missing or too long."""
    found = []
    for folder in sorted({path.parts[0] for path in files(root) if len(path.parts) > 1}):
        if folder.startswith("."):
            continue
        readme = root / folder / "README.md"
        lines = len(readme.read_text(encoding="utf-8").splitlines()) if readme.is_file() else 0
        if not 0 < lines <= README_LINES:
            found.append(f"{folder}/README.md: {lines or 'no'} lines, it needs 1 to {README_LINES}")
    return found


def broken_links(root: Path) -> list[str]:
    """Return one line for each relative link in a Markdown file of `root` that leads to no file or folder."""
    found = []
    for path, line, text in _lines(root, ".md"):
        for link in re.findall(r"\]\(([^)\s#]+)(?:#[^)]*)?\)", text):
            if (
                "://" not in link
                and not link.startswith("mailto:")
                and not (root / path.parent / link).exists()
            ):
                found.append(f"{path}:{line}: the link to {link} leads nowhere")
    return found


def unknown_make_targets(root: Path) -> list[str]:
    """Return one line for each `make <target>` in the pages and the programs of `root` that its Makefile lacks."""
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    known = set(re.findall(r"^([a-z][a-z-]*):", makefile, flags=re.MULTILINE))
    extras = re.search(r"^EXTRAS := (.*)$", makefile, flags=re.MULTILINE)
    known |= {f"extra-{name}" for name in (extras[1].split() if extras else [])}
    return [
        f"{path}:{line}: the Makefile has no target {target}"
        for path, line, text in _lines(root, ".md", ".py", ".yml", "run")
        if path.parts[:2] != ("tests", "architecture")
        for target in re.findall(r"(?:`|^\s*(?:\$ )?)make ([a-z][a-z-]*)", text)
        if target not in known
    ]


def unknown_commands(root: Path, known: tuple[str, ...]) -> list[str]:
    """Return one line for each `groundplan <command>` in the pages of `root` that is neither `known` nor announced."""
    return [
        f"{path}:{line}: groundplan has no command {command}"
        for path, line, text in _lines(root, ".md")
        for command in re.findall(r"(?:`|^\s*(?:\$ )?)groundplan ([a-z][a-z-]*)", text)
        if command not in (*known, *ANNOUNCED)
    ]


def shown_plans(root: Path) -> Iterator[tuple[str, str]]:
    """Yield (file:line, text) for every plan in the pages of `root`: a block of YAML that begins with `name:`."""
    for path in files(root):
        if path.suffix == ".md":
            text = (root / path).read_text(encoding="utf-8")
            for block in re.finditer(r"^```yaml\n(name:.*?)^```", text, flags=re.MULTILINE | re.DOTALL):
                yield f"{path}:{text.count(chr(10), 0, block.start()) + 1}", block[1]


def unlisted_pages(root: Path) -> list[str]:
    """Return one line for each page of a folder of docs/ that the README.md of that folder does not link to."""
    found = []
    for path in files(root):
        if path.parts[0] == "docs" and len(path.parts) == 3 and path.name != "README.md":
            index = root / path.parent / "README.md"
            if index.is_file() and f"({path.name})" not in index.read_text(encoding="utf-8"):
                found.append(f"{path}: {path.parent}/README.md does not link to it")
    return found


def machine_traces(root: Path) -> list[str]:
    """Return one line for each registry host and each path of one machine in the files of `root`."""
    hosts = "|".join(re.escape(host) for host in REGISTRY_HOSTS)
    paths = "|".join(re.escape(path) for path in MACHINE_PATHS)
    trace = re.compile(rf"(?<![\w.-])(?:{hosts})(?![\w.-]*\w)|(?<![\w.$}}~-])(?:{paths})[\w.-]*/?")
    return [
        f"{path}:{line}: {match} belongs to one machine or registry"
        for path, line, text in _lines(root, "")
        if any(
            name in text for name in (*REGISTRY_HOSTS, *MACHINE_PATHS)
        )  # the plain search spares the slow one
        for match in trace.findall(text)
        if not match.startswith(PLACEHOLDER_HOMES)
    ]


def _lines(root: Path, *endings: str) -> Iterator[tuple[Path, int, str]]:
    for path in files(root):
        if path.name.endswith(endings):
            try:
                text = (root / path).read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # a picture or an archive has no lines
            for number, line in enumerate(text.splitlines(), start=1):
                yield path, number, line
