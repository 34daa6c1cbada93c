"""How long what hangs is waited for, and what is said of it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.kubernetes import patience
from components.kubernetes.hanging import GATEWAY, INGRESS, NODE, SERVICE, VOLUME, Hanging
from components.kubernetes.patience import SILENT_S, STILL_S, Verdict, Waited

SECONDS = st.floats(0, 10_000)
LIMITS = st.floats(0.1, 10_000)
NAMES = st.from_regex(r"[a-z]{1,8}(/[a-z]{1,8})?", fullmatch=True)
HANGING = st.builds(
    Hanging,
    kind=st.sampled_from([VOLUME, SERVICE, INGRESS, GATEWAY, NODE]),
    place=NAMES,
    finalizers=st.lists(st.from_regex(r"[a-z]{1,5}\.io/[a-z]{1,5}", fullmatch=True), max_size=2).map(tuple),
    is_going=st.booleans(),
)
FOUND = st.lists(HANGING, min_size=1, max_size=8)
WAITED = st.builds(Waited, all_s=SECONDS, still_s=SECONDS, silent_s=SECONDS)


@given(WAITED, LIMITS)
def test_a_cluster_that_holds_nothing_is_free_at_once(waited: Waited, limit_s: float) -> None:
    assert patience.of_look((), waited, limit_s) is Verdict.FREE


@given(FOUND, WAITED, LIMITS)
def test_what_is_going_is_waited_for_until_the_limit_and_no_longer(
    found: list[Hanging], waited: Waited, limit_s: float
) -> None:
    going = [*found, Hanging(kind=NODE, place="going")]
    over = waited.all_s >= limit_s
    assert patience.of_look(going, waited, limit_s) is (Verdict.HANGS if over else Verdict.WAIT)


@given(FOUND, WAITED, LIMITS)
def test_what_nobody_asked_to_go_is_not_waited_for(
    found: list[Hanging], waited: Waited, limit_s: float
) -> None:
    still = [replace(each, is_going=False) for each in found]
    soon = waited.still_s >= STILL_S or waited.all_s >= limit_s
    assert patience.of_look(still, waited, limit_s) is (Verdict.HANGS if soon else Verdict.WAIT)


@given(WAITED, LIMITS)
def test_silence_alone_is_never_taken_for_the_end_of_a_cluster(waited: Waited, limit_s: float) -> None:
    verdict = patience.of_silence(waited, limit_s, is_told_gone=False)
    assert verdict is not Verdict.GONE, "a closed way looks the same, and disks would be left"
    assert (verdict is Verdict.SILENT) == (waited.silent_s >= SILENT_S or waited.all_s >= limit_s)


@given(WAITED, LIMITS)
def test_silence_ends_every_wait(waited: Waited, limit_s: float) -> None:
    for told in (True, False):
        later = replace(waited, silent_s=SILENT_S, all_s=max(waited.all_s, SILENT_S))
        assert patience.of_silence(later, limit_s, is_told_gone=told) is not Verdict.WAIT, "never for ever"


@given(FOUND, WAITED)
def test_the_sentence_names_all_that_hangs_who_holds_it_and_what_to_do(
    found: list[Hanging], waited: Waited
) -> None:
    said = patience.hangs("here", found, waited)
    for each in found:
        assert f"{each.kind} {each.place}" in said and all(held in said for held in each.finalizers)
        assert patience.REMEDIES[each.kind] in said
    assert "\n" not in said and said.endswith("then run this again, and it goes on")
    assert (patience.FINALIZERS in said) == any(each.finalizers for each in found)


def test_progress_counts_what_it_does_not_name() -> None:
    found = [Hanging(kind=NODE, place=f"gpu-{number}") for number in range(7)]
    said = patience.progress(found, Waited(all_s=180), 1800)
    assert said == (
        "waiting for 7 Nodes to go, 3 min of 30 min: Node gpu-0, Node gpu-1, Node gpu-2, Node gpu-3, Node gpu-4 "
        "and 2 more"
    )


@pytest.mark.parametrize(
    ("found", "told"),
    [(None, "nobody has seen what it had"), ([Hanging(kind=SERVICE, place="a/b")], "it had: Service a/b")],
)
def test_what_is_taken_as_gone_is_told_with_the_reason(found: list[Hanging] | None, told: str) -> None:
    said = patience.gone("the cluster does not answer", found)
    assert said.startswith("the cluster does not answer; PULUMI_K8S_DELETE_UNREACHABLE says that it is gone")
    assert f"are taken as gone ({told})" in said
