"""The registry of models: MLflow's server with a database of its own and the store that the plan gives it."""
