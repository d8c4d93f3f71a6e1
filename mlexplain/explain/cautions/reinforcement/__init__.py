"""Mistakes in reinforcement learning: values, rewards, policies."""
