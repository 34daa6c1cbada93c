"""The day on which the tests judge."""

from datetime import date

TODAY = date(2026, 11, 28)
