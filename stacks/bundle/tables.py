"""A bundle as tables for a terminal, never folded: a reference is there to be copied."""

from stacks.bundle.contents import Bundle


def tables_of(found: Bundle) -> str:
    """Return every list of a bundle, one table each; an empty one is left out."""
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
    return "\n\n".join("\n".join(_aligned(table)) for table in tables if len(table) > 1)


def _aligned(rows: list[list[str]]) -> list[str]:
    """Return rows as lines of aligned columns."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
