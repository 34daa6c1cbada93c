"""Drivers, device plugin, exporter of metrics, and the division of GPUs: NVIDIA's GPU operator."""
