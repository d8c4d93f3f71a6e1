"""Code as libraries write it: long initialisers, arguments given by their names, methods cut out."""

from __future__ import annotations

import textwrap

from mlexplain import explain
from mlexplain.report import Explanation


def told(source: str) -> Explanation:
    return explain(textwrap.dedent(source), model=None)


def steps(source: str) -> str:
    return " ".join(step.text for step in told(source).steps)


def test_an_initialiser_is_summed_up_by_what_it_sets() -> None:
    summary = told("""
        def __init__(self, width, heads, dropout=0.0):
            super().__init__()
            self.width = width
            self.scale: float = width ** -0.5
            self.first = nn.Linear(width, width)
            self.second = nn.Linear(width, width)
            self.count = 0
    """).summary
    assert "makes two linear layers (`first` and `second`)" in summary
    assert "sets the fields `width`, `scale` and `count`" in summary
    assert "parent" not in summary


def test_of_many_parameters_the_first_are_named() -> None:
    summary = told("def f(a, b, c, d, e, f, g, **more):\n    return a").summary
    assert "takes `a`, `b`, `c`, `d` and 4 more" in summary


def test_arguments_given_by_their_own_name_are_named_once() -> None:
    said = steps("""
        class Block(nn.Module):
            def __init__(self):
                super().__init__()
                self.attend = Attention()

            def forward(self, hidden_states, mask, **kwargs):
                hidden_states, _ = self.attend(hidden_states=hidden_states, mask=mask, **kwargs)
                return hidden_states
    """)
    assert "Runs `hidden_states` through `self.attend`, with `mask`" in said
    assert "set to `mask`" not in said


def test_what_goes_to_the_parent_class() -> None:
    parameters = told("""
        def __init__(self, rate, size):
            super().__init__(rate=rate, feature_size=size)
            self.done = False
    """).parameters
    assert [p.text for p in parameters] == [
        "Handed to the parent class.",
        "Handed to the parent class as `feature_size`.",
    ]


def test_a_method_cut_out_of_its_class_has_not_lost_its_layout() -> None:
    assert "layout" not in explain("    def f(self):\n        return self.x\n", model=None).summary


def test_an_attribute_whose_name_is_made_up() -> None:
    said = steps('setattr(self, f"{kind}_scale", scale)')
    assert (
        said == "Sets an attribute of `self` to `scale`; its name is a text with `kind` filled in."
    )


def test_a_text_in_several_pieces_is_one_text() -> None:
    said = steps("""
        if n < 0:
            raise ValueError(
                "there are "
                "too few"
            )
    """)
    assert '`"there are too few"`' in said


def test_attention_with_its_scale_handed_in() -> None:
    code = """
        def eager(module, query, key, value, mask, scaling, dropout=0.0):
            weights = torch.matmul(query, key.transpose(2, 3)) * scaling
            if mask is not None:
                weights = weights + mask
            weights = nn.functional.softmax(weights, dim=-1, dtype=torch.float32).to(query.dtype)
            weights = nn.functional.dropout(weights, p=dropout, training=module.training)
            return torch.matmul(weights, value)
    """
    assert "scaled dot-product attention" in told(code).summary


def test_an_entry_at_no_place_is_the_whole() -> None:
    assert steps("y = x[()]") == "Takes the whole of `x`; the result is `y`."


def test_a_name_that_is_changed_further_below_is_not_the_end() -> None:
    ends = "y = (x - x.mean()) / x.std()\n"
    assert "In the end" in told(f"x = load(path)\n{ends}").summary
    assert "In the end" not in told(f"x = load(path)\n{ends}if train:\n    y = mask(y)\n").summary


def test_weights_that_were_not_copied_are_not_put_back() -> None:
    code = """
        best = 9.0
        for epoch in range(9):
            train(model)
            loss = validate(model)
            if loss < best:
                best = loss
                kept = {}
        model.load_state_dict(kept)
    """
    assert "weights of the best round" in steps(code.format("copy.deepcopy(model.state_dict())"))
    assert "weights of the best round" not in steps(code.format("model.state_dict()"))
