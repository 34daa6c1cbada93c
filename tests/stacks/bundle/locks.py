"""Locks for the tests of bundles: their text, and what it says."""

from components.images import Images, LockedImage

PINNED = "sha256:" + "0123456789abcdef" * 4


def locked(name: str, repository: str, *, tag: str = "v1", digest: str = "", login: str = "") -> LockedImage:
    """Return an entry of a lock."""
    resolved = "2026-01-01" if digest else ""
    return LockedImage(
        name=name,
        repository=repository,
        tag=tag,
        use="a test",
        source="this test",
        digest=digest,
        resolved=resolved,
        login=login,
    )


def lock(*entries: LockedImage, mirror: str = "", charts: str = "") -> Images:
    """Return a lock with these entries."""
    return Images(images={entry.name: entry for entry in entries}, mirror=mirror, charts=charts)


def text_of(images: Images) -> str:
    """Return a lock's text as people lay it out, with a comment on top."""
    parts = [f'# A comment.\n\nmirror = "{images.mirror}"\ncharts = "{images.charts}"\n']
    for entry in images.images.values():
        fields = {
            "repository": entry.repository,
            "tag": entry.tag,
            "use": entry.use,
            "source": entry.source,
            "digest": entry.digest,
            "resolved": entry.resolved,
            **({"login": entry.login} if entry.login else {}),
        }
        lines = "".join(f'{key} = "{value}"\n' for key, value in fields.items())
        parts.append(f"[images.{entry.name}]\n{lines}")
    return "\n".join(parts)
