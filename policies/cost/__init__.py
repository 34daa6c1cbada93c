"""The cost pack: one folder for each target, one file per rule."""
