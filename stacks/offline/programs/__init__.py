"""Lets a program of the engine run in a copy of a process that has read the SDKs already: seconds, for every run."""
