"""Reports made of what logs really hold and displays get wrong: escapes, markup, workflow commands,
text that runs right to left, wide and combining characters, long lines, secrets, missing parts."""

from mlexplain.report import (
    Caution,
    CheckReport,
    Diagnosis,
    Edit,
    Explanation,
    Failure,
    FileError,
    Finding,
    Fix,
    Frame,
    Location,
    Parameter,
    Remedy,
    Step,
    Trace,
    TraceReport,
    Unrecognised,
)

TOKEN = "hf_" + "AbCdEfGhIjKlMnOpQrStUvWxYz01234567"
SCRIPT = "/home/लक्ष्मी/мой проект/[bold]run|it].py"
LIBRARY = "/opt/conda/lib/python3.11/site-packages/torch/nn/modules/module.py"
MESSAGE = (
    "\x1b[31mExpected\x1b[0m all tensors on [red]one[/red] device :smile: \u202eesrever\u202c `x`\r"
    f"\n::error file=evil::gotcha\ntoken={TOKEN} 日本語 " + "weight.long_name." * 12
)

_CONTEXT = (
    (15, "    prompt = 'Q: सबसे बड़ा जानवर कौन सा है?'"),
    (16, "    ids = tokenizer(prompt, return_tensors='pt').input_ids"),
    (17, "    out = model.generate(ids, max_new_tokens=32)"),
    (18, "    print(tokenizer.decode(out[0]))"),
)
_FRAMES = (
    Frame(SCRIPT, 44, "<module>", "main()", True, 3),
    Frame(
        SCRIPT,
        17,
        "main",
        "out = model.generate(ids, max_new_tokens=32)",
        True,
        5,
        "model.generate(ids, max_new_tokens=32)",
        _CONTEXT,
    ),
    Frame(LIBRARY, 1501, "_call_impl", "return forward_call(*args, **kwargs)", False, 7),
)

ROOT = Diagnosis(
    rule="device-mismatch",
    title="Tensors on two devices, cuda:0 and cpu",
    severity="error",
    confidence=0.97,
    role="cause",
    exception="RuntimeError",
    message=MESSAGE,
    entities={"devices": ["cuda:0", "cpu"], "argument": "index"},
    location=Location(SCRIPT, 17, "main", "out = model.generate(ids, max_new_tokens=32)"),
    lines=(2, 39),
    ranks=(0, 1, 2, 5),
    count=3,
    summary="`ids` is on the cpu, the weights of `model` are on `cuda:0`.",
    explanation=(
        "The tokenizer makes its tensors on the CPU.\n\n"
        "- `embed_tokens` looks them up in a weight on the GPU\n"
        "- a GPU kernel **cannot** read memory of the host\n\n"
        "```python\nmodel.device  # where the weights are\n```\n"
    ),
    fixes=(
        Fix(
            "Move `ids` to the model's device",
            "Just before the call:",
            before="out = model.generate(ids, max_new_tokens=32)",
            after="ids = ids.to(model.device)\nout = model.generate(ids, max_new_tokens=32)",
        ),
        Fix("Let a newer transformers do it", "", command="pip install -U 'transformers>=5'"),
        Fix("Keep everything on the CPU", "Slow, but it fits.", "a = 1\nb = 2", "a = 1\nb = 3"),
    ),
    docs=("https://huggingface.co/docs/transformers/llm_tutorial",),
    failure=Failure("python", "RuntimeError", MESSAGE, _FRAMES, (2, 39), (0, 1, 2, 5)),
)
WRAPPER = Diagnosis(
    rule="dist-child-failed",
    title="torchrun reports that rank 0 failed",
    severity="error",
    confidence=0.99,
    role="wrapper",
    exception="torch.distributed.elastic.multiprocessing.errors.ChildFailedError",
    message="",
    entities={},
    location=None,
    lines=(40, 70),
    ranks=(),
    count=1,
    summary="",
    explanation="",
    fixes=(),
    docs=(),
)
WARNING = Diagnosis(
    rule="device-mismatch",
    title="`generate()` was called with `input_ids` on another device than the model",
    severity="warning",
    confidence=0.6,
    role="warning",
    exception="UserWarning",
    message="You are calling .generate() with …",
    entities={},
    location=None,
    lines=(1, 1),
    ranks=(0,),
    count=1000,
    summary="",
    explanation="",
    fixes=(),
    docs=(),
)
UNKNOWN = Unrecognised(
    exception="my.Error",
    message="\x07 50% of `everything` | broke\nline two\u2028three",
    location=Location("C:\\Users\\me\\train it.py", 3, "<listcomp>", "[f(x) for x in y]"),
    lines=(80, 81),
    count=2,
    meaning="An error of your own program.",
)

TRACE = TraceReport((ROOT, WRAPPER, WARNING), (UNKNOWN,), Trace(total_lines=90, total_bytes=9000))
OUTSIDE_THE_BOOK = TraceReport((), (UNKNOWN,), Trace(total_lines=90, total_bytes=9000))
HEALTHY = TraceReport(trace=Trace(total_lines=1234, total_bytes=99999))

SOURCE = [
    "def f(model, batch):\n",
    "\tx = batch['日本']\n",
    "\tx.to(device='cuda')  # \x1b[31mred\n",
    "\treturn model(x, \n",
    "\t\tbatch)\n",
]
CHECK = CheckReport(
    findings=(
        Finding(
            "src/my [file], 100%.py",
            3,
            2,
            3,
            21,
            "MLX101",
            "result-dropped",
            "`x.to(…)` returns a new tensor, which is dropped | `x` stays on the CPU",
            "high",
            Remedy("assign it to `x`", (Edit((3, 2), (3, 2), "x = "),)),
        ),
        Finding(
            "src/my [file], 100%.py",
            4,
            9,
            5,
            8,
            "MLX102",
            "input-not-moved",
            "`batch` is on the CPU, `model` on the GPU",
            "medium",
            Remedy("move `batch`", (Edit((4, 16), (4, 17), ", batch.cuda()"),), safe=False),
        ),
        Finding("nb.ipynb", 1, 1, 1, 2, "MLX103", "hardcoded-cuda", "cuda", "high", None, cell=4),
    ),
    errors=(FileError("old.py", "Python 2 at line 3: print 'x'"),),
    files=12,
)
CLEAN = CheckReport(files=1)

EXPLANATION = Explanation(
    name="Llama.generate",
    summary="Generates text for a **batch** of prompts, one token at a time. " * 3,
    parameters=(
        Parameter("prompt_tokens", "the prompts, one list of token ids each"),
        Parameter("top_p", "keep the likeliest tokens that together reach this probability | p"),
    ),
    steps=(
        Step((1, 4), "def generate(self, prompt_tokens):\n    ...", "Sets up `self`.", "analysis"),
        Step((5, 9), "for t in range(3):\n    x = f(t)", "Loops over the positions.", "model", 0),
        Step((6, 6), "x = f('日本語 [bold]')", "Calls `f` on each.", "model", 1),
        Step((7, 9), "y = " + "a_long_name + " * 12 + "1", "Adds it all up.", "model", 1),
        Step((10, 10), "return y", "Returns `y`.", "analysis", 0),
    ),
    warnings=(Caution(12, "no-eval-mode", "dropout stays on: call `model.eval()` first"),),
    model="mlexplain-7m",
    source="",
)
