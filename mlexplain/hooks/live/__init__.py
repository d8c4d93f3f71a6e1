"""What a failing program still knows: the real devices, dtypes and shapes of the failing line."""

from mlexplain.hooks.live.account import account

__all__ = ["account"]
