"""What lets a plan up on nodes that run nothing, with images whose digests no registry was asked for."""

from datetime import UTC, datetime, timedelta

LAST_DAY = (datetime.now(UTC).date() + timedelta(days=90)).isoformat()
"""Of a waiver that holds as long as tests run, and not longer than a team allows."""

WAIVERS = f"""\
waivers:
  - {{{{rule: require-image-digests, resource: {{plan}}, reason: "these nodes run nothing, and no registry is asked",
     owner: tests@example.com, expires: {LAST_DAY}}}}}
"""
"""Of a plan of this name."""
