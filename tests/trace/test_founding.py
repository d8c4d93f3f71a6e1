"""The logs that the project was founded on, as they were pasted: French and Hindi web pages."""

import pytest

GIB = 1 << 30


@pytest.mark.parametrize(
    ("language", "message", "failed"),
    [
        ("fr", "Le package distribué ne contient pas NCCL intégré", "ÉCHEC"),
        ("hi", "Distributed package में NCCL बिल्ट-इन नहीं है", "FAILED"),
    ],
)
def test_llama_on_a_mac(log, language, message, failed):
    trace = log(f"founding_nccl_{language}.txt")
    error, child, summary = trace.failures
    assert (error.exception, error.message, error.lines) == ("RuntimeError", message, (4, 21))
    assert error.complete and len(error.frames) == 8
    frame = error.user_frame
    assert (frame.file, frame.line) == ("/Users/lzwjava/projects/llama/llama/generation.py", 62)
    assert frame.function == "build"
    assert frame.code == 'torch.distributed.init_process_group("nccl")'
    assert [f.function for f in error.frames if f.mine] == ["<module>", "main", "build"]

    assert child.kind == "launcher"
    assert child.facts == {"exitcode": 1, "local_rank": 0, "pid": 23273}

    assert summary.exception.endswith(".ChildFailedError")
    assert summary.message.splitlines()[0] == f"example_text_completion.py {failed}"
    assert not any(f.mine for f in summary.frames)
    assert summary.lines[0] == 23
    facts = dict(summary.facts)
    assert facts.pop("traceback").endswith("https://pytorch.org/docs/stable/elastic/errors.html")
    assert facts == {
        "time": "2023-08-03_15:35:37",
        "host": "1.0.0.127.in-addr.arpa",
        "rank": 0,
        "local_rank": 0,
        "exitcode": 1,
        "pid": 23273,
        "script": "example_text_completion.py",
    }
    ((_, command),) = trace.commands
    assert command.startswith("torchrun --nproc_per_node 1 example_text_completion.py --ckpt_dir")


@pytest.mark.parametrize("language", ["fr", "hi"])
def test_open_llama_on_two_devices(log, language):
    trace = log(f"founding_device_{language}.txt")
    warning, error = trace.failures
    assert (warning.kind, warning.exception) == ("warning", "UserWarning")
    assert "`.generate()`" in warning.message or ".generate()" in warning.message
    assert not warning.frames[0].mine and warning.frames[0].line == 1445

    assert error.exception == "RuntimeError"
    assert "cuda:0" in error.message and error.message.endswith(")")
    assert len(error.frames) == 11
    frame = error.user_frame
    assert (frame.file, frame.line) == ("/home/lzw/Projects/open_llama_3b/run.py", 17)
    assert (frame.code, frame.marked) == ("generation_output = model.generate(", "model.generate(")
    assert [f.mine for f in error.frames] == [True] + [False] * 10

    (script,) = trace.sources
    assert script.text.startswith("import torch\nfrom transformers import LlamaTokenizer")
    assert "generation_output = model.generate(\ninput_ids=input_ids" in script.text
    assert script.lines[0] == 4 and script.lines[1] < error.lines[0]


def test_a_new_graphics_card(log):
    trace = log("founding_gpu_hi.txt")
    memory, devices = trace.failures
    assert memory.exception == "torch.cuda.OutOfMemoryError"
    assert "11.69 GiB" in memory.message and "max_split_size_mb" in memory.message
    assert (memory.lines, devices.lines) == ((46, 46), (50, 50))
    assert devices.exception == "RuntimeError" and "cuda:0 और cpu!" in devices.message

    smi = trace.smi
    assert (smi.driver, smi.cuda) == ("535.86.10", "12.2")
    (gpu,) = smi.gpus
    assert (gpu.index, gpu.name) == (0, "NVIDIA GeForce RTX 4070")
    assert (gpu.memory_used, gpu.memory_total) == (666 << 20, 12282 << 20)
    assert [process.pid for process in smi.processes] == [1926, 2065, 3482, 3803]
    assert smi.processes[0].name == "/usr/lib/xorg/Xorg" and smi.processes[0].memory == 381 << 20
    assert [command for _, command in trace.commands][1:] == ["nvidia-smi", "python run.py"]
    assert [source.text for source in trace.sources] == ["input_ids = input_ids.to(model.device)"]
