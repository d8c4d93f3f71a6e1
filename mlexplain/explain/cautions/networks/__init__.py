"""Mistakes in networks: layers, shapes, attention, masks, normalisation."""
