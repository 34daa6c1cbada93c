"""The Ray pack: what KubeRay is asked for, and what runs on hosts; one file per rule."""
