"""The training and serving programs that run on the nodes; nothing here imports Pulumi."""
