"""Shapes, number types and places of tensors: which of them disagree."""
