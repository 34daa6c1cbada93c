"""Plans load, or are refused with everything that is wrong with them at once."""

import os
import re
from ipaddress import ip_network
from pathlib import Path

import pytest

from components.plan.errors import MAX_PRINTED_ERRORS, PlanErrors
from components.plan.loading import MAX_PLAN_BYTES, load_plan, read_plan
from components.plan.quantities import Count, Gpu, Memory

HERE = Path(__file__).parent
BAD_PLANS = sorted((HERE / "bad_plans").glob("*.yaml"))
EXAMPLES = sorted((HERE.parents[2] / "stacks" / "plans").glob("*.yaml"))
ATLAS = HERE / "plans" / "atlas.yaml"
LINE = re.compile(r"(?P<file>[^:]+):[1-9]\d*:[1-9]\d*: [^:]+: .+: given .+; allowed: .+; .+")


def errors_of(path: Path) -> PlanErrors:
    """Return the errors of a plan; fail when it has none."""
    with pytest.raises(PlanErrors) as refused:
        load_plan(path)
    return refused.value


@pytest.mark.parametrize("path", BAD_PLANS, ids=lambda path: path.stem)
def test_a_bad_plan_is_refused_with_exactly_these_lines(path: Path) -> None:
    expected = path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    found = str(errors_of(path)).replace(f"{path}:", f"{path.name}:").splitlines()
    assert found == expected, "each line: file, line, column, path, problem, given, allowed, remedy"


@pytest.mark.parametrize("path", BAD_PLANS, ids=lambda path: path.stem)
def test_every_line_about_a_bad_plan_has_all_its_parts(path: Path) -> None:
    for line in path.with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        assert LINE.fullmatch(line), f"a part is missing in: {line}"


def test_there_are_as_many_named_bad_plans_as_promised() -> None:
    assert len(BAD_PLANS) >= 40, "the plan's promise is at least 40 named cases"
    expectations = {path.stem for path in (HERE / "bad_plans").glob("*.txt")}
    assert {path.stem for path in BAD_PLANS} == expectations, "each case has its expected lines beside it"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_plan_is_named_for_its_target_and_loads(path: Path) -> None:
    assert read_plan(path).target == path.stem.split("-")[0], "an example is named <target>-<size>"


def test_the_plan_of_the_quickstart_fits_a_laptop_with_16_gib() -> None:
    plan = load_plan(EXAMPLES[[path.stem for path in EXAMPLES].index("local-small")])
    pools = [pool for cluster in plan.clusters for pool in cluster.pools]
    asked = sum(pool.machine.memory.bytes * pool.count.maximum for pool in pools if pool.machine.memory)
    assert asked <= 14 * 2**30, "an eighth of the machine stays for the system"
    assert [store.holds for store in plan.storage] == ["datasets", "checkpoints", "registry", "models"]


def test_the_plan_of_the_architecture_can_be_made() -> None:
    plan = load_plan(ATLAS)
    assert plan == read_plan(ATLAS), "no field in it is refused until it is built"


def test_a_target_that_is_not_built_is_refused_with_those_that_are() -> None:
    errors = errors_of(HERE / "bad_plans" / "target-not-built.yaml").errors
    assert errors[0].remedy.endswith("built: local, kubernetes, aws, gcp, azure"), "the way out names them"


def test_the_plan_of_the_architecture_is_read_with_every_value() -> None:
    plan = read_plan(ATLAS)
    assert plan.network.cidr == ip_network("10.20.0.0/16")
    assert plan.network.zones == 3
    gpu = plan.clusters[0].pools[2]
    assert gpu.machine.gpu == Gpu(8, "H100")
    assert gpu.count == Count(2, 8)
    assert gpu.capacity == ("reservation:cr-0abc", "spot", "on-demand"), "the order is kept"
    assert plan.storage[3].size == Memory(4800 * 2**30)
    assert plan.budget is not None
    assert str(plan.budget.monthly) == "250000 USD"
    serve = plan.workloads[1].serve
    assert serve is not None
    assert serve.first_token is not None
    assert str(serve.first_token.p95) == "500ms"
    assert plan.waivers[0].expires.isoformat() == "2027-03-31"


def test_errors_come_in_the_order_of_the_file_and_as_plain_values() -> None:
    errors = errors_of(HERE / "bad_plans" / "many-errors-at-once.yaml")
    lines = [error.line for error in errors.errors]
    assert lines == sorted(lines), "a person goes through the file from the top"
    first = errors.as_document()[0]
    assert (first["line"], first["column"], first["path"]) == (1, 7, "name")
    assert set(first) == {"file", "line", "column", "path", "problem", "given", "allowed", "remedy"}


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_endings_and_a_byte_order_mark_change_nothing(tmp_path: Path, ending: str, mark: str) -> None:
    text = (EXAMPLES[0]).read_text(encoding="utf-8")
    path = tmp_path / "plan.yaml"
    path.write_bytes((mark + text.replace("\n", ending)).encode())
    assert load_plan(path) == load_plan(EXAMPLES[0])


def test_anchors_within_reason_are_allowed(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(
        "name: small\ntarget: local\nstorage: [{name: kept, holds: checkpoints, size: &size 1GiB},"
        " {name: scratch, holds: scratch, size: *size}]\nclusters: [{name: train, purpose: training,"
        " pools: [{name: head, machine: &one {cpu: 1, memory: 2GiB}, count: 1},"
        " {name: more, machine: *one, count: 2}]}]\n",
        encoding="utf-8",
    )
    plan = load_plan(path)
    assert plan.storage[1].size == Memory(2**30)
    assert plan.clusters[0].pools[1].machine == plan.clusters[0].pools[0].machine


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text("#" * (MAX_PLAN_BYTES + 1), encoding="utf-8")
    assert "too large for a plan" in str(errors_of(path))


@pytest.mark.parametrize(
    ("name", "problem"),
    [("missing.yaml", "No such file"), ("", "Is a directory"), ("a\0b", "it cannot be opened")],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(
    tmp_path: Path, name: str, problem: str
) -> None:
    assert problem in str(errors_of(tmp_path / name))


def test_a_device_without_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").symlink_to(os.devnull.replace("null", "zero"))
    assert "too large for a plan" in str(errors_of(tmp_path / "plan.yaml"))


def test_hundreds_of_errors_are_counted_and_the_first_ones_shown(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text("".join(f"key{number}: 1\n" for number in range(300)), encoding="utf-8")
    errors = errors_of(path)
    lines = str(errors).splitlines()
    assert len(lines) == MAX_PRINTED_ERRORS + 1
    assert lines[-1] == f"and {len(errors.errors) - MAX_PRINTED_ERRORS} more errors"


def test_dependent_defaults_are_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    text = ATLAS.read_text(encoding="utf-8").replace(", zones: 3", "").replace("kind: object, ", "")
    path.write_text(text, encoding="utf-8")
    plan = read_plan(path)
    assert plan.network.zones == 3, "production takes several zones"
    assert plan.storage[0].kind == "object", "a cloud keeps data as objects"
    local = load_plan(EXAMPLES[0].with_name("local-small.yaml"))
    assert all(store.kind == "filesystem" for store in local.storage), "this machine does not"
