"""What lets a plan up on nodes that run nothing, with images whose digests no registry was asked for."""

WAIVERS = """\
waivers:
  - {{rule: require-image-digests, resource: {plan}, reason: "these nodes run nothing, and no registry is asked here",
     owner: tests@example.com, expires: 2099-12-31}}
"""
"""Of a plan of this name."""
