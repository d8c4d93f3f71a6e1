"""Processes that a signal ended, as shells and faulthandler tell it: made after the rules, by the same hand.

`ZSH` names zsh where it is not on `PATH`; the small /dev/shm wants `unshare -m` (root).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import textwrap
from pathlib import Path

import stage
from wear import compose, quoted

ZSH = os.environ.get("ZSH", "zsh")
HOME = "/home/mira/crash"
STRING_AT = """
import ctypes

def peek(address):
    return ctypes.string_at(address)

print("epoch 1: loss 0.693")
peek(0)
"""
EPOCHS = STRING_AT.replace("print(", "for _ in range(6): print(")
ABORT = """
import os

print("epoch 1: loss 0.693")
os.abort()
"""
ILLEGAL = """
import ctypes
import mmap

code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
code.write(b"\\x0f\\x0b")  # ud2, which no processor knows
start = ctypes.addressof(ctypes.c_char.from_buffer(code))
ctypes.CFUNCTYPE(None)(start)()
"""
MAPPED = """
import numpy as np

np.zeros(1_000_000, np.float32).tofile("tokens.bin")
tokens = np.memmap("tokens.bin", np.float32)
open("tokens.bin", "wb").close()
print(tokens[500_000])
"""
FREED = """
import ctypes

libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
block = ctypes.c_void_p(libc.malloc(100_000))
libc.free(block)
libc.free(block)
"""
DEEP = """
import sys

sys.setrecursionlimit(10**8)

class Node:
    def __init__(self, children):
        self.children = children

    def depth(self):
        return 1 + max(map(Node.depth, self.children))

root = Node([])
root.children.append(root)
root.depth()
"""
EATEN = """
import os
import signal

print("epoch 1: loss 0.693")
os.kill(os.getpid(), signal.SIGKILL)  # as the kernel does when memory is out
"""
SHARED = """
import torch
from torch.utils.data import DataLoader, TensorDataset

images = TensorDataset(torch.zeros(64, 3, 224, 224))
for (batch,) in DataLoader(images, batch_size=16, num_workers=2):
    print(batch.shape)
"""


def shell(
    name,
    slug,
    code,
    run,
    *,
    form="plain",
    wears=(),
    edit=None,
    python="3.11",
    options="",
    fault=False,
    at=None,
    function=None,
    root=None,
    small=False,
    script="train.py",
    **wanted,
):
    """Run `code` under a shell: `run` is `bash`, `sh`, `zsh` or a shell at a prompt (`bash -i`)."""
    if stage.WANTED and name not in stage.WANTED and slug not in stage.WANTED:
        return
    folder = Path(stage.ROOT + HOME)
    shutil.rmtree(stage.ROOT, ignore_errors=True)
    folder.mkdir(parents=True)
    code = textwrap.dedent(code).strip("\n") + "\n"
    (folder / script).write_text(code)
    interpreter = stage.PYTHONS["2.13"][0] if python == "3.11" else f"python{python}"
    (folder / "bin").mkdir()
    starter = folder / "bin" / "python"
    starter.write_text(f'#!/bin/sh\nexec {shutil.which(interpreter)} "$@"\n')
    starter.chmod(0o755)
    command = f"python {options + ' ' if options else ''}{script}"
    (folder / "run.sh").write_text(f"{command}\nexit $?\n")
    env = {
        **os.environ,
        "PATH": f"{folder}/bin:{os.environ['PATH']}",
        "PYTHONUNBUFFERED": "1",
        "OMP_NUM_THREADS": "1",
        "HOME": str(folder),
    }
    if fault:
        env["PYTHONFAULTHANDLER"] = "1"
    argv = {
        "bash": ["bash", "run.sh"],
        "sh": ["sh", "run.sh"],
        "bash -i": ["script", "-qc", f"bash --norc -ic '{command}; true'", "/dev/null"],
        "zsh -i": ["script", "-qc", f"{ZSH} -f -ic '{command}; true'", "/dev/null"],
    }[run]
    if small:
        argv = [
            "unshare",
            "-m",
            "sh",
            "-c",
            "mount -t tmpfs -o size=4m tmpfs /dev/shm; exec sh run.sh",
        ]
    done = subprocess.run(
        argv,
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=90,
    )
    for core in folder.glob("core*"):
        core.unlink()
    text = done.stdout.decode().replace("\r", "")
    for prefix in stage.prefixes(interpreter):
        text = text.replace(prefix, "/home/mira/miniconda3/envs/torch")
    text = text.replace(str(folder / "bin" / "python"), "python").replace(str(folder), HOME)
    if run.endswith("-i"):
        prompt = "mira@forge:~/crash$ " if run.startswith("bash") else "mira@forge crash % "
        text = f"{prompt}{command}\n{text}"
    if edit:
        text = edit(text)
    location = stage.locate(code, {}, None, at, None, f"{HOME}/{script}", function) if at else None
    stage.keep(
        slug,
        name,
        text,
        "open",
        form,
        {"source": "produced", "python": python},
        location,
        wears,
        wanted.get("fix", ()),
        wanted.get("fix_any", ()),
        wanted.get("entities"),
        wanted.get("roles"),
        wanted.get("others"),
        root,
        True,
        None,
        wanted.get("rule"),
        wanted.get("accept", ()),
        "utf-8",
    )


shell(
    "segfault_sh", "process-crashed", STRING_AT, "sh", root="Segmentation fault", fix="faulthandler"
)
shell(
    "segfault_bash_script",
    "process-crashed",
    STRING_AT,
    "bash",
    root="Segmentation fault",
    form="plain",
    fix="faulthandler",
)
shell(
    "segfault_zsh",
    "process-crashed",
    STRING_AT,
    "zsh -i",
    form="terminal",
    root="segmentation fault",
    fix="faulthandler",
)
shell(
    "segfault_compose",
    "process-crashed",
    EPOCHS,
    "sh",
    form="docker",
    wears=[compose()],
    root="Segmentation fault",
    fix="faulthandler",
)
shell(
    "faulthandler_stack",
    "process-crashed",
    STRING_AT,
    "bash -i",
    form="terminal",
    options="-X faulthandler",
    at="    return ctypes.string_at(address)",
    root="Fatal Python error",
    fix_any=["shape", "argument"],
)
shell(
    "faulthandler_38",
    "process-crashed",
    STRING_AT,
    "sh",
    python="3.8",
    options="-X faulthandler",
    at="    return ctypes.string_at(address)",
    root="Fatal Python error",
    fix_any=["shape", "argument"],
)
shell(
    "faulthandler_313",
    "process-crashed",
    STRING_AT,
    "sh",
    python="3.13",
    options="-X faulthandler",
    at="    return ctypes.string_at(address)",
    root="Fatal Python error",
    fix_any=["shape", "argument"],
)
shell("aborted_zsh", "process-crashed", ABORT, "zsh -i", form="terminal", root="abort", fix="2>&1")
shell(
    "aborted_quoted",
    "process-crashed",
    ABORT,
    "sh",
    form="quoted",
    wears=[quoted],
    root="Aborted",
    fix="2>&1",
)
shell("double_free", "process-crashed", FREED, "sh", root="free", fix_any=["extension"])
shell("mapped_file_cut", "process-crashed", MAPPED, "bash", root="Bus error", fix="df -h /dev/shm")
shell(
    "mapped_file_stack",
    "process-crashed",
    MAPPED,
    "sh",
    options="-X faulthandler",
    root="Fatal Python error",
    at="print(tokens[500_000])",
    fix="df -h /dev/shm",
)
shell(
    "deep_recursion",
    "process-crashed",
    DEEP,
    "sh",
    options="-X faulthandler",
    root="Fatal Python error",
    at="        return 1 + max(map(Node.depth, self.children))",
    fix_any=["base case"],
)
shell("illegal_sh", "cpu-instruction", ILLEGAL, "sh", root="Illegal instruction", fix="lscpu")
shell(
    "illegal_zsh",
    "cpu-instruction",
    ILLEGAL,
    "zsh -i",
    form="terminal",
    root="illegal",
    fix="lscpu",
)
shell(
    "illegal_stack",
    "cpu-instruction",
    ILLEGAL,
    "bash -i",
    form="terminal",
    options="-X faulthandler",
    at="ctypes.CFUNCTYPE(None)(start)()",
    root="Fatal Python error",
    fix="lscpu",
)
shell("killed_zsh", "cpu-oom", EATEN, "zsh -i", form="terminal", root="killed", fix="dmesg")
shell("killed_bash_script", "cpu-oom", EATEN, "bash", root="Killed", fix="dmesg")
shell(
    "small_shm",
    "dataloader-worker",
    SHARED,
    "sh",
    small=True,
    at="for (batch,) in DataLoader",
    fix="--shm-size",
    root="unable to allocate",
)
