"""Whether a folder of charts, which `charts` of images.lock may name, has those of a plan. It asks no repository."""

from collections.abc import Iterable

from components.services.bundle_items import Chart
from components.services.charts import chart_file


def missing_charts(charts: Iterable[Chart], kept: str) -> str:
    """Return the sentence on the charts that a folder lacks; none where `kept` names no folder, or it has all."""
    if not kept or kept.startswith(("https://", "oci://")):
        return ""
    missing = [file for file in (chart_file(chart, kept) for chart in charts) if not file.is_file()]
    if not missing:
        return ""
    return (
        f"images.lock: charts says {kept}, and there is no {', no '.join(map(str, missing))}; bring each there with "
        "`helm pull`, as docs/how-to/mirror-for-an-air-gapped-site.md tells, or name another place with "
        "`groundplan bundle --resolve --charts`"
    )
