"""The type tokens of the hosts target, as a pack meets them; a test holds them to the components."""

FORWARD = "pulumi-python:dynamic/hosts:Forward"
RAYLET = "pulumi-python:dynamic/hosts:Raylet"
SANDBOX = "pulumi-python:dynamic/hosts:Sandbox"
VOLUME = "pulumi-python:dynamic/hosts:Volume"
