"""What is read ahead is what would have been read when it is asked for."""

import threading

from stacks.offline.simulated_clouds.replacing import listed_types
from stacks.offline.simulated_clouds.sdk import declared, read_ahead

BUCKET = "aws:s3/bucket:Bucket"


def test_every_type_that_a_target_lists_is_one_of_its_sdk() -> None:
    for target in ("aws", "azure", "gcp"):
        types = listed_types(target)
        assert len(types) > 15
        assert all(declared(token).inputs for token in types), (
            "none is misspelt, so that all can be read ahead"
        )


def test_who_asks_while_types_are_read_ahead_gets_the_same() -> None:
    ahead = threading.Thread(target=read_ahead, args=[[*listed_types("aws"), "aws:s3/none:None"]])
    ahead.start()
    asked = declared(BUCKET)
    ahead.join()
    assert declared(BUCKET) is asked, "and nothing is read twice"
