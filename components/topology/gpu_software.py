"""Words for the software that machines with GPUs may bring themselves, so that nobody brings it a second time. Pure."""

DRIVER = "driver"
TOOLKIT = "toolkit"
DEVICE_PLUGIN = "device-plugin"
FEATURES = "node-feature-discovery"
"""What looks for features of nodes and labels them; it may be there where no machine has a GPU."""
