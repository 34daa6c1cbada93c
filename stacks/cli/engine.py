"""`groundplan engine`: finds or makes the Pulumi engine, proves it with a smoke run, and says where it is."""

from typing import Annotated

import typer

from stacks.cli.console import console, print_document, print_result
from stacks.cli.failures import CommandError
from stacks.engine import ConsoleProgress, Engine, Progress, ensure_engine, ensure_gocryptfs


def engine(
    source: Annotated[
        str | None,
        typer.Option(
            help="Take the engine only from here: path (the `pulumi` on PATH), release (the official "
            "archive, checked against its SHA-256) or modules (built from pinned Go modules).",
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")] = False,
) -> None:
    """Find or make the Pulumi engine that everything else runs on."""
    with ConsoleProgress() as progress:
        found = ensure_engine(source, progress)
        gocryptfs = _gocryptfs(progress)
    if json:
        print_document(_document(found, gocryptfs))
        return
    print_result(f"engine     {found.bin / 'pulumi'}\nversion    {found.version}\nsource     {found.source}")
    print_result(f"gocryptfs  {gocryptfs or 'none: see above'}")


def _gocryptfs(progress: Progress) -> str | None:
    """Return gocryptfs's path or None: only the targets that store on hosts need it, and ask for it."""
    try:
        return str(ensure_gocryptfs(progress))
    except CommandError as ended:
        progress.end()
        console.print(f"gocryptfs: {ended}", markup=False)
        return None


def _document(found: Engine, gocryptfs: str | None) -> dict[str, str | None]:
    return {
        "bin": str(found.bin),
        "version": found.version,
        "source": found.source,
        "gocryptfs": gocryptfs,
    }
