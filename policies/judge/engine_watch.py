"""Ends a pack's process with the engine that started it.

The SDK serves until it is told to stop. An engine that was killed tells nobody, and the process would stay for ever.
"""

import os
import select
import sys
import threading


def end_with_the_engine() -> None:
    """End this process, from a thread of its own, once nobody reads its standard output any more.

    The engine reads the standard output of a pack for as long as it lives.
    """
    threading.Thread(target=_end_when_unread, args=(sys.stdout.fileno(),), daemon=True).start()


def _end_when_unread(descriptor: int) -> None:
    watch = select.poll()
    watch.register(descriptor, 0)  # no event asked for: the end of the reader is always told
    watch.poll()
    os._exit(0)
