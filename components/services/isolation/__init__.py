"""What keeps the parts of a plan apart in a Kubernetes cluster: rendered by pure functions, declared by `component`."""
