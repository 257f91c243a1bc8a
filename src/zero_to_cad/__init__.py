"""Writes the CadQuery program that makes a part, and checks it by running it."""
