"""The Azure target: a private network, keys, stores, identities and an AKS cluster with the topology's pools."""
