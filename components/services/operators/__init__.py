"""KubeRay and Kueue, declared from what their own modules ship."""
