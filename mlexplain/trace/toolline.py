"""Error lines of tools around a program: compilers, pip, shells, drivers, containers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mlexplain.report import Failure, Line
from mlexplain.trace.exception import read_message
from mlexplain.trace.found import Found
from mlexplain.trace.words import indent

TRIGGERS = (
    "rror:",
    "rror #",
    "fatal",
    "FATAL",
    "command not found",
    ": not found",
    "has failed because",
    "ailed to initialize NVML",
    "No devices were found",
    "No module named",
    "can't open file",
    "No such file or directory",
    "No space left on device",
    "Permission denied",
    "cannot open shared object",
    "Error response from daemon",
    "ninja: ",
    "*** [",
    "CUDA Setup failed",
    "CUDA SETUP: ",
    "CUDA_SETUP: ",
    "Could not find module '",
    "not recognized as an internal",
    "not recognized as the name of a cmdlet",
    "项识别为 cmdlet",
    "不是内部或外部命令",
    "disk quota exceeded",
    "Disk quota exceeded",
    "Cannot access gated repo",
    "Access to model",
    "compiled using NumPy",
    "✘ ",
    "CUDA error (",
    "OpenCV Error: ",
    "Could not override",
    "Could not append to config",
    "Could not delete from config",
    "rimary config ",
    "': Could not find '",
    "Error parsing override",
    "Error merging ",
    "You must specify '",
    "rror in call to target",
    "rror locating target",
    "rror instantiating '",
    "Missing mandatory value",
    "Config validation error",
    "The conflict is caused by:",
    "ResolvePackageNotFound",
    "wandb: ERROR ",
    "❗️ ",
    "[WinError 193] %1",
    "error loading model: ",
    "cudaMalloc failed",
    "gguf_init_from_file",
    "[E] ",
    "[E:onnxruntime:",
    "Failed to create CUDAExecutionProvider",
    "EP Error ",
    "nvidia-container-cli: ",
    " is not in struct",
    "' not in '",
    "ignaled to shutdown with signal",
    "failed assertion `",
    "LLVM ERROR: ",
    ": import: not found",
    "can't read /var/mail/",
    "unexpected token `",
    "Syntax error: ",
    "unable to open X server",
    "qt.qpa.",
    "QXcbConnection: ",
    "Qt platform plugin",
    "Cannot import ",
    "lora key not loaded",
    "No data found. Please verify",
    "Unable to load any of {",
    "[XFORMERS]",
)
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        # gcc, clang, nvcc, ld
        r"(?:[A-Za-z]:)?[^\s:()][^:()]{0,300}(?::\d{1,7}(?::\d{1,7})?|\(\d{1,7}(?:,\d{1,5})?\)) ?: "
        r"(?:fatal )?error(?: [A-Z]\w{0,10}\d)?: \S",
        r"(?:/\S{1,300}/)?(?:nvcc|ptxas|ld|collect2|clang|gcc|cc1plus|ninja)(?:\.exe)? ?:? "
        r"{0,4}(?:fatal|error|build stopped)\b {0,6}:? {0,3}\S",
        r"make(?:\[\d{1,3}\])?: \*\*\* \[",
        # pip, setuptools, argparse, git, apt, docker, Slurm
        r"(?:[×x] |[╰>─ ]{1,6}|\s{0,8})?error: (?![\d.+-])(?!.{1,100} = )\S",
        r"Error: (?![\d.+-])(?!.{1,100}[,(]$)\S",
        r"fatal: \S",
        r"[\w./-]{1,80}\.py: error: \S",
        r"[\w./-]{1,80}(?: [\w-]{1,40}){0,2}: error: "
        r"(?:the following arguments are required: |unrecognized arguments: |argument \S)",
        r"(?:[\w./-]{1,80}: )?(?:docker: )?Error response from daemon: \S",
        r"(?:srun|sbatch|slurmstepd|salloc|torchrun|accelerate|deepspeed|conda|mamba|uv"
        r"|poetry): error: \S",
        # shells and loaders
        r"(?:-?(?:ba|z|da|k)?sh|fish)(?:: line \d{1,7})?: (?:\d{1,7}:"
        r" )?.{1,300}(?:command not found"
        r"|No such file or directory|Permission denied)",
        r"zsh: (?:command not found|no such file or directory|permission denied): \S",
        r"'.{1,200}' is not recognized as an internal or external command",
        r"(?:.{0,200} ?: )?The term '.{1,200}' is not recognized as the name of a cmdlet",
        r".{0,200}无法将.{1,200}项识别为 cmdlet",
        r"'.{1,200}' 不是内部或外部命令",
        r"(?:/\S{1,300}/)?python[\d.]{0,5}(?:\.exe)?: (?:can't open file"
        r"|No module named|Error while "
        r"finding) ",
        r"/bin/sh: \d{1,7}: \S{1,200}: not found$",
        r"\S{1,300}: error while loading shared libraries: \S",
        r"\S{1,300}: .{0,300}(?:No space left on device|[Dd]isk quota exceeded)$",
        # Python's statements, read by a shell
        r"\S{1,300}: (?:line )?\d{1,7}: (?:import|from|def|class|print): (?:command )?not found$",
        r"from: can't read /var/mail/\S",
        r"\S{1,300}\.py: (?:line )?\d{1,7}: (?:syntax error near unexpected token|Syntax error: )",
        r"import(?:-im\d\S{0,10})?: unable to open X server ",
        # windows on machines without a display
        r"qt\.qpa\.plugin: Could not (?:load|find) the Qt platform plugin",
        r"qt\.qpa\.xcb: could not connect to display",
        r"QXcbConnection: Could not connect to display",
        r"(?:This application failed to start because )?"
        r"(?:no|it could not find or load the) Qt platform plugin ",
        # what loads a program's extensions, and goes on without
        r".{0,80}\bCannot import \S.{0,300} module for custom nodes: \S",
        r"lora key not loaded: ?\S|lora key not loaded \S",
        r"No data found\. Please verify arguments \(train_data_dir",
        # drivers and libraries that print and leave
        r"NVIDIA-SMI has failed because ",
        r"Cannot access gated repo for url ",
        r"Failed to initialize NVML: ",
        r"No devices were found$",
        r"A module that was compiled using NumPy 1\.x cannot be run in$",
        r"Could not load library \S{1,200}\. Error: ",
        r"WARNING\[XFORMERS\]: xFormers can't load ",
        r"Unable to load any of \{lib\S",
        r"Error processing file '.{1,300}phontab': No such file or directory",
        r"(?:\S{1,80} ){0,4}Shard process was signaled to shutdown with signal \d",
        r"(?:\S{1,40} ){0,3}\[E:onnxruntime:.{1,400}(?:Failed to load library |LoadLibrary failed )",
        r"(?:\S{1,40} ){0,3}\[[EW]:onnxruntime:.{1,400}Failed to create CUDAExecutionProvider",
        r"EP Error \S",
        r"(?:\S{1,40} ){0,3}\[E:onnxruntime:.{1,400}Failed to load library, error code",
        r".{0,1500}nvidia-container-cli: \S",
        r"✘ (?:Invalid config|Can't |Config validation|No compatible |Couldn't |\[E\d{3,4}\])",  # spaCy
        r"Config validation error$",
        r"The conflict is caused by:$",
        r"ResolvePackageNotFound:$",
        r"wandb: ERROR \S",
        r"(?:\[[\d:]{8}\] )?❗️ \S",  # Streamlit's cloud
        r"\[WinError 193\] %1 ",
        # Hydra
        r"Could not (?:override|append to config|delete from config)\b",
        r"(?:Cannot find p|P)rimary config (?:'|module|directory)",
        r"(?:In '[^']{1,200}': )?Could not find '[^']{1,200}'$",
        r"Error (?:parsing override|merging|in call to target|locating target|instantiating) '",
        r"You must specify '[^']{1,200}', e\.g",
        r"Missing mandatory value: \S",
        r"Key '[^']{1,200}' (?:is not in struct|not in '\w{1,100}')$",
        # llama.cpp, TensorRT, Metal
        r"(?:\w{1,60}: ){0,2}error loading model: \S",
        r"gguf_init_from_file(?:_impl)?: (?:invalid|failed)",
        r"(?:\w{1,60}: ){0,2}.{0,200}cudaMalloc failed: \S",
        r"(?:\[[\d/:T-]{10,30}\] )?\[E\] .{0,300}(?:Error Code|Error\[|IRuntime|IBuilder|Importer)",
        r"(?:\[[\d/:T-]{10,30}\] )?(?:\[TRT\] \[E\]|\[E\] \[TRT\]) \S",
        r"/AppleInternal/.{1,300}: failed assertion `",
        r"LLVM ERROR: \S",
        r"CUDA error \(\S{1,300}:\d{1,6}\): \S",
        r"OpenCV Error: \S",
        r"OMP: Error #\d{1,5}: ",
        r"(?:Intel )?MKL FATAL ERROR: ",
        r"(?:RuntimeError: )?CUDA Setup failed ",
        r"CUDA[_ ]SETUP: WARNING! lib\w{1,20}\.so not found",
        r"Could not find module '.{1,300}bitsandbytes.{1,200}'",
        r"CUDA SETUP: (?:Required library version not found: \S|CUDA detection failed)",
        r"CUDA SETUP: (?:Problem: The main issue|Setup Failed!)",
    )
)


def read_tool_line(lines: Sequence[Line], at: int) -> Found | None:
    """One error line of a known form, with indented lines that explain it."""
    text = lines[at].text
    body = text.strip()
    if len(body) > 4000 or not any(form.match(body) for form in _FORMS):
        return None
    message, end = read_message(lines, at, indent(text), body)
    span = (lines[at].number, lines[end - 1].number)
    return Found(Failure("line", None, message, lines=span), end)
