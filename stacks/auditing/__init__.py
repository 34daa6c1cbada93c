"""What of a stack is left where its plan put it: on this machine, in a Kubernetes cluster, in an account of a cloud."""
