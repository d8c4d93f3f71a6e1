"""What docstrings say is quoted as theirs: the purpose, and the parameters in all usual forms."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlexplain import explain
from mlexplain.explain.read.docstring import documentation

GOOGLE = '''
def pad(rows, value=0, *, longest=None):
    """Bring rows to one length. Short ones are filled up.

    Args:
        rows (list of lists): What is padded. May be
            empty.
        value: The number that fills.
        longest (int, *optional*): The wanted
            length.

    Returns:
        list: The padded rows.
    """
    return rows
'''
TRANSFORMERS = '''
def forward(self, ids, mask=None):
    r"""
    ids (`torch.LongTensor` of shape `(batch, length)`):
        Numbers of the tokens. Read from a file.
    mask (`torch.Tensor`, *optional*):
        Which of them count.

    Example:

    ```python
    >>> forward(1, mask=2)
    ```"""
    return ids
'''
NUMPY = '''
def degree(G, u, v):
    """The degree of a node [1]_ in ``G``.

    Parameters
    ----------
    G : graph
        The graph that is asked.
    u, v : nodes
        Two of its nodes.

    Returns
    -------
    d : int
        A number.
    """
    return G[u] + G[v]
'''
SPHINX = '''
def send(self, address, text):
    """Send a text.

    :param address: Where it goes.
    :param str text: What is sent, as
        plain text.
    :returns: nothing
    """
    self.out(address, text)
'''


def parameters(source: str) -> dict[str, str]:
    unit = ast.parse(source).body[0]
    assert isinstance(unit, ast.FunctionDef)
    return documentation(unit).parameters


def purpose(text: str) -> str:
    unit = ast.parse(f"def f():\n    {text!r}").body[0]
    assert isinstance(unit, ast.FunctionDef)
    return documentation(unit).purpose


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (
            GOOGLE,
            {
                "rows": "What is padded",
                "value": "The number that fills",
                "longest": "The wanted length",
            },
        ),
        (TRANSFORMERS, {"ids": "Numbers of the tokens", "mask": "Which of them count"}),
        (
            NUMPY,
            {"G": "The graph that is asked", "u": "Two of its nodes", "v": "Two of its nodes"},
        ),
        (SPHINX, {"address": "Where it goes", "text": "What is sent, as plain text"}),
    ],
)
def test_parameters_in_the_usual_forms(source: str, told: dict[str, str]) -> None:
    assert parameters(source) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Bring rows to one length. Short ones are filled up.", "Bring rows to one length"),
        ("Version 2.0 of\n    the loss", "Version 2.0 of the loss"),
        (
            "A shortcut for :class:`~torch.nn.Linear` layers.",
            "A shortcut for `~torch.nn.Linear` layers",
        ),
        ("The degree [1]_ in ``G``.", "The degree in `G`"),
        ("Scale values\nArgs:\n    x: values", "Scale values"),
    ],
)
def test_the_first_sentence_is_the_purpose(text: str, told: str) -> None:
    assert purpose(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "",
        "TODO",
        ">>> f()\n1",
        "Example:\n\n>>> f()",
        "Args:\n    x: a number",
        "Parameters\n----------\nx : int\n    A number.",
        "```python\nf()\n```",
        "An opened ` mark. ",
        "word " * 60,
    ],
)
def test_what_is_no_plain_sentence_is_not_quoted(text: str) -> None:
    assert purpose(text) == ""


def test_it_is_quoted_as_what_the_docstring_says() -> None:
    told = explain(GOOGLE, model=None)
    assert "Its docstring says: “Bring rows to one length”." in told.summary
    texts = {p.name: p.text for p in told.parameters}
    assert texts["value"].endswith("The docstring says: “The number that fills”.")
    assert "not used in the code" in texts["longest"]


def test_a_class_is_documented_with_its_initialiser() -> None:
    told = explain(
        '''
class Reader:
    """Reads numbers from a file."""

    def __init__(self, path, skip=0):
        """
        Args:
            path: Where the numbers stand.
        """
        self.path = path
        self.skip = skip
''',
        model=None,
    )
    assert "Its docstring says: “Reads numbers from a file”." in told.summary
    assert "“Where the numbers stand”" in told.parameters[0].text
    assert "docstring" not in told.parameters[1].text


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=300))
def test_any_text_is_read(text: str) -> None:
    unit = ast.FunctionDef(
        name="f",
        args=ast.arguments([], [], None, [], [], None, []),
        body=[ast.Expr(ast.Constant(text))],
        decorator_list=[],
        returns=None,
    )
    said = documentation(unit)
    assert len(said.purpose) <= 200
    assert all(name.isidentifier() and told for name, told in said.parameters.items())
