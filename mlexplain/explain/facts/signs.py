"""Whether code shows that it is about arrays and learning at all: `oven.eval()` switches no model."""

from __future__ import annotations

import ast
import re

from mlexplain.explain.read.walk import walk

_LIBRARIES = frozenset(
    (
        *("torch", "nn", "F", "optim", "tf", "keras", "tensorflow", "jax", "flax", "transformers"),
        *(
            "sklearn",
            "np",
            "numpy",
            "spacy",
            "accelerate",
            "peft",
            "torchvision",
            "timm",
            "pl",
            "lightning",
        ),
    )
)
_WORDS = frozenset(
    (
        *("torch", "loss", "losses", "grad", "grads", "gradient", "gradients", "backward", "epoch"),
        *("epochs", "optimizer", "optimiser", "logits", "tensor", "tensors", "loader"),
        *("dataloader", "hidden", "pooler", "multinomial", "unsqueeze"),
        *("batch", "cuda", "softmax", "sigmoid", "relu", "embedding", "embeddings", "tokenizer"),
        *("weights", "bias", "dropout", "predict", "argmax", "checkpoint", "inference", "neural"),
        *("labels", "logit", "criterion", "scheduler", "warmup", "momentum", "parameters", "opt"),
        *("dataset", "accuracy", "preds", "pred", "generate", "forward", "eps", "betas", "nabla"),
        *("dw", "db", "dx", "dz", "augment", "augmentation"),
    )
)


def shows_learning(tree: ast.AST) -> bool:
    """Whether a library of arrays or a word of training stands in the code."""
    for node in walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [a.name for a in node.names] + [getattr(node, "module", None) or ""]
            if any(n.split(".")[0] in _LIBRARIES for n in names):
                return True
            continue
        name = _name(node)
        if name and (name in _LIBRARIES or not _WORDS.isdisjoint(_parts(name))):
            return True
    return False


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.arg | ast.keyword):
        return node.arg or ""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return node.name
    return ""


def _parts(name: str) -> set[str]:
    return {p.lower() for p in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)}
