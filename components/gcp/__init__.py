"""Google Cloud as a target: what a topology becomes there, one file for each part."""
