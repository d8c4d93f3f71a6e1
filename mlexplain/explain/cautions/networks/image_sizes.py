"""Heights and widths of images through convolutions and pooling, up to the layer behind `flatten`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.sizes import sizes
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, number
from mlexplain.explain.facts.scope import dotted

Image = tuple[int, int, int]
"""Channels, height and width."""
_KNOWN = {"MNIST": (1, 28, 28), "FashionMNIST": (1, 28, 28), "KMNIST": (1, 28, 28)}
_KNOWN |= {"CIFAR10": (3, 32, 32), "CIFAR100": (3, 32, 32), "SVHN": (3, 32, 32)}
_CHANGE_SIZE = ("Resize", "RandomCrop", "CenterCrop", "RandomResizedCrop", "Pad", "interpolate")
_KEEP = ("relu", "gelu", "silu", "tanh", "sigmoid", "dropout", "leaky_relu", "dropout2d", "elu")
_KEEP_LAYERS = ("ReLU", "GELU", "SiLU", "Tanh", "Dropout", "Dropout2d", "BatchNorm2d", "LeakyReLU")
_DEEPEST = 30


def look(snippet: Snippet) -> Iterator[Seen]:
    if not any(snippet.called(c).endswith("nn.Linear") for c in snippet.calls):
        return
    for call in snippet.calls:
        layer = snippet.flow.value(call.func)
        if isinstance(layer, ast.Call) and snippet.called(layer) == "torch.nn.Linear" and call.args:
            flat = _flattened(call.args[0], snippet)
            image = _image(flat, snippet, 0) if flat is not None else None
            yield from _compared(layer, image, snippet)
        elif snippet.called(call) == "torch.nn.Sequential":
            yield from _chain(call, snippet)


def _compared(layer: ast.Call, image: Image | None, snippet: Snippet) -> Iterator[Seen]:
    given = keyword(layer, "in_features") or (layer.args[0] if layer.args else None)
    wanted = _value(given, snippet)
    if image is None or wanted is None or min(image) < 1:
        return
    channels, height, width = image
    if wanted != channels * height * width:
        values = {
            "wanted": f"`{ast.unparse(given)}`" if given is not None else "",
            "right": f"`{channels} * {height} * {width}`",
        }
        yield Seen("flat-size-wrong", layer.lineno, values)


def _value(node: ast.expr | None, snippet: Snippet) -> int | None:
    """A whole number, also as a product of several."""
    if node is None:
        return None
    node = snippet.flow.value(node)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        left, right = _value(node.left, snippet), _value(node.right, snippet)
        return left * right if left is not None and right is not None else None
    return number(node)


def _flattened(node: ast.expr, snippet: Snippet) -> ast.expr | None:
    """The images of `flatten(x, 1)`, `x.view(x.size(0), -1)` and `nn.Flatten()(x)`."""
    for _ in range(4):
        node = snippet.flow.value(node)
        done = snippet.operation(node)
        layer = snippet.flow.value(node.func) if isinstance(node, ast.Call) else None
        if layer is not None and snippet.called(layer).endswith("nn.Flatten"):
            return node.args[0] if isinstance(node, ast.Call) and node.args else None
        if done is not None and done.name == "flatten" and done.rest and number(done.rest[0]) == 1:
            return done.of
        if done is not None and done.name in ("view", "reshape") and len(done.rest) == 2:
            first = done.rest[0]
            return done.of if number(done.rest[1]) == -1 and number(first) != -1 else None
        if done is not None and done.name in _KEEP:
            node = done.of
        else:
            return None
    return None


def _image(node: ast.expr, snippet: Snippet, depth: int) -> Image | None:
    """The size of an image that a value holds for each example."""
    if depth > _DEEPEST:
        return None
    if dotted(node):
        known = sizes(node, snippet)
        if known is not None and len(known) == 4 and all(k.isdigit() for k in known[1:]):
            return int(known[1]), int(known[2]), int(known[3])
        bound = snippet.flow.binding(node)
        if bound is not None and bound.how == "given":
            return _of_data(snippet)
    value = snippet.flow.value(node)
    if not isinstance(value, ast.Call):
        return None
    layer = snippet.flow.value(value.func)
    done = snippet.operation(value)
    if isinstance(layer, ast.Call) and snippet.called(layer).startswith("torch.nn.") and value.args:
        before = _image(value.args[0], snippet, depth + 1)
        return _through(layer, before, snippet) if before is not None else None
    if done is None or snippet.flow.target(value) is not None:
        return None
    if done.name in ("max_pool2d", "avg_pool2d"):
        before = _image(done.of, snippet, depth + 1)
        return _pooled(
            before, done.given(0, "kernel_size"), done.given(1, "stride"), value, snippet
        )
    return _image(done.of, snippet, depth + 1) if done.name in _KEEP else None


def _of_data(snippet: Snippet) -> Image | None:
    """The images of a well-known data set that nothing resizes."""
    called = {snippet.called(c).split(".")[-1] for c in snippet.calls}
    found = {_KNOWN[c] for c in called & set(_KNOWN)}
    if len(found) != 1 or called & set(_CHANGE_SIZE) or called & {"Grayscale", "expand", "repeat"}:
        return None
    own = [
        c
        for c in snippet.flow.classes.values()
        if any(b.name == "forward" for b in c.body if isinstance(b, ast.FunctionDef))
    ]
    return found.pop() if len(own) == 1 else None


def _through(layer: ast.Call, image: Image, snippet: Snippet) -> Image | None:
    last = snippet.called(layer).split(".")[-1]
    if last in _KEEP_LAYERS:
        return image
    if last == "Sequential":
        for inner in layer.args:
            made = snippet.flow.value(inner)
            after = _through(made, image, snippet) if isinstance(made, ast.Call) else None
            if after is None:
                return None
            image = after
        return image
    if last in ("MaxPool2d", "AvgPool2d"):
        kernel = keyword(layer, "kernel_size") or (layer.args[0] if layer.args else None)
        stride = keyword(layer, "stride") or (layer.args[1] if len(layer.args) > 1 else None)
        return _pooled(image, kernel, stride, layer, snippet)
    if last != "Conv2d" or len(layer.args) < 2:
        return None
    kernel = keyword(layer, "kernel_size") or (layer.args[2] if len(layer.args) > 2 else None)
    stride = keyword(layer, "stride") or (layer.args[3] if len(layer.args) > 3 else ast.Constant(1))
    pad = keyword(layer, "padding") or (layer.args[4] if len(layer.args) > 4 else ast.Constant(0))
    if keyword(layer, "dilation") is not None or len(layer.args) > 5:
        return None
    channels = _value(layer.args[1], snippet)
    size, step = _value(kernel, snippet), _value(stride, snippet)
    if isinstance(pad, ast.Constant) and pad.value == "same" and channels is not None:
        return channels, image[1], image[2]
    around = _value(pad, snippet)
    if channels is None or size is None or not step or around is None:
        return None
    height, width = ((n + 2 * around - size) // step + 1 for n in image[1:])
    return channels, height, width


def _pooled(
    image: Image | None,
    kernel: ast.expr | None,
    stride: ast.expr | None,
    call: ast.Call,
    snippet: Snippet,
) -> Image | None:
    size = _value(kernel, snippet)
    step = _value(stride, snippet) if stride is not None else size
    other = any(keyword(call, n) for n in ("padding", "ceil_mode", "dilation"))
    if image is None or not size or not step or other:
        return None
    return image[0], (image[1] - size) // step + 1, (image[2] - size) // step + 1


def _chain(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`nn.Sequential(nn.Conv2d(…), …, nn.Flatten(), nn.Linear(…))` of a well-known data set."""
    first = snippet.flow.value(call.args[0]) if call.args else None
    image = _of_data_alone(snippet) if first is not None else None
    if image is None or snippet.called(first or call) != "torch.nn.Conv2d":
        return
    flat = False
    for inner in call.args:
        layer = snippet.flow.value(inner)
        if not isinstance(layer, ast.Call) or image is None:
            return
        last = snippet.called(layer).split(".")[-1]
        if last == "Flatten" and not layer.args:
            flat = True
        elif last == "Linear":
            if flat:
                yield from _compared(layer, image, snippet)
            return
        elif not flat:
            image = _through(layer, image, snippet)


def _of_data_alone(snippet: Snippet) -> Image | None:
    """The same where no class of the code stands between the data and the layers."""
    called = {snippet.called(c).split(".")[-1] for c in snippet.calls}
    found = {_KNOWN[c] for c in called & set(_KNOWN)}
    changed = called & {*_CHANGE_SIZE, "Grayscale", "expand", "repeat"}
    return found.pop() if len(found) == 1 and not changed else None
