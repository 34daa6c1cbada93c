"""The hosts target: encrypted volumes, sandboxes and processes on machines that exist already; so far this one."""
