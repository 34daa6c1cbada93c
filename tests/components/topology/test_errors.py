from components.topology.errors import TopologyError, TopologyErrors

ONE = TopologyError(path="clusters", asked="the plan asks 9", allowed="there are 4", remedy="ask less")
OTHER = TopologyError(path="a", asked="the plan asks 2", allowed="there is 1", remedy="ask less")


def test_a_refusal_says_where_what_is_asked_what_there_is_and_what_to_do() -> None:
    assert str(ONE) == "clusters: the plan asks 9; there are 4; ask less"


def test_all_refusals_are_printed_one_a_line_sorted_by_place() -> None:
    assert str(TopologyErrors([ONE, OTHER, ONE])) == f"{OTHER}\n{ONE}", (
        "once each, in an order that is stable"
    )
