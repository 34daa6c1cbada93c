"""What runs on a host, under whatever transport brought it there: the standard library only, so a bare server needs Python and nothing else."""
