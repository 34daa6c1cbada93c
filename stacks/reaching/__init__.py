"""The way to a stack's Ray clusters from this machine, wherever they run."""
