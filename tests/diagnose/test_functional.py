"""The user's line in the way that jax wants it."""

from __future__ import annotations

import pytest

from mlexplain.diagnose.facts import Facts, Scene
from mlexplain.report import Failure, Frame, Trace


@pytest.mark.parametrize(
    ("code", "name", "wanted"),
    [
        ("x[0] = 1.0", "at_line", "x = x.at[0].set(1.0)"),
        ("self.u[1:, 0] -= a + b", "at_line", "self.u = self.u.at[1:, 0].add(-(a + b))"),
        ("x[i] //= 2", "at_line", None),
        ("rows[0][1] = y", "at_line", None),  # an array within a list, or a part of a part
        ("y = a / b if b > 0 else a", "where_line", "y = jnp.where(b > 0, a / b, a)"),
        ("return max(a[0], a[1])", "where_line", "return jnp.maximum(a[0], a[1])"),
        ("if max(a, b) > 0:", "where_line", None),  # still a branch
        ("m = max(values)", "where_line", None),
        ("s = float(x.sum())", "unconverted_line", "s = x.sum()"),
        ("return int(a + b) // 2", "unconverted_line", "return (a + b).astype(int) // 2"),
        ("return x.sum().item()", "unconverted_line", "return x.sum()"),
        ("d = float(a) - float(b)", "unconverted_line", None),
        ("y = np.sin(x) + math.sqrt(z)", "jnp_line", "y = jnp.sin(x) + jnp.sqrt(z)"),
        ("y = np.random.rand(3)", "jnp_line", None),
        ("np.savetxt(path, x)", "jnp_line", None),
    ],
)
def test_one_thing_is_exchanged(code: str, name: str, wanted: str | None) -> None:
    frame = Frame("/home/ann/run.py", 3, "step", code, mine=True)
    failure = Failure("python", "TypeError", "…", (frame,))
    facts = Facts(Scene(failure, Trace((failure,)), {}))
    assert facts.get(name) == wanted
    assert wanted is None or facts.get("traced_line") == code
