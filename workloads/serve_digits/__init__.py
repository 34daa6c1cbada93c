"""Serves the promoted digits model with Ray Serve."""
