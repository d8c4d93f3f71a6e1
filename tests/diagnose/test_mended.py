"""The user's line as it should stand: brackets closed, a name spelt right."""

import pytest

from mlexplain import diagnose


def _first_fix(line: str, error: str) -> tuple[str | None, str | None]:
    head = 'Traceback (most recent call last):\n  File "/w/train.py", line 3, in <module>\n'
    fix = diagnose(f"import torch\n{head}    {line}\n{error}\n").diagnoses[0].fixes[0]
    return fix.before, fix.after


@pytest.mark.parametrize(
    "line, closed",
    [
        ('print(f"loss {loss:.3f}"', 'print(f"loss {loss:.3f}")'),
        ("x = net(torch.cat([a, b)", None),
        ("for i in range(len(x):", "for i in range(len(x)):"),
        ('note("a ( in a text"', 'note("a ( in a text")'),
    ],
)
def test_a_bracket_is_closed(line: str, closed: str | None) -> None:
    log = f"  File \"/w/train.py\", line 30\n    {line}\n    ^\nSyntaxError: '(' was never closed\n"
    fix = diagnose(log).diagnoses[0].fixes[0]
    assert (fix.before, fix.after) == ((line, closed) if closed else (None, None))


def test_a_name_is_spelt_as_python_suggests() -> None:
    error = "NameError: name 'optimzer' is not defined. Did you mean: 'optimizer'?"
    assert _first_fix("optimzer.step()", error) == ("optimzer.step()", "optimizer.step()")


@pytest.mark.parametrize(
    "line, error, wanted",
    [
        (
            "n = np.product(shape)",
            "AttributeError: module 'numpy' has no attribute 'product'",
            "n = np.prod(shape)",
        ),
        (
            "n = numpy.alltrue(ok)",
            "AttributeError: module 'numpy' has no attribute 'alltrue'",
            "n = numpy.all(ok)",
        ),
        (
            "np.warnings.simplefilter('ignore')",
            "AttributeError: module 'numpy' has no attribute 'warnings'",
            "warnings.simplefilter('ignore')",
        ),
        (
            'df = df.applymap(str.strip)["a"]',
            "AttributeError: 'DataFrame' object has no attribute 'applymap'",
            'df = df.map(str.strip)["a"]',
        ),
        (
            'args = TrainingArguments("out", evaluation_strategy="steps")',
            "TypeError: TrainingArguments.__init__() got an unexpected keyword argument "
            "'evaluation_strategy'",
            'args = TrainingArguments("out", eval_strategy="steps")',
        ),
    ],
)
def test_a_removed_name_is_replaced_in_the_line(line: str, error: str, wanted: str) -> None:
    assert _first_fix(line, error) == (line, wanted)


UNJOINED = (
    "ValueError: Default process group has not been initialized, "
    "please make sure to call init_process_group."
)


@pytest.mark.parametrize(
    "line, wanted",
    [
        ("rank = dist.get_rank()", "rank = dist.get_rank() if dist.is_initialized() else 0"),
        (
            "lr = 0.1 * dist.get_world_size()",
            "lr = 0.1 * (dist.get_world_size() if dist.is_initialized() else 1)",
        ),
        (
            "if dist.get_rank() == 0:",
            "if (dist.get_rank() if dist.is_initialized() else 0) == 0:",
        ),
    ],
)
def test_one_process_alone_is_rank_0_of_1(line: str, wanted: str) -> None:
    assert _first_fix(line, UNJOINED) == (line, wanted)


def test_another_gpu_is_named_in_the_line() -> None:
    before, after = _first_fix(
        'x = x.to("cuda:3")', "RuntimeError: CUDA error: invalid device ordinal"
    )
    assert before == 'x = x.to("cuda:3")' and (after or "").startswith('x = x.to("cuda:0")')


@pytest.mark.parametrize(
    "line, error, wanted",
    [
        (
            "recon, mu = model(x)",
            "ValueError: too many values to unpack (expected 2)",
            "recon, mu, *rest = model(x)",
        ),
        (
            "acc = (out.argmax(1) == y).float().mean()",
            "RuntimeError: The size of tensor a (32) must match the size of tensor b (10) at "
            "non-singleton dimension 1",
            "acc = (out.argmax(1) == y.argmax(1)).float().mean()",
        ),
    ],
)
def test_a_line_takes_what_comes(line: str, error: str, wanted: str) -> None:
    assert _first_fix(line, error) == (line, wanted)
