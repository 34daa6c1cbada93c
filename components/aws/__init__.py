"""The AWS target: what a topology becomes there, private and encrypted."""
