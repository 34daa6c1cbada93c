"""What the rules catch in this process, the real engine catches too, with every pack and on whole examples."""

import pytest

from stacks.events import Violation, parse_event
from tests.policies.clouds.namespaces import NAMESPACES
from tests.policies.conftest import ALL_PACKS, SimulatedProject
from tests.policies.mutants.sample import EACH, TARGETS, entries, sample

pytestmark = pytest.mark.engine

BARE = {each.name for each in NAMESPACES}


@pytest.mark.parametrize("target", TARGETS)
def test_sampled_mutants_are_refused_and_nothing_else_is(
    captured_project: SimulatedProject, target: str
) -> None:
    sampled = sample(target)
    assert len(sampled.mutants) == EACH
    captured_project.write(entries(sampled.stack))
    log = captured_project.folder / "events.json"
    preview = captured_project.pulumi("preview", "--event-log", str(log), pack=ALL_PACKS)
    assert preview.returncode != 0, f"the mutants passed: {preview.stdout}"
    events = map(parse_event, log.read_text(encoding="utf-8").splitlines())
    refused = {
        (event.policy.rpartition("/")[2], event.resource.partition(" ")[2])
        for event in events
        if isinstance(event, Violation) and event.level == "mandatory"
    }
    if target != "kubernetes":  # what a cloud's example is told of its cluster stands there bare
        refused = {(rule, name) for rule, name in refused if name not in BARE}
    assert refused == sampled.accused, preview.stdout
