"""What the providers rent: machines, what they have, where they are, and what they cost, each price dated and sourced.

Pure: it reads the files beside it and what it is handed, knows no network and no clock, and creates nothing.
"""
