"""Everything else that reports errors: notebooks, pytest, launchers, C++, signals, devices."""

import textwrap

import pytest

from mlexplain.trace.log import trace_log


def only(text):
    (failure,) = trace_log(text).failures
    return failure


@pytest.mark.parametrize("name", ["ipython", "ipython_colour"])
def test_notebook(log, name):
    decode, chained, syntax = log(name).failures
    assert decode.exception == "JSONDecodeError" and decode.complete
    assert (decode.user_frame.file, decode.user_frame.code) == ("Cell In[1]", "y = json.loads(x)")
    assert decode.user_frame.context[0] == (2, "def load(x):")
    assert [f.mine for f in decode.frames] == [True, True, False, False, False]
    assert chained.message == "first\nsecond"
    ((how, cause),) = chained.inner
    assert (how, cause.exception, cause.user_frame.line) == ("cause", "ZeroDivisionError", 2)
    assert (syntax.exception, syntax.user_frame.code) == ("SyntaxError", "def f(:")


def test_old_notebook(log):
    decode, chained = log("ipython_7").failures
    assert decode.user_frame.file.startswith("<ipython-input-1-")
    assert decode.user_frame.function == "load"
    assert chained.inner[0][1].exception == "ZeroDivisionError"


@pytest.mark.parametrize("name", ["pytest_long", "pytest_short"])
def test_pytest(log, name):
    fixture, key, assertion = log(name).failures
    assert fixture.message.startswith("CUDA error: no kernel image\nCompile with")
    assert (fixture.user_frame.function, fixture.user_frame.line) == ("broken", 12)
    assert (key.exception, key.facts["test"]) == ("KeyError", "test_key")
    assert (key.user_frame.function, key.user_frame.code) == ("helper", 'return x["missing"]')
    assert assertion.message.splitlines()[0] == "lists differ"


def test_pytest_paths_are_joined_to_a_proven_root():
    report = (
        "rootdir: /home/ada/ml\n\ntests/test_a.py F       [100%]\n\n"
        "___________ test_a ___________\n\n    def test_a():\n>       f()\n\n{}/test_a.py:4: \n"
        "_ _ _ _ _ _ _ _ _ _\n\n    def f():\n>       1/0\n"
        "E       ZeroDivisionError: division by zero\n\nml/core.py:2: ZeroDivisionError\n"
    )
    assert only(report.format("tests")).user_frame.file == "/home/ada/ml/ml/core.py"
    assert only(report.format(".")).user_frame.file == "ml/core.py"


def test_rich_box(log):
    (error,) = log("rich").failures
    assert (error.exception, error.user_frame.function) == ("ValueError", "outer")
    assert error.user_frame.code == 'raise ValueError("bad step") from e'
    assert error.inner[0][1].user_frame.code == "return 1 / x"


def test_message_under_a_rich_box_is_as_wide_as_the_box():
    width = 60
    words = (
        "CUDA out of memory. Tried to allocate 596.05 GiB. GPU 0 has 79.15 GiB of which 7 GiB is "
        "free. Including non-PyTorch memory, this process has 72 GiB in use."
    )
    box = [f"╭{' Traceback (most recent call last) ':─^{width - 2}}╮"]
    box += [
        f"│ {text:<{width - 4}} │" for text in ("/home/ada/near.py:4 in pairwise", "", "❱ 4 f()")
    ]
    box += ["╰" + "─" * (width - 2) + "╯"]
    text = textwrap.wrap(f"OutOfMemoryError: {words}", width)
    assert len(text) > 2
    (error,) = trace_log("\n".join(box + text)).failures
    assert error.message == words


@pytest.mark.parametrize("name", ["torchrun_matmul", "torchrun_tee"])
def test_torchrun(log, name):
    failures = log(name).failures
    error = failures[0]
    assert (error.ranks, error.user_frame.function) == ((1,), "train")
    summary = failures[-1]
    assert summary.kind == "launcher" and summary.exception.endswith("ChildFailedError")
    assert (summary.facts["rank"], summary.facts["exitcode"]) == (1, 1)
    (other,) = summary.facts["failures"]
    assert (other["rank"], other["exitcode"], other["signal_name"]) == (0, -15, "SIGTERM")


def test_torchrun_with_a_killed_rank(log):
    child, summary = (f for f in log("torchrun_sigkill").failures if f.kind == "launcher")
    assert (child.facts["exitcode"], child.facts["signal_name"]) == (-9, "SIGKILL")
    assert (summary.facts["rank"], summary.facts["signal"]) == (1, 9)


def test_fatal_error(log):
    (error,) = log("fatal").failures
    assert (error.kind, error.message) == ("fatal", "Segmentation fault")
    assert [f.function for f in error.frames] == ["<module>", "crash", "string_at"]


def test_cpp_ends(log):
    thrown, aborted, asserted, _ = log("cpp_abort").failures
    assert (thrown.exception, thrown.message) == ("std::runtime_error", "device lost")
    assert (aborted.kind, aborted.facts["signal_name"]) == ("signal", "SIGABRT")
    assert asserted.facts["condition"] == 'argc==1 && "too many"'


def test_c10_error_with_frames():
    error = only(
        "terminate called after throwing an instance of 'c10::Error'\n"
        "  what():  CUDA error: device-side assert triggered\n"
        "CUDA kernel errors might be asynchronously reported at some other API call.\n"
        "\n"
        "Exception raised from c10_cuda_check_implementation at ../c10/cuda/CUDAException.cpp:44 "
        "(most recent call first):\n"
        "frame #0: c10::Error::Error(c10::SourceLocation, std::string) + 0x57 "
        "(0x7f12 in /opt/t/libc10.so)\n"
        "frame #1: <unknown function> + 0x1234 (0x7f34 in /opt/t/libtorch_cuda.so)\n"
    )
    assert (error.kind, error.exception, len(error.frames)) == ("cpp", "c10::Error", 3)
    assert error.message.startswith("CUDA error: device-side assert triggered\nCUDA kernel")
    assert error.lines == (1, 7)


def test_device_assertions_are_one_failure():
    line = (
        "../aten/src/ATen/native/cuda/Indexing.cu:1290: indexSelectLargeIndex: block: [{},0,0], "
        "thread: [{},0,0] Assertion `srcIndex < srcSelectDimSize` failed.\n"
    )
    error = only("".join(line.format(i // 64, i % 64) for i in range(1000)))
    assert (error.kind, error.count, error.lines) == ("device", 1000, (1, 1000))
    assert "block" not in error.message
    assert error.facts["condition"] == "srcIndex < srcSelectDimSize"


@pytest.mark.parametrize(
    ("text", "kind", "facts"),
    [
        ("Killed", "signal", {"signal": 9}),
        ("Segmentation fault (core dumped)", "signal", {"signal": 11}),
        (
            "./run.sh: line 3:  4711 Killed                  python train.py",
            "signal",
            {"pid": 4711},
        ),
        ("zsh: killed     python train.py", "signal", {"signal": 9}),
        ("slurmstepd: error: Detected 1 oom-kill event(s) in StepId=7.0.", "signal", {"oom": True}),
        ("srun: error: node7: task 3: Killed", "signal", {"task": 3, "signal": 9}),
        ("srun: error: node7: task 3: Exited with exit code 1", "launcher", {"exitcode": 1}),
        (
            "[2024-03-11 09:14:02,123] [ERROR] [launch.py:321:sigkill_handler] "
            "['/usr/bin/python', '-u', 'train.py'] exits with return code = -9",
            "launcher",
            {"exitcode": -9, "signal_name": "SIGKILL"},
        ),
        (
            "mpirun noticed that process rank 2 with PID 9 on node a exited on signal 9 (Killed).",
            "signal",
            {"rank": 2, "signal": 9},
        ),
        ("trainer-1 exited with code 137", "launcher", {"exitcode": 137, "signal": 9}),
        ("Segmentation fault: 11", "signal", {"signal": 11}),
        ("zsh: IOT instruction  python train.py", "signal", {"signal": 6}),
        ("free(): invalid pointer", "signal", {"heap": True}),
        (
            "Process finished with exit code -1073741819 (0xC0000005)",
            "launcher",
            {"status": "0xC0000005"},
        ),
        ("Error: Process completed with exit code 139.", "launcher", {"signal": 11}),
        (
            "fish: Job 1, 'python train.py' terminated by signal SIGSEGV (Address boundary error)",
            "signal",
            {"signal": 11, "command": "python train.py"},
        ),
        (
            "[1.5] python[42]: segfault at 0 ip 0f sp 0f error 4 in libtorch_cpu.so[7f3c+1000]",
            "signal",
            {"library": "libtorch_cpu.so", "pid": 42},
        ),
    ],
)
def test_ends_of_processes(text, kind, facts):
    failure = only(f"step 3\n{text}\n")
    assert failure.kind == kind
    assert facts.items() <= dict(failure.facts).items()


@pytest.mark.parametrize(
    "text",
    [
        "ERROR: Could not find a version that satisfies the requirement torch==1.7.0",
        "src/op.cpp:12:3: error: 'x' was not declared in this scope",
        'op.cu(31): error: identifier "half2" is undefined',
        "nvcc fatal   : Unsupported gpu architecture 'compute_90'",
        "error: command '/usr/bin/gcc' failed with exit code 1",
        "train.py: error: unrecognized arguments: --local-rank=0",
        "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.",
        "Failed to initialize NVML: Driver/library version mismatch",
        "bash: torchrun: command not found",
        "python: can't open file '/home/ada/trian.py': [Errno 2] No such file or directory",
        "node7:71:99 [0] NCCL WARN Cuda failure 'out of memory'",
        "[rank0]:[E1121 01:15:01.123456 ProcessGroupNCCL.cpp:616] [Rank 0] Watchdog caught x",
        "2024-01-01 00:00:00,123 - trainer - ERROR - checkpoint not written",
        "ERROR 11-21 01:15:01 [core.py:396] EngineCore failed to start.",
    ],
)
def test_error_lines(text):
    assert only(f"step 3\n{text}\n").kind == "line"


@pytest.mark.parametrize(
    "text",
    [
        "torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 86.00 MiB",
        "RuntimeError: Distributed package doesn't have NCCL built in",
        "`RuntimeError: Distributed package doesn't have NCCL built in`",
        "E   RuntimeError: Distributed package doesn't have NCCL built in",
        "2024-01-01 00:00:00 ERROR trainer: step failed: RuntimeError: CUDA error: unknown",
        "ERROR:root:RuntimeError: CUDA error: unknown",
    ],
)
def test_errors_alone(text):
    failure = only(f"We get the error below,\n\n{text}\n\nand ask.")
    assert failure.kind == "python" and failure.exception.endswith("Error")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        'It shows the error, "RuntimeError: Distributed package has no NCCL". Let us see.',
        "node7:71:99 [0] NCCL INFO Connected all rings",
        "node7:71:99 [0] NCCL INFO Call to connect returned Connection refused, retrying",
        "2024-01-01 00:00:00 INFO trainer: recovered from RuntimeError: CUDA error: unknown",
        "INFO:root:ValueError: handled",
        "Use `except RuntimeError:` where the ValueError may come from.",
        "Epoch 3: 100%|█████| 10/10 [00:01<00:00], error: 0.25, loss: 0.5",
        "val error: 0.25",
        "error: 0.25",
        "the process was killed by the user, aborted, and no signal came",
        "def f():\n    raise ValueError('x')\n",
        "Segmentation fault lines are explained on this page",
        "task: classification, exit code of the last run: 0",
    ],
)
def test_no_failure(text):
    assert trace_log(text).failures == ()


def test_repeats_are_folded():
    text = 'Traceback (most recent call last):\n  File "a.py", line 3, in f\nValueError: step {}\n'
    failure = only("".join(text.format(i) + "retrying\n" for i in range(7)))
    assert (failure.count, failure.lines, failure.message) == (7, (1, 3), "step 0")


def test_ray_worker():
    failure = only(
        "(RayTrainWorker pid=71) starting\n"
        "ray.exceptions.RayTaskError(ValueError): ray::train() (pid=71, ip=10.0.0.7)\n"
        '  File "/home/ada/ml/train.py", line 9, in train\n'
        "    step()\n"
        "ValueError: no data\n"
    )
    ((how, child),) = failure.inner
    assert (how, child.message, child.user_frame.line) == ("child", "no data", 9)


def test_smi_and_commands():
    trace = trace_log(
        "(dl) ada@ws2:~/yolo$ nvidia-smi\n"
        "+-----------------------------------------------------------------------------+\n"
        "| NVIDIA-SMI 515.65.01    Driver Version: 515.65.01    CUDA Version: 11.7     |\n"
        "|   0  NVIDIA GeForce ...  Off  | 00000000:65:00.0 Off |                  N/A |\n"
        "| 41%   68C    P2   221W / 250W |  10880MiB / 11019MiB |     97%      Default |\n"
        "|    0   N/A  N/A     20117      C   python                          10838MiB |\n"
        "+-----------------------------------------------------------------------------+\n"
        "$ CUDA_VISIBLE_DEVICES=0 python train.py \\\n    --lr 0.1\n"
    )
    assert (trace.smi.driver, trace.smi.cuda) == ("515.65.01", "11.7")
    assert trace.smi.gpus[0].memory_total == 11019 << 20
    assert [(p.pid, p.name) for p in trace.smi.processes] == [(20117, "python")]
    assert trace.commands == (
        (1, "nvidia-smi"),
        (8, "CUDA_VISIBLE_DEVICES=0 python train.py --lr 0.1"),
    )


def test_a_message_between_rows_of_stars():
    stars = "*" * 70
    failure = only(
        f"LookupError: \n{stars}\n  Resource punkt not found.\n\n  Searched in:\n{stars}\n"
    )
    assert failure.message == "Resource punkt not found.\n\nSearched in:"
    assert failure.lines == (1, 6)


def test_a_carried_error_right_under_the_driver():
    failure = only(
        "Traceback (most recent call last):\n"
        '  File "/home/ada/ml/search.py", line 61, in <module>\n'
        "    print(ray.get(train.remote(0.1)))\n"
        "ray.exceptions.RayTaskError(RuntimeError): ray::train() (pid=51011, ip=10.0.0.5)\n"
        '  File "/home/ada/ml/search.py", line 40, in train\n'
        "    logits = head(features)\n"
        "RuntimeError: mat1 and mat2 shapes cannot be multiplied (32x512 and 768x2)\n"
    )
    ((how, child),) = failure.inner
    assert (how, child.exception) == ("child", "RuntimeError")
    assert [frame.line for frame in failure.frames] == [61]


def test_a_record_that_a_mail_broke_behind_its_tags():
    failure = only(
        "[rank5]:[F ProcessGroupNCCL.cpp:1143] [PG 0 Rank 5] [PG 0 Rank 5]\n"
        "ProcessGroupNCCL's watchdog got stuck for 600 seconds without making\n"
        "progress in monitoring enqueued collectives.\n"
    )
    assert "watchdog got stuck for 600 seconds" in failure.message
    assert failure.ranks == (5,)


def test_a_function_on_the_next_line_of_a_rich_box():
    box = """\
╭────────────── Traceback (most recent call last) ───────────────╮
│ /home/u/fit.py:9 in <module>                                   │
│ ❱  9 batch = enc(texts)                                        │
│ /opt/conda/lib/python3.11/site-packages/transformers/base.py:8 │
│ 12 in                                                          │
│ prepare                                                        │
│ ❱ 812             raise ValueError(                            │
╰────────────────────────────────────────────────────────────────╯
ValueError: no padding token
"""
    (failure,) = trace_log(box).failures
    assert [frame.function for frame in failure.frames] == ["<module>", "prepare"]
    assert failure.frames[0].code == "batch = enc(texts)"


def test_a_message_whose_name_a_mail_put_on_the_next_line():
    text = "Both fail:\n\nTypeError: Net.__init__() got an unexpected keyword argument\n'depht'.\nWhy?\n"
    (failure,) = trace_log(text).failures
    assert failure.message == "Net.__init__() got an unexpected keyword argument 'depht'."
    assert failure.lines == (3, 4)


def test_a_message_behind_a_headline_s_sign():
    (failure,) = trace_log("## ValueError: no such mode\nTorch 2.5\n").failures
    assert failure.message == "no such mode"


def test_a_message_behind_an_arrow():
    (failure,) = trace_log("net.encode(texts)\n=> `TypeError: encode() takes no length`\n").failures
    assert (failure.exception, failure.message) == ("TypeError", "encode() takes no length")


def test_a_short_quoted_message_that_a_mail_broke():
    (failure,) = trace_log(
        "> ValueError: fp16 and bf16 modes cannot be\n> enabled at once\n"
    ).failures
    assert failure.message == "fp16 and bf16 modes cannot be enabled at once"
    (failure,) = trace_log("ValueError: no such mode\nThe end.\n").failures
    assert failure.message == "no such mode"


def test_lines_that_a_terminal_folded_below_a_longer_one():
    error = (
        "Traceback (most recent call last):\n"
        '  File "/home/user/projects/segmentation/experiments/evaluate.py", line 48, in <module>\n'
        "    model.load_state_dict(state)\n"
        '  File "/opt/conda/envs/seg/lib/python3.10/site-packages/torch/nn/modules/module.py", line 2041, '
        "in load_state_dict\n"
        "    raise RuntimeError(text)\n"
        "RuntimeError: Error(s) in loading state_dict for SegNet:\n"
        '    Missing key(s) in state_dict: "encoder.blocks.0.weight", "encoder.blocks.1.weight", "head.b". \n'
    )
    folded = [line[n : n + 72] for line in error.split("\n") for n in range(0, len(line) or 1, 72)]
    command = f"$ python experiments/evaluate.py --data {'/data' * 12} --split val\n"
    (failure,) = trace_log(command + "\n".join(folded)).failures
    assert '"encoder.blocks.1.weight"' in failure.message
    assert [frame.function for frame in failure.frames] == ["<module>", "load_state_dict"]
