"""Mistakes with data: tables, images, loaders, and what is kept for testing."""
