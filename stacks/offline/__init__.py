"""Simulated providers: they stand where the official provider plugins cannot be had. None of them is official."""
