"""The handwritten digits and the network that reads them: what training and serving must agree on."""
