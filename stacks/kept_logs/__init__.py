"""Logs that clusters have kept: where they lie, which are asked for, and how they are shown; it only reads."""
