"""The registry of trained models and their promotion to serving."""
