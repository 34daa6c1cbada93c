"""Trains a convolutional network on handwritten digits with Ray Train and registers it."""
