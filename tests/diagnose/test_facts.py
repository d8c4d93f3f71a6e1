"""Facts that are derived: the user's call, memory, prefixes, modules, phases."""

from __future__ import annotations

import pytest

from mlexplain.diagnose.facts import MODULE_OF, READERS, Facts, Scene
from mlexplain.diagnose.facts.packages.distribution import provider
from mlexplain.diagnose.facts.training.keys import prefix_of
from mlexplain.diagnose.facts.training.memory import model_size
from mlexplain.report import Failure, Frame, SourceBlock, Trace


def facts(code: str, source: str = "", **stated: object) -> Facts:
    frame = Frame("/home/ann/run.py", 3, "<module>", code, mine=True)
    failure = Failure("python", "RuntimeError", "…", (frame,))
    sources = (SourceBlock(source, (1, 9)),) if source else ()
    return Facts(Scene(failure, Trace((failure,), sources=sources), stated))


def test_every_fact_has_one_reader() -> None:
    assert len(MODULE_OF) == sum(map(len, READERS.values()))


@pytest.mark.parametrize(
    ("line", "asked", "meant"),
    [
        ("fit(modle, trian_loader)", "trian_loader", "train_loader"),
        ("print(lossses[-1])", "lossses", "losses"),
        ("print(optimzer.state_dict())", "optimzer", "optimizer"),
        ("y = x_test - x_train", "x_test", None),  # both are names
        ("encode(text)", "encode", None),  # a word, though `encoder` is near
        ("loss = match(a, b)", "match", None),
        ("print(sample)", "sample", None),  # `samples` is another name
    ],
)
def test_which_name_was_meant(line: str, asked: str, meant: str | None) -> None:
    assert facts(line, undefined=asked).get("near_name") == meant


@pytest.mark.parametrize(
    ("code", "model", "tensor", "home"),
    [
        ("out = net(images)", "net", "images", "next(net.parameters()).device"),
        ("out = model.generate(ids, do_sample=True)", "model", "ids", "model.device"),
        ("return self.head(x)", "self.head", "x", "next(self.head.parameters()).device"),
        ("y = a.matmul(b)", None, "b", "a.device"),
        ("d = torch.mm(points, centres.t())", None, "points", "centres.device"),
        ("top = scores.topk(k, dim=1).indices", None, None, None),
        ("loss.backward()", None, None, None),
        ("print(float(net(x)))", "net", "x", "next(net.parameters()).device"),
    ],
)
def test_which_tensor_to_move(
    code: str, model: str | None, tensor: str | None, home: str | None
) -> None:
    read = facts(code)
    assert (read.get("model"), read.get("tensor"), read.get("home")) == (model, tensor, home)


def test_the_argument_that_the_message_names_is_moved() -> None:
    read = facts("loss = F.cross_entropy(logits, labels)", argument="target")
    assert (read.get("tensor"), read.get("home")) == ("labels", "logits.device")


def test_a_call_over_several_lines_comes_from_the_pasted_source() -> None:
    source = "ids = tok(text)\nout = model.generate(\n    ids, max_new_tokens=3\n)\n"
    read = facts("out = model.generate(", source)
    assert read.get("call_arguments") == ["ids", "3"]
    assert read.get("call_statement") == "out = model.generate(\n    ids, max_new_tokens=3\n)"


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("--ckpt_dir llama-2-7b/", ("llama-2-7b", 7_000_000_000)),
        ('from_pretrained("mistralai/Mixtral-8x7B-v0.1")', None),
        ("Qwen2.5-0.5B-Instruct", ("Qwen2.5-0.5B-Instruct", 500_000_000)),
        ("pythia-70m", ("pythia-70m", 70_000_000)),
        ("loss 2.7b is no model", None),
        ("step-100b", ("step-100b", 100_000_000_000)),
    ],
)
def test_parameters_that_a_name_tells(text: str, size: tuple[str, int] | None) -> None:
    assert model_size(text) == size


@pytest.mark.parametrize(
    ("names", "others", "prefix"),
    [
        (["module.a.w", "module.b"], ["a.w", "b"], "module."),
        (["module.a.w"], [], "module."),
        (["base.model.a", "base.model.b"], ["a", "b"], "base.model."),
        (["x.a", "y.b"], ["a", "b"], None),
        (["head.w"], [], None),
    ],
)
def test_prefix_that_all_names_carry(
    names: list[str], others: list[str], prefix: str | None
) -> None:
    assert prefix_of(names, others) == prefix


def test_modules_and_the_packages_that_provide_them() -> None:
    assert provider("cv2") == "opencv-python"
    assert provider("google.protobuf.message") == "protobuf"
    assert provider("torch.utils") == "torch"
    assert provider("src.data") is None


@pytest.mark.parametrize(
    ("code", "sizes", "elements", "name", "value"),
    [
        ("x = x.view(n, c, s, s)", [4, 128, 9, 9], 4 * 128 * 14 * 14, "reshape_grid", "14 × 14"),
        (
            "x = x.view(x.size(0), k, 5)",
            [4, 9, 5],
            4 * 17 * 5,
            "reshape_fits",
            "17 in place of 9 (`k`)",
        ),
        ("x = x.view(32, 20)", [32, 20], 7 * 20, "line_batch_free", "x = x.view(-1, 20)"),
        ("x = x.view(x.size(0), 20)", [32, 20], 7 * 20, "line_batch_free", None),
        ("x = x.view(-1, 2, 8)", [-1, 2, 8], 43 * 8, "reshape_rows", 43),
        ("x = x.view(b, t, h, d // h)", [2, 5, 4, 7], 300, "reshape_undivided", 30),
        ("x = x.reshape(3, 7)", [3, 7], 20, "reshape_fits", None),
    ],
)
def test_which_size_of_a_view_would_fit(
    code: str, sizes: list[int], elements: int, name: str, value: object
) -> None:
    assert facts(code, shapes=[sizes], elements=elements).get(name) == value


@pytest.mark.parametrize(
    ("weight", "size", "lacking"),
    [
        ("[64, 1, 3, 3]", "[15, 24, 24]", "channel"),
        ("64 3 7 7", "[3, 48, 48]", "batch"),
        ("[64, 3, 7, 7]", "[48, 40, 3]", "order"),
        ("[64, 1, 3, 3]", "[24, 24]", "both"),
        ("[64, 1, 3, 3]", "[8, 2, 1, 24, 24]", "joined"),
        ("[64, 5, 3, 3]", "[15, 24, 24]", None),
    ],
)
def test_which_dimension_an_input_lacks(weight: str, size: str, lacking: str | None) -> None:
    message = (
        f"Expected 4-dimensional input for 4-dimensional weight {weight}, "
        f"but got {size.count(',') + 1}-dimensional input of size {size} instead"
    )
    failure = Failure("python", "RuntimeError", message)
    assert Facts(Scene(failure, Trace((failure,)), {})).get("lacking") == lacking
