"""Quotas for teams and gang admission, by Kueue."""
