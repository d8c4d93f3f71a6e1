"""Tracebacks that interpreters 3.8 to 3.13 printed, and what pastes do to them."""

import json
import textwrap

import pytest

from mlexplain.trace.log import trace_log

MESSAGE = (
    "Expected all tensors to be on the same device, but found at least two devices, cuda:0 and "
    "cpu! (when checking argument for argument index in method wrapper_CUDA__index_select)"
)
PLAIN = f"""Traceback (most recent call last):
  File "/home/ada/ml/run.py", line 17, in <module>
    output = model.generate(
             ^^^^^^^^^^^^^^^
  File "/home/ada/envs/t/lib/python3.11/site-packages/torch/nn/functional.py", line 2210, in embedding
    return torch.embedding(weight, input)
           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
RuntimeError: {MESSAGE}
"""


def only(text):
    (failure,) = trace_log(text).failures
    return failure


@pytest.mark.parametrize("version", ["3.8", "3.10", "3.11", "3.13"])
def test_chain(log, version):
    (error,) = log(f"chain_{version}").failures
    assert error.exception == "FileNotFoundError"
    assert error.user_frame.function == "main"
    ((how, middle),) = error.inner
    assert (how, middle.exception, middle.notes) == ("context", "RuntimeError", ("available: a",))
    ((how, root),) = middle.inner
    assert (how, root.exception, root.message) == ("cause", "KeyError", "'weights'")
    assert root.user_frame.code == 'return {"a": 1}[name]'
    assert root.lines[0] == 1 and root.lines[1] < middle.lines[0] < error.lines[0]


@pytest.mark.parametrize("version", ["3.8", "3.10", "3.11", "3.13"])
def test_recursion(log, version):
    (error,) = log(f"recursion_{version}").failures
    assert error.exception == "RecursionError"
    assert [frame.line for frame in error.frames] == [3, 2, 2, 2]


@pytest.mark.parametrize("version", ["3.8", "3.9", "3.10", "3.13"])
def test_syntax_error(log, version):
    (error,) = log(f"syntax_{version}").failures
    assert error.exception == "SyntaxError" and error.complete
    assert error.user_frame.file.endswith("syntax.py")
    assert error.user_frame.line == (3 if version in ("3.8", "3.9") else 2)


@pytest.mark.parametrize("version", ["3.8", "3.11", "3.13"])
def test_statements_of_several_lines(log, version):
    (error,) = log(f"multiline_{version}").failures
    assert error.message == "unsupported operand type(s) for +: 'int' and 'str'"
    assert [frame.function for frame in error.frames] == ["<module>", "f"]
    assert error.frames[0].code.startswith("x = f(")
    assert error.user_frame.code == "return a + b"


@pytest.mark.parametrize("version", ["3.11", "3.13"])
def test_notes(log, version):
    (error,) = log(f"notes_{version}").failures
    ((_, cause),) = error.inner
    assert cause.message == "bad shape"
    assert cause.notes == ("while reading shard 7", "of epoch 2")


@pytest.mark.parametrize("version", ["3.11", "3.13"])
def test_exception_group(log, version):
    (group,) = log(f"group_{version}").failures
    assert group.message == "workers failed (3 sub-exceptions)"
    assert [how for how, _ in group.inner] == ["group"] * 3
    first, second, nested = (member for _, member in group.inner)
    assert (first.exception, first.user_frame.function) == ("ValueError", "one")
    assert (second.exception, second.user_frame.function) == ("TypeError", "two")
    assert [member.exception for _, member in nested.inner] == ["KeyError", "OSError"]


def test_state_dict_message_is_whole(log):
    (error,) = log("state").failures
    assert error.message.startswith("Error(s) in loading state_dict for Net:\n\tMissing key(s)")
    assert (
        error.message.splitlines()[-1].endswith("torch.Size([2, 5]).")
        or len(error.message.splitlines()) >= 5
    )
    assert error.user_frame.code == "m.load_state_dict(s)"


def test_worker_of_a_data_loader(log):
    (error,) = log("loader").failures
    ((how, child),) = error.inner
    assert how == "child"
    assert error.message == "Caught RuntimeError in DataLoader worker process 0."
    assert child.message.startswith("stack expects each tensor to be equal size")


def test_spawned_process(log):
    (error,) = [f for f in log("spawn").failures if f.kind == "launcher"]
    ((how, child),) = error.inner
    assert (how, child.message, child.user_frame.function) == (
        "child",
        "rank 1 has no data",
        "work",
    )
    assert error.facts["process"] == 1


@pytest.mark.parametrize("name", ["pool", "futures"])
def test_worker_of_a_pool(log, name):
    (error,) = log(name).failures
    ((how, cause),) = error.inner
    assert (how, cause.user_frame.function) == ("cause", "work")


def test_compiled_function_names_the_user_code(log):
    (error,) = log("compile").failures
    assert error.exception == "torch._dynamo.exc.Unsupported"
    assert "Hint:" in error.message
    assert error.user_frame.function == "f"


def test_threads_and_loggers(log):
    thread, ignored, logged, told = log("thread").failures
    assert [f.exception for f in (thread, ignored, logged, told)] == [
        "RuntimeError",
        "ValueError",
        "ZeroDivisionError",
        "RuntimeError",
    ]
    assert thread.facts["thread"].startswith("Thread-1")
    assert ignored.facts["ignored"]
    assert logged.notes == ("train: step failed",)
    assert told.message == "CUDA out of memory. Tried to allocate 2 GiB"


def test_warnings(log):
    first, second, error = log("warn").failures
    assert (first.kind, first.exception) == ("warning", "UserWarning")
    assert first.message == "The operator is slow.\nUse another one"
    assert first.frames[0].code.startswith("warnings.warn(")
    assert (second.message, second.frames[0].line) == ("old API", 5)
    assert error.exception == "ZeroDivisionError"


def test_frames_that_a_notebook_hides_are_no_source_line():
    failure = only(
        "TypeError" + " " * 33 + "Traceback (most recent call last)\n"
        "<ipython-input-7-9c1d2e3f4a5b> in <module>()\n"
        "----> 1 rows[0]\n\n"
        "3 frames\n"
        "/usr/lib/python3.7/dist-packages/torchvision/transforms/functional.py in to_tensor(pic)\n"
        "--> 102         raise TypeError('no picture')\n\n"
        "TypeError: no picture\n"
    )
    first, last = failure.frames
    assert (first.line, first.code) == (1, "rows[0]")
    assert "frames" not in str(first)
    assert last.line == 102


def dressed(failure):
    """What must survive whatever a paste does."""
    frames = [(f.file, f.line, f.code, f.mine) for f in failure.frames]
    return failure.exception, failure.message, frames


@pytest.mark.parametrize(
    "wear",
    [
        lambda text: textwrap.indent(text, "    "),
        lambda text: textwrap.indent(text, "> "),
        lambda text: textwrap.indent(text, "web-1  | "),
        lambda text: textwrap.indent(text, "[rank3]: "),
        lambda text: textwrap.indent(text, "2024-03-11T09:14:02.000413Z "),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "Epoch 1:  50%|██   | 5/10 [00:01<00:01, 3.2it/s]" + text,
        lambda text: f"```\n{text}```\nHow do I solve this?",
        lambda text: f"\x1b[31m{text}\x1b[0m",
        lambda text: "".join(f"{line.strip()}\n" for line in text.splitlines()),
    ],
)
def test_dressed_pastes(wear):
    assert dressed(only(wear(PLAIN))) == dressed(only(PLAIN))


def test_mail_wrapped_lines():
    lines = []
    for line in PLAIN.splitlines():
        lines += textwrap.wrap(line, 78, subsequent_indent="", break_long_words=False) or [""]
    failure = only("\n".join(lines))
    assert failure.message == MESSAGE
    assert [frame.line for frame in failure.frames] == [17, 2210]


def test_terminal_wrapped_message():
    failure = only(
        "torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB (GPU\n"
        " 0; 23.69 GiB total capacity; 20.12 GiB already allocated; 1.10 GiB free; 21.01\n"
        "GiB reserved in total by PyTorch) If reserved memory is >> allocated memory try\n"
        "setting max_split_size_mb to avoid fragmentation.  See documentation for Memory\n"
        "Management and PYTORCH_CUDA_ALLOC_CONF\n"
    )
    assert failure.message.startswith(
        "CUDA out of memory. Tried to allocate 2.00 GiB (GPU 0; 23.69"
    )
    assert failure.message.endswith("for Memory Management and PYTORCH_CUDA_ALLOC_CONF")


def test_message_goes_on_where_its_line_ends_with_a_colon():
    failure = only(
        "[rank1]: torch.distributed.DistBackendError: NCCL error in: x.cpp:2006, unhandled error\n"
        "[rank1]: ncclSystemError: System call failed or device error.\n"
        "[rank1]: Last error:\n"
        "[rank1]: Error while creating shared memory segment\n"
    )
    assert failure.message.endswith("Last error:\nError while creating shared memory segment")
    assert failure.ranks == (1,)


def test_json_records():
    docker = "".join(json.dumps({"log": f"{line}\n"}) + "\n" for line in PLAIN.splitlines())
    assert dressed(only(docker)) == dressed(only(PLAIN))
    record = {"level": "error", "msg": "step failed", "exc_info": PLAIN}
    failure = only("starting\n" + json.dumps(record))
    assert dressed(failure) == dressed(only(PLAIN))
    assert failure.lines == (2, 2) and failure.notes == ("step failed",)


def test_interleaved_ranks_are_told_apart():
    lines = PLAIN.splitlines()
    text = "\n".join(f"[rank{rank}]: {line}" for line in lines for rank in range(3))
    failure = only(text)
    assert (failure.count, failure.ranks) == (3, (0, 1, 2))
    assert failure.message == MESSAGE


def test_writers_at_once_without_prefixes():
    text = "\n".join(line for line in PLAIN.splitlines() for _ in range(4))
    failure = only(text)
    assert dressed(failure) == dressed(only(PLAIN))
    assert (failure.count, failure.lines) == (4, (1, 32))


def test_chain_of_bare_exceptions():
    link = "\n\nThe above exception was the direct cause of the following exception:\n\n"
    failure = only(
        "httpcore.ConnectError: refused" + link + "httpx.ConnectError: no" + link + PLAIN
    )
    ((_, middle),) = failure.inner
    ((how, first),) = middle.inner
    assert (how, first.exception, failure.message) == ("cause", "httpcore.ConnectError", MESSAGE)


def test_bare_exception_with_a_link_to_documentation_begins_a_chain():
    failure = only(
        "httpx.HTTPStatusError: Client error '401 Unauthorized' for url 'https://x.co/a'\n"
        "For more information check: https://developer.mozilla.org/401\n\n"
        "The above exception was the direct cause of the following exception:\n\n" + PLAIN
    )
    ((how, first),) = failure.inner
    assert (how, first.exception, failure.message) == ("cause", "httpx.HTTPStatusError", MESSAGE)


@pytest.mark.parametrize(
    "line",
    [
        "E1105 12:00:00.123000 77 ProcessGroupGloo.cpp:869] peer closed the connection",
        "[E ProcessGroupNCCL.cpp:828] [Rank 1] Watchdog caught collective operation timeout",
        "terminate called after throwing an instance of 'c10::Error'",
        "Fatal Python error: Aborted",
        "Segmentation fault (core dumped)",
    ],
)
def test_what_follows_a_traceback_at_once_is_told_apart(line):
    failures = trace_log(PLAIN + line + "\n").failures
    assert failures[0].message == MESSAGE
    assert failures[0].notes == () and len(failures) == 2
    assert failures[1].lines[0] == PLAIN.count("\n") + 1


def test_header_glued_to_the_first_frame():
    failure = only(PLAIN.replace("last):\n", "last):"))
    assert dressed(failure) == dressed(only(PLAIN))


def test_folded_by_a_terminal():
    folded = "\n".join(
        line[at : at + 80]
        for line in (PLAIN + PLAIN).splitlines()
        for at in range(0, len(line), 80)
    )
    failure = only(folded)
    assert (failure.message, failure.count) == (MESSAGE, 2)
    assert failure.frames[1].line == 2210


def test_cut_at_the_front_and_at_the_end():
    lines = PLAIN.splitlines()
    front = only("\n".join(lines[2:]))
    assert (front.message, front.complete) == (MESSAGE, False)
    end = only("\n".join(lines[:6]))
    assert (end.exception, end.complete) == (None, False)
    assert end.user_frame.line == 17


@pytest.mark.parametrize(
    "header, frame",
    [
        ("Traceback (letzter Aufruf zuletzt):", 'Datei "{}", Zeile {}, in {}'),
        ("Traceback (llamada más reciente al final):", 'Archivo "{}", línea {}, en {}'),
        ("Traceback (chamada mais recente por último):", 'Arquivo "{}", linha {}, em {}'),
        ("Traceback（最近一次调用在最后）：", "文件 “{}”，第 {} 行，在 {} 中"),
        ("Traceback (самый последний вызов в конце):", "Файл «{}», строка {}, в {}"),
        ("トレースバック（最新の呼び出しが最後）：", 'ファイル "{}"、行 {}、{}'),
    ],
)
def test_other_languages(header, frame):
    text = "\n".join(
        [header, "  " + frame.format("/home/ada/run.py", 3, "main"), "    main()", "ValueError: x"]
    )
    failure = only(text)
    assert (failure.exception, failure.complete) == ("ValueError", True)
    found = failure.user_frame
    assert (found.file, found.line, found.function) == ("/home/ada/run.py", 3, "main")


@pytest.mark.parametrize(
    ("file", "mine"),
    [
        ("/home/ada/ml/train.py", True),
        ("train.py", True),
        ("C:\\Users\\ada\\train.py", True),
        ("/content/train.py", True),
        ("/tmp/ipykernel_12/345.py", True),
        ("<stdin>", True),
        ("<ipython-input-3-abc>", True),
        ("/opt/conda/lib/python3.10/site-packages/torch/nn/modules/module.py", False),
        ("/usr/lib/python3/dist-packages/apt/cache.py", False),
        ("/usr/lib/python3.10/runpy.py", False),
        ("C:\\Users\\ada\\AppData\\Local\\Programs\\Python\\Python311\\Lib\\threading.py", False),
        ("C:\\ProgramData\\Anaconda3\\lib\\site-packages\\torch\\serialization.py", False),
        ("/home/ada/miniconda3/envs/t/bin/torchrun", False),
        ("<frozen importlib._bootstrap>", False),
        ("<__array_function__ internals>", False),
        ("python/ray/_raylet.pyx", False),
    ],
)
def test_whose_frame(file, mine):
    failure = only(
        f'Traceback (most recent call last):\n  File "{file}", line 3, in f\nValueError: x'
    )
    assert failure.frames[0].mine is mine


def test_checkout_of_a_library_is_the_librarys_beside_the_users_own_code():
    library = '  File "/home/ada/transformers/src/transformers/trainer.py", line 3, in train\n'
    script = '  File "/home/ada/ml/run.py", line 9, in <module>\n'
    head, end = "Traceback (most recent call last):\n", "ValueError: x\n"
    assert [f.mine for f in only(head + script + library + end).frames] == [True, False]
    assert [f.mine for f in only(head + library + end).frames] == [True]
