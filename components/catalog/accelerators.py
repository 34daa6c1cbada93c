"""What one accelerator has and does: memory, arithmetic, bandwidth, links and power, each row with its source."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from components.catalog.table import rows

FILE = Path(__file__).parent / "accelerators.csv"
COLUMNS = (
    "accelerator",
    "memory_gib",
    "peak_dense_bf16_tflops",
    "peak_dense_fp8_tflops",
    "memory_bandwidth_gb_s",
    "interconnect",
    "interconnect_gb_s",
    "tdp_w",
    "source",
)


@dataclass(frozen=True, kw_only=True)
class Accelerator:
    """One model. `memory_gb` is nominal; what a machine's driver reports is in the machine. None means not known, or
    that it has no such arithmetic, which `source` tells apart. `interconnect_gb_per_s` is the sum of both directions.
    """

    name: str
    memory_gb: int
    bf16_tflops: float | None
    fp8_tflops: float | None
    memory_gb_per_s: float
    interconnect: str
    interconnect_gb_per_s: float
    power_w: int
    source: str


@cache
def accelerators() -> Mapping[str, Accelerator]:
    """Return the accelerators by the name that machines use; raise CatalogError where the table is wrong."""
    number = "a number above 0"
    return {
        row.cells["accelerator"]: Accelerator(
            name=row.cells["accelerator"],
            memory_gb=row.read("memory_gib", int, number),
            bf16_tflops=row.read_known("peak_dense_bf16_tflops", float, number),
            fp8_tflops=row.read_known("peak_dense_fp8_tflops", float, number),
            memory_gb_per_s=row.read("memory_bandwidth_gb_s", float, number),
            interconnect=row.cells["interconnect"],
            interconnect_gb_per_s=row.read("interconnect_gb_s", float, number),
            power_w=row.read("tdp_w", int, number),
            source=row.cells["source"],
        )
        for row in rows(FILE, FILE.read_text(encoding="utf-8"), COLUMNS)
    }
