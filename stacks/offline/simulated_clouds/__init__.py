"""Simulated providers of AWS, Google Cloud and Azure: the engine attaches to them instead of the official plugins.

They are not the official ones and make nothing anywhere. Inputs are compared with the types of the SDKs' own classes
and with formats that the real providers refuse; ids and other outputs are made up, visibly: account 000000000000,
project `simulated-project`, subscription 00000000-0000-0000-0000-000000000000. A property whose change replaces its
resource is one that `components/<target>/replaces.py` lists; of any other change to a type that holds data, or that is
not listed, the log says that it may replace.

Where they differ from the real ones: nothing is looked up, so whether a name is taken, a quota suffices or a permission
is there stays unknown; what a provider fills in by itself is left out unless programs read it; Check fills in no
defaults.
"""
