"""What runs on a host, whatever transport brought it there.

The standard library only, so that a bare server needs Python and nothing else.
"""
