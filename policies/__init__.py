"""Groundplan's policies: packs judged by the engine, and the same promises judged on the plan."""
