"""Runs one user program under the interpreter whose errors are wanted, and prints what it prints.

Works from Python 3.8 on. Two inventions let programs for a GPU fail on a machine without one, so that
the frames of the log are real even where the words come from the library's source:

* `pretend`: the program on disk says `cuda`, the program that runs says `cpu` (same lines and columns);
* `breaks`: the nth call of a named C function raises given words, and this file's own frame is removed.
"""

import ast
import builtins
import json
import os
import re
import sys

DEVICE = re.compile(r"^(cuda|mps|xpu)(:\d+)?$")
QUIET = {"set_device", "synchronize", "empty_cache", "reset_peak_memory_stats", "manual_seed_all"}


class Pretend(ast.NodeTransformer):
    """Rewrites a program for `cuda` to run on the CPU, keeping every position."""

    def visit_Constant(self, node):
        if isinstance(node.value, str) and DEVICE.match(node.value):
            return ast.copy_location(ast.Constant("cpu"), node)
        return node

    def visit_JoinedStr(self, node):
        first = node.values[0] if node.values else None
        if isinstance(first, ast.Constant) and first.value == "cuda:":
            return ast.copy_location(ast.Constant("cpu"), node)
        return node

    def visit_Call(self, node):
        self.generic_visit(node)
        name = node.func.attr if isinstance(node.func, ast.Attribute) else None
        owner = ast.unparse(node.func.value) if name and hasattr(ast, "unparse") else ""
        if owner == "torch.cuda" and name in QUIET:
            return ast.copy_location(ast.Constant(None), node)
        if owner == "torch.cuda" and name == "is_available":
            return ast.copy_location(ast.Constant(True), node)
        if owner == "torch.cuda" and name == "device_count":
            return ast.copy_location(ast.Constant(2), node)
        if name == "cuda":
            node.func.attr = "cpu"
            node.args = []
            node.keywords = []
        return node


def exception_class(path):
    """The class of that printed name: a builtin, or a RuntimeError that prints like it."""
    if hasattr(builtins, path):
        return getattr(builtins, path)
    module, _, name = path.rpartition(".")
    return type(name, (RuntimeError,), {"__module__": module})


class Breaker:
    """A profile function that raises `words` at the nth call of the C function `callee`."""

    def __init__(self, callee, nth, exception, words, within=None):
        self.callee, self.left, self.within = callee, nth, within
        self.exception, self.words = exception_class(exception), words

    def __call__(self, frame, event, arg):
        if event != "c_call" or getattr(arg, "__name__", None) != self.callee:
            return
        if self.within and self.within not in frame.f_code.co_filename:
            return
        self.left -= 1
        if self.left == 0:
            raise self.exception(self.words)


def forget(error):
    """Drop the frames of this file from an exception and from what it came from."""
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        tb = error.__traceback__
        while tb is not None and tb.tb_frame.f_code.co_filename == __file__:
            tb = tb.tb_next
        error.__traceback__ = tb
        while tb is not None:
            while tb.tb_next is not None and tb.tb_next.tb_frame.f_code.co_filename == __file__:
                tb.tb_next = tb.tb_next.tb_next
            if tb.tb_next is not None and tb.tb_next.tb_frame is tb.tb_frame:
                tb.tb_next = tb.tb_next.tb_next  # Python 3.9 counts the interrupted frame twice
            tb = tb.tb_next
        error = error.__cause__ or error.__context__


def compiled(path, pretend):
    with open(path, encoding="utf-8") as file:
        tree = ast.parse(file.read(), path)
    if pretend:
        tree = ast.fix_missing_locations(Pretend().visit(tree))
    return compile(tree, path, "exec")


def run_script(job):
    """Like `python path args`: traceback on standard error, exit status 1."""
    sys.argv = [job["path"], *job.get("args", ())]
    sys.path.insert(0, os.path.dirname(job["path"]))
    os.chdir(job.get("cwd") or os.path.dirname(job["path"]))
    main = type(sys)("__main__")
    main.__file__ = job["path"]
    sys.modules["__main__"] = main
    code = compiled(job["path"], job.get("pretend"))
    hook_import(job)
    for setting in job.get("breaks", ()):
        sys.setprofile(Breaker(**setting))
    try:
        exec(code, main.__dict__)
    except SystemExit as error:
        return int(error.code or 0) if not isinstance(error.code, str) else 1
    except BaseException as error:
        sys.setprofile(None)
        sys.stdout.flush()
        forget(error)
        if job.get("rich"):
            from rich.console import Console
            from rich.traceback import install

            os.environ["COLUMNS"] = "104"
            install(console=Console(stderr=True, width=104, color_system=None), width=104)
        sys.excepthook(type(error), error, error.__traceback__)
        return 1
    finally:
        sys.setprofile(None)
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


def hook_import(job):
    """Let the user's other modules pretend as well."""
    if not job.get("pretend"):
        return
    from importlib.machinery import SourceFileLoader

    root = job["root"]
    original = SourceFileLoader.source_to_code

    def source_to_code(self, data, path, **options):
        if isinstance(path, str) and path.startswith(root):
            return compiled(path, True)
        return original(self, data, path, **options)

    SourceFileLoader.source_to_code = source_to_code
    SourceFileLoader.get_code_original = SourceFileLoader.get_code
    sys.dont_write_bytecode = True


def run_cells(job):
    """Like a notebook: every cell goes through IPython until one fails."""
    from IPython.core.interactiveshell import InteractiveShell

    os.chdir(os.path.dirname(job["path"]))
    shell = InteractiveShell.instance()
    shell.colors = job["colors"]
    shell.execution_count = job.get("count", 1)
    original = shell._get_exc_info

    def without_this_file(exc_tuple=None):
        kind, value, tb = original(exc_tuple)
        sys.setprofile(None)
        return kind, value, strip_tb(tb)

    def strip_tb(tb):
        step = tb
        while step is not None:
            while step.tb_next is not None and step.tb_next.tb_frame.f_code.co_filename == __file__:
                step.tb_next = step.tb_next.tb_next
            if step.tb_next is not None and step.tb_next.tb_frame is step.tb_frame:
                step.tb_next = step.tb_next.tb_next
            step = step.tb_next
        return tb

    shell._get_exc_info = without_this_file
    if job.get("pretend"):
        shell.ast_transformers.append(Pretend())
    for cell in job["cells"]:
        for setting in job.get("breaks", ()):
            if job["cells"].index(cell) == len(job["cells"]) - 1:
                sys.setprofile(Breaker(**setting))
        result = shell.run_cell(cell, store_history=True)
        sys.setprofile(None)
        if not result.success:
            break
    sys.stdout.flush()
    return 1


def perform(job):
    return run_cells(job) if job.get("cells") else run_script(job)


def serve():
    """One job per line of standard input; each runs in a fork of a process that has torch loaded."""
    import torch  # noqa: F401
    import torch.nn  # noqa: F401

    for name in os.environ.get("GUEST_IMPORTS", "").split():  # libraries that take their time
        __import__(name)
    for line in sys.stdin:
        job = json.loads(line)
        child = os.fork()
        if child == 0:
            out = os.open(job["out"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            nothing = os.open(os.devnull, os.O_RDONLY)
            os.dup2(nothing, 0)
            os.dup2(out, 1)
            os.dup2(out, 2)
            os.environ.update(job.get("env", {}))
            status = 70
            try:
                status = perform(job)
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)
        _, status = os.waitpid(child, 0)
        print(json.dumps({"status": status}), flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(perform(json.loads(sys.argv[1])))
    sys.stdout.reconfigure(line_buffering=True)
    serve()
