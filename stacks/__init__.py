"""The line written out as a Pulumi program, and the `groundplan` command that drives it."""
