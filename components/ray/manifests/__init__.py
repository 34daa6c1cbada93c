"""Ray on Kubernetes as manifests: pure functions from a topology and a platform; `on_kubernetes` declares them."""
