"""How operations are told, with holes for what they work on: `{0}`, in the plural `{0+}`, and as a
condition `{0?}`."""

from __future__ import annotations

GENERIC = {
    "diff": ("the difference between {0} and {1}", "the differences between {0} and {1}"),
    "square": ("the square of {0}", "the squares of {0+}"),
    "abs": ("the absolute value of {0}", "the absolute values of {0+}"),
    "sqrt": ("the square root of {0}", "the square roots of {0+}"),
    "exp": ("the exponential of {0}", "the exponentials of {0+}"),
    "log": ("the logarithm of {0}", "the logarithms of {0+}"),
    "log2": ("the logarithm to base 2 of {0}", "the logarithms to base 2 of {0+}"),
    "log10": ("the logarithm to base 10 of {0}", "the logarithms to base 10 of {0+}"),
    "log1p": ("the logarithm of one plus {0}", "the logarithms of one plus {0+}"),
    "neg": ("the negative of {0}", "the negatives of {0+}"),
    "sigmoid": ("the sigmoid of {0}", "the sigmoids of {0+}"),
    "tanh": ("the tanh of {0}", "the tanh of {0+}"),
    "sin": ("the sine of {0}", "the sines of {0+}"),
    "cos": ("the cosine of {0}", "the cosines of {0+}"),
    "sign": ("the sign of {0}", "the signs of {0+}"),
    "softplus": ("the softplus of {0}", "the softplus of {0+}"),
    "round": ("{0} rounded", "{0+} rounded"),
    "floor": ("{0} rounded down", "{0+} rounded down"),
    "ceil": ("{0} rounded up", "{0+} rounded up"),
    "relu": ("{0}, at least zero", "{0+}, at least zero"),
    "maximum": ("the larger of {0} and {1}", "the larger of {0} and {1}"),
    "minimum": ("the smaller of {0} and {1}", "the smaller of {0} and {1}"),
    "ratio": ("the ratio of {0} to {1}", "the ratios of {0} to {1}"),
    "power": ("{0} to the power of {1}", "the powers {1} of {0}"),
    "matmul": ("the matrix product of {0} and {1}", "the matrix products of {0} and {1}"),
    "turned": ("the transpose of {0}", "the transpose of {0}"),
    "dev": ("{0} minus its mean", "the deviations of {0} from its mean"),
    "where": ("{1} where {0?} and {2} elsewhere", "{1} where {0?} and {2} elsewhere"),
    "among": ("the entries of {0} where {1?}", "the entries of {0} where {1?}"),
    "degrees": ("{0} in degrees", "{0+} in degrees"),
    "rad2deg": ("{0} in degrees", "{0+} in degrees"),
    "arccos": ("the angle whose cosine is {0}", "the angles whose cosines are {0}"),
    "inv": ("the inverse of {0}", "the inverses of {0}"),
    "pick": ("the entry of {0} at {1}", "the entries of {0} at {1}"),
    "next": ("{0} without its first entry", "{0} without its first entry"),
    "before": ("{0} without its last entry", "{0} without its last entry"),
    "sum": ("the sum of {0+}", "the sums of {0+}"),
    "mean": ("the mean of {0+}", "the means of {0+}"),
    "wmean": ("the mean of {0+}, weighted (or masked) by {1},", ""),
    "prod": ("the product of {0+}", "the products of {0+}"),
    "max": ("the largest value of {0}", "the largest values of {0}"),
    "min": ("the smallest value of {0}", "the smallest values of {0}"),
    "median": ("the median of {0+}", "the medians of {0+}"),
    "std": ("the standard deviation of {0+}", "the standard deviations of {0+}"),
    "var": ("the variance of {0+}", "the variances of {0+}"),
    "quantile": ("the quantile of {0}", ""),
    "norm": ("the length (norm) of {0}", "the lengths (norms) of {0}"),
    "dot": ("the dot product of {0} and {1}", "the dot products of {0} and {1}"),
    "sumsq": ("the sum of the squares of {0+}", "the sums of the squares of {0+}"),
    "logsumexp": ("the log-sum-exp of {0}", "the log-sum-exp of {0}"),
    "softmax": ("the softmax of {0}", "the softmax of {0}"),
    "cumsum": ("the running sums of {0}", "the running sums of {0}"),
    "steps": ("the changes of {0} from each entry to the next", "the changes of {0}"),
    "argmax": ("the position of the largest value of {0}", "the positions of the largest in {0}"),
    "argmin": ("the position of the smallest value of {0}", "the positions of the smallest in {0}"),
    "argsort": ("the order that sorts {0}", "the order that sorts {0}"),
    "count": ("the number of entries where {0?}", "the numbers of entries where {0?}"),
    "shareof": ("the share of entries where {0?}, among those where {1?}", ""),
    "trace": ("the sum of the diagonal of {0}", ""),
    "diagonal": ("the diagonal of {0}", ""),
    "outer": ("the outer product of {0} and {1}", ""),
    "lag": ("{0} one step before", ""),
    "rolling": ("the windows of {1} entries of {0}", ""),
    "sort": ("{0} sorted", "{0} sorted"),
    "eye": ("the identity matrix", ""),
    "detached": ("{0} without its gradient", "{0+} without their gradients"),
    "ewm": ("the entries of {0} so far, weighted exponentially", ""),
    "share": ("the share of entries where {0?}", "the shares of entries where {0?}"),
    "any": ("whether {0?} anywhere", "whether {0?} anywhere"),
    "all": ("whether {0?} everywhere", "whether {0?} everywhere"),
    "len": ("the length of {0}", "the length of {0}"),
    "numel": ("the number of entries of {0}", "the number of entries of {0}"),
}
"""Singular and plural."""
SQUEEZED = {
    ("square", "diff"): (
        "the squared difference between {0} and {1}",
        "the squared differences between {0} and {1}",
    ),
    ("abs", "diff"): (
        "the absolute difference between {0} and {1}",
        "the absolute differences between {0} and {1}",
    ),
    ("sumsq", "diff"): (
        "the sum of the squared differences between {0} and {1}",
        "the sums of the squared differences between {0} and {1}",
    ),
    ("neg", "log"): ("the negative logarithm of {0}", "the negative logarithms of {0+}"),
    ("square", "dev"): (
        "the squared deviation of {0} from its mean",
        "the squared deviations of {0} from its mean",
    ),
    ("sumsq", "dev"): (
        "the sum of the squared deviations of {0} from its mean",
        "the sums of the squared deviations of {0} from its mean",
    ),
}
"""Two operations told as one."""
CONDITIONS = {
    "eq": "{0} equals {1}",
    "ne": "{0} differs from {1}",
    "lt": "{0} is below {1}",
    "le": "{0} is at most {1}",
    "gt": "{0} is above {1}",
    "ge": "{0} is at least {1}",
    "and": "{0?} and {1?}",
    "or": "{0?} or {1?}",
}
REDUCTIONS = frozenset(
    [
        *("sum", "mean", "wmean", "max", "min", "std", "var", "median", "norm", "prod", "sumsq"),
        *("argmax", "argmin", "share", "count", "dot", "cumsum"),
    ]
)
"""Of which it is told along which dimension they go."""
FRACTIONS = {0.5: "half of {}", 2.0: "twice {}"}
