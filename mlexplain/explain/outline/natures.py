"""What kind of network a class is, as far as its layers and idioms show."""

from __future__ import annotations

import ast

from mlexplain.explain.context.networks import networks
from mlexplain.explain.context.remarks import in_order
from mlexplain.explain.outline.steps import Outline
from mlexplain.explain.read.walk import walk

_ATTENDS = {"scaled-dot-product-attention", "qk-scores", "attention-softmax-scaled"}
_RESIDUAL = {
    "residual",
    "residual-add",
    "residual-add-of-two",
    "normalised-first",
    "normalised-after",
}


def nature(unit: ast.ClassDef, outline: Outline) -> str:
    """ "a convolutional network (CNN)", or "a neural network module" where nothing tells more."""
    inside = range(unit.lineno, (unit.end_lineno or unit.lineno) + 1)
    slugs = {f.idiom.slug for f in outline.found if f.nodes[0].lineno in inside}
    made = [n for n in walk(unit) if isinstance(n, ast.Call)]
    layers = {outline.scope.layer_made(n) for n in made} - {""}

    def has(*words: str) -> bool:
        return any(word in layer for layer in layers for word in words)

    if outline.scope.classes.get(unit.name, "").endswith("LightningModule"):
        return "a Lightning module (a network with its training steps, which a trainer loops over)"
    if "normalise-adjacency" in slugs or "graph-convolution" in slugs:
        return "a graph convolution layer, which lets nodes learn from their neighbours"
    if "sinusoidal-positions" in slugs and not has("linear", "transformer", "attention"):
        return "a module of sinusoidal position encodings, which tells a network the order"
    if has("multi-head attention") and slugs & _RESIDUAL:
        return "a transformer block (attention and a feed-forward network, each with a shortcut)"
    if "graph-attention" in slugs:
        return "a graph attention layer, which weighs the neighbours of each node"
    if slugs & {"coupling-layer", "coupling-layer-back"}:
        return "a coupling layer of a normalising flow, which can be undone exactly"
    if slugs & _ATTENDS or "flash-attention" in slugs:
        heads = "multi-head " if slugs & {"split-heads", "merge-heads"} else ""
        if _crosses(unit, outline):
            return f"a module of {heads}cross-attention, in which one input attends to another"
        return f"a module of {heads}attention"
    if slugs & {"lora-forward", "two-small-matrices"}:
        return "a layer with a low-rank correction (LoRA)"
    if slugs & {"reparameterise", "reparameterise-noise"}:
        return "a variational autoencoder (VAE)"
    if has("transformer"):
        if "patch-convolution" in slugs:
            return "a vision transformer (ViT), which treats an image as a sequence of patches"
        return "a transformer network"
    if has("convolution"):
        if has("transposed") or slugs & {"u-net-skip"}:
            return "a convolutional network that also enlarges what it works on"
        if not has("linear") and _has_shortcut(unit):
            return "a residual block of convolutions, as in ResNet"
        return (
            "a convolutional network (CNN)"
            if has("linear")
            else "a neural network module with convolutions"
        )
    if has("LSTM", "GRU", "recurrent layer"):
        kind = next(k for k in ("LSTM", "GRU", "recurrent layer") if has(k))
        of = " over sequences of tokens" if has("embedding") else ""
        return "a recurrent network" + (f" ({kind})" if kind != "recurrent layer" else "") + of
    if has("linear") and layers <= _PLAIN and _only_chains(unit):
        return "a fully connected network (multilayer perceptron)"
    return "a neural network module"


def _has_shortcut(unit: ast.ClassDef) -> bool:
    """Whether `forward` adds its input to what the layers made of it."""
    return any(
        key == "shortcut"
        for function in unit.body
        if isinstance(function, ast.FunctionDef) and function.name == "forward"
        for _, key, _ in networks(list(in_order(function.body)))
    )


_QUERIES = {"q", "query", "queries", "Q"}
"""Arguments so called are asked for as queries: all three may be given the same input."""


def _crosses(unit: ast.ClassDef, outline: Outline) -> bool:
    """Whether the queries are made of one argument, and the keys and values of another alone."""
    for function in unit.body:
        if isinstance(function, ast.FunctionDef) and function.name == "forward":
            names = {a.arg for a in function.args.args[1:]}
            made = {n: {n} for n in names}
            for node in in_order(function.body):
                if isinstance(node, ast.Assign):
                    of = _made_of(node.value, made)
                    for place in walk(node.targets[0]):
                        if isinstance(place, ast.Name) and isinstance(place.ctx, ast.Store):
                            made[place.id] = of
            for f in outline.found:
                queries, keys = f.binding.get("q"), f.binding.get("k")
                if "queries" in f.idiom.roles.get("q", "") and queries and keys:
                    asking, asked = _made_of(queries, made), _made_of(keys, made)
                    alone = len(asking) == len(asked) == 1 and asking != asked
                    if alone and not asking & _QUERIES:
                        return True
    return False


def _made_of(node: ast.AST, made: dict[str, set[str]]) -> set[str]:
    """The arguments that a value is made of; sizes that are read from one do not count."""
    sizes = {
        id(m)
        for n in walk(node)
        if isinstance(n, ast.Call) and getattr(n.func, "attr", "") in ("view", "reshape", "expand")
        for a in n.args
        for m in walk(a)
    }
    used = (n for n in walk(node) if isinstance(n, ast.Name) and id(n) not in sizes)
    return set[str]().union(*(made.get(n.id, set()) for n in used))


def _only_chains(unit: ast.ClassDef) -> bool:
    """Whether `forward` only runs its input through layers, one after the other."""
    return not any(
        isinstance(n, ast.BinOp) or (isinstance(n, ast.Call) and _last(n.func) in _MIXING)
        for function in unit.body
        if isinstance(function, ast.FunctionDef) and function.name == "forward"
        for n in walk(function)
    )


def _last(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


_MIXING = {
    *("softmax", "log_softmax", "sigmoid", "einsum", "matmul", "bmm", "mm", "mul", "mean", "sum"),
    *("cat", "stack", "transpose", "permute", "bilinear", "gather", "repeat", "expand", "norm"),
}
"""What no plain chain of layers calls; a sigmoid may be a gate."""
_PLAIN = {
    *("linear layer", "ReLU", "leaky ReLU", "GELU", "SiLU", "ELU", "tanh", "sigmoid", "softmax"),
    *("dropout layer", "batch normalisation", "layer normalisation", "chain of layers"),
    *("flattening layer",),
}
