"""The security pack: one file per rule, listed in `__main__`."""
