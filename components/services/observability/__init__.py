"""Metrics, dashboards and alerts: Prometheus and Grafana, ours or the cluster's own."""
