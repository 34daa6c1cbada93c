"""What every Kubernetes platform gets, whichever target made it."""
