"""A simulated Kubernetes provider: the engine attaches to it instead of the official plugin.

It is not the official pulumi-kubernetes. What is simulated is the plugin alone: everything declared is applied to a
real API server, server-side and with strict field validation, and the API server's own answers are handed on. The
laws taken over from the official provider 4.34 are the names of its configuration, the annotations `pulumi.com/…`,
ids, which changes replace an object, the refusal of objects that exist already, and what counts as ready.

Where it differs: field validation is strict (official: warnings); the field manager of a resource is derived from its
URN, so what a killed run created is taken over (official: a random name, and such an object is refused unless
`upsertExistingObjects` is set); outputs leave out managed fields and the schemas of CustomResourceDefinitions;
objects that own nothing are deleted in the background; client-side apply, rendering to YAML, autonaming, Helm and list
resources are missing.
"""
