"""The target `kubernetes`: a cluster that exists, on-prem included."""
