"""Groundplan's components: a capacity plan, its topology, and the resources each target makes of it."""
