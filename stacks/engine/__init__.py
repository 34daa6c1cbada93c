"""The Pulumi engine and gocryptfs: found, downloaded or built, and proven before anything relies on them."""

from stacks.engine.environment import engine_environment
from stacks.engine.gocryptfs import ensure_gocryptfs, find_gocryptfs
from stacks.engine.locate import SOURCES, Engine, Source, ensure_engine, find_engine
from stacks.engine.progress import ConsoleProgress, Progress

__all__ = [
    "SOURCES",
    "ConsoleProgress",
    "Engine",
    "Progress",
    "Source",
    "engine_environment",
    "ensure_engine",
    "ensure_gocryptfs",
    "find_engine",
    "find_gocryptfs",
]
