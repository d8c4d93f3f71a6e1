"""Tokens per second of a 15-million-parameter Llama, beside transformers and llama.cpp.

    python -m tests.benchmarks.bench_generation [ROUNDS]

All contenders have the same random weights (the sizes of llama2.c's stories15M), write the same
number of tokens greedily on the same number of CPU threads, and take turns, so that a busy machine
slows them alike; the best round of each counts. Tokens per second of processor time stand beside
tokens per second: on shared cores they are the steadier figure. llama.cpp joins where the packages
llama-cpp-python and gguf are installed.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import torch
import transformers

from mlexplain.generation import generate, load, threads
from mlexplain.generation.llama import Llama

COUNT = 96
"""New tokens per prompt."""
STEPS = 24
"""Prompts in the batch: the steps of one explanation."""

Contender = tuple[str, Callable[[], int]]
"""A name, and a run that returns how many tokens it wrote."""
Speed = tuple[float, float]
"""Tokens per second, and per second of processor time."""


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    theirs = network()
    with tempfile.TemporaryDirectory() as folder:
        theirs.save_pretrained(folder)
        start = time.perf_counter()
        ours = load(folder)
        print(f"load: {time.perf_counter() - start:.2f} s")
        cold_start(folder)
        count = threads.best(*ours.network.head.shape, torch.float32, 1)
        torch.set_num_threads(count)
        print(f"threads: {count} of {threads.cores()} cores (measured)\n")
        race(theirs, ours, llama_cpp(Path(folder), ours.network, count), rounds)


def network() -> Any:
    torch.manual_seed(0)
    config = transformers.LlamaConfig(
        vocab_size=32000,
        hidden_size=288,
        intermediate_size=768,
        num_hidden_layers=6,
        num_attention_heads=6,
        max_position_embeddings=1024,
        rms_norm_eps=1e-5,
        tie_word_embeddings=True,
        initializer_range=0.08,
    )
    model = transformers.LlamaForCausalLM(config).eval()
    model.generation_config.eos_token_id = None
    return model


def prompts() -> list[list[int]]:
    """40 to 86 tokens each: a step with its facts."""
    generator = torch.Generator().manual_seed(1)
    return [
        torch.randint(3, 32000, (40 + 2 * index,), generator=generator).tolist()
        for index in range(STEPS)
    ]


def race(theirs: Any, ours: Any, other: Callable[[list[int]], list[int]] | None, rounds: int):  # type: ignore[no-untyped-def]
    batch = prompts()
    first = batch[0]

    def reference(prompt: list[int]) -> list[int]:
        ids = torch.tensor([prompt])
        mask = torch.ones_like(ids)
        out = theirs.generate(
            ids, attention_mask=mask, max_new_tokens=COUNT, do_sample=False, pad_token_id=0
        )
        return list(out[0].tolist()[len(prompt) :])

    def mine(rows: list[list[int]], **settings: Any) -> list[list[int]]:
        return generate(ours, rows, COUNT, ignore_eos=True, **settings).tokens

    written = mine(batch)
    expected = [reference(prompt) for prompt in batch[:4]]
    print(f"the same tokens as transformers: {written[:4] == expected}")
    if other is not None:
        print(f"the same tokens as llama.cpp: {[other(p) for p in batch[:4]] == expected}")

    def through(rows: list[list[int]]) -> int:
        return sum(map(len, generate(theirs, rows, COUNT, ignore_eos=True).tokens))

    contenders: list[Contender] = [
        ("transformers, one", lambda: len(reference(first))),
        ("transformers, 6 one by one", lambda: sum(len(reference(p)) for p in batch[:6])),
        ("ours, one", lambda: len(mine([first])[0])),
        ("ours, one, lookup 6", lambda: len(mine([first], lookup=6)[0])),
        ("ours, 24 at once", lambda: sum(map(len, mine(batch)))),
        (
            "ours, 24 at once, top-k 50 top-p 0.9",
            lambda: sum(map(len, mine(batch, temperature=0.8, top_k=50, top_p=0.9, seed=1))),
        ),
        ("our loop, transformers' forward, one", lambda: through([first])),
        ("our loop, transformers' forward, 24", lambda: through(batch)),
    ]
    if other is not None:
        contenders.append(("llama.cpp, one", lambda: len(other(first))))
    speeds: dict[str, Speed] = {}
    limits = []
    for _ in range(rounds):
        limits.append(bandwidth())
        for name, run in contenders:
            wall, cpu = time.perf_counter(), time.process_time()
            tokens = run()
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            best = speeds.get(name, (0.0, 0.0))
            speeds[name] = (max(best[0], tokens / wall), max(best[1], tokens / cpu))
    report(speeds, max(limits), ours.network)


def report(speeds: dict[str, Speed], bytes_per_second: float, model: Llama) -> None:
    print(f"\n  {'tokens per second':<40} {'wall':>9} {'processor':>9}")
    for name, (wall, cpu) in speeds.items():
        print(f"  {name:<40} {wall:9.1f} {cpu:9.1f}")
    print()
    compare(speeds, "ours, one", "transformers, one", "aim 1.5")
    compare(speeds, "ours, 24 at once", "transformers, 6 one by one", "aim 4")
    if "llama.cpp, one" in speeds:
        compare(speeds, "ours, one", "llama.cpp, one", "no aim")
    limit = bytes_per_second / weight_bytes(model)
    shares = [f"{who} reaches {speeds[f'{who}, one'][1] / limit:.0%}" for who in RIVALS]
    print(
        f"a row times a large matrix reads {bytes_per_second / 1e9:.1f} GB/s of processor time; "
        f"{weight_bytes(model) / 1e6:.0f} MB of weights per token allow {limit:.0f} tokens/s: "
        + ", ".join(shares)
    )


RIVALS = ("ours", "transformers")


def compare(speeds: dict[str, Speed], mine: str, other: str, aim: str) -> None:
    wall, cpu = (a / b for a, b in zip(speeds[mine], speeds[other], strict=True))
    print(f"{mine} / {other}: {wall:.2f} by the clock, {cpu:.2f} by processor time ({aim})")


def weight_bytes(model: Llama) -> int:
    """What one token must read: every matrix once; of the embedding a single row."""
    matrices = [w for layer in model.layers for w in (layer.qkv, layer.output, layer.gate_up)]
    matrices += [layer.down for layer in model.layers] + [model.head]
    return sum(w.numel() * w.element_size() for w in matrices)


def bandwidth() -> float:
    """Bytes that a row times a matrix of 128 MiB reads per second of processor time; best of 20."""
    matrix = torch.ones((1024, 32 * 1024))
    row = torch.ones((1, 1024))
    times = []
    for _ in range(20):
        start = time.process_time()
        row @ matrix
        times.append(time.process_time() - start)
    return matrix.numel() * 4 / min(times)


def cold_start(folder: str) -> None:
    """A fresh process: import, load, one sentence of 20 tokens."""
    code = (
        "import time; start = time.perf_counter()\n"
        "from mlexplain.generation import generate, load\n"
        f"model = load({folder!r})\n"
        "generate(model, [list(range(5, 65))], 20)\n"
        "print(f'first sentence in a fresh process: {time.perf_counter() - start:.2f} s, '"
        "f'{time.process_time():.2f} s of processor time')"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# ------------------------------------------------------------------------------- llama.cpp


def llama_cpp(folder: Path, model: Llama, count: int) -> Callable[[list[int]], list[int]] | None:
    """Greedy decoding by llama.cpp over the same weights, None where it is not installed."""
    try:
        import gguf  # type: ignore[import-not-found]
        from llama_cpp import Llama as Cpp
    except ImportError:
        print("llama-cpp-python or gguf is not installed: llama.cpp does not take part")
        return None
    path = folder / "model.gguf"
    write_gguf(gguf, path, model)
    cpp = Cpp(str(path), n_ctx=1024, n_threads=count, n_threads_batch=count, verbose=False)

    def run(prompt: list[int]) -> list[int]:
        cpp.reset()
        cpp.eval(prompt)
        written: list[int] = []
        while True:
            logits = numpy.ctypeslib.as_array(cpp._ctx.get_logits(), shape=(cpp.n_vocab(),))
            written.append(int(logits.argmax()))
            if len(written) == COUNT:
                return written
            cpp.eval(written[-1:])

    return run


def write_gguf(gguf: Any, path: Path, model: Llama) -> None:
    """The weights in llama.cpp's names; its rotary pairs are neighbours."""
    shape = model.shape
    writer = gguf.GGUFWriter(str(path), "llama")
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(model.layers[0].down.shape[0])
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_layer_norm_rms_eps(shape.eps)
    writer.add_rope_dimension_count(shape.head_width)
    writer.add_vocab_size(shape.vocab_size)
    writer.add_tokenizer_model("no_vocab")
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)

    def add(name: str, tensor: torch.Tensor) -> None:
        writer.add_tensor(name, tensor.contiguous().numpy())

    def neighbours(weight: torch.Tensor, heads: int) -> torch.Tensor:
        halves = weight.view(heads, 2, -1, weight.shape[1])
        return halves.transpose(1, 2).reshape(weight.shape)

    add("token_embd.weight", model.embedding)
    add("output_norm.weight", model.norm)
    add("output.weight", model.head.t())
    sizes = [heads * shape.head_width for heads in (shape.heads, shape.kv_heads, shape.kv_heads)]
    for index, layer in enumerate(model.layers):
        q, k, v = layer.qkv.t().split(sizes)
        gate, up = layer.gate_up.t().chunk(2)
        add(f"blk.{index}.attn_norm.weight", layer.attention_norm)
        add(f"blk.{index}.attn_q.weight", neighbours(q.contiguous(), shape.heads))
        add(f"blk.{index}.attn_k.weight", neighbours(k.contiguous(), shape.kv_heads))
        add(f"blk.{index}.attn_v.weight", v)
        add(f"blk.{index}.attn_output.weight", layer.output.t())
        add(f"blk.{index}.ffn_norm.weight", layer.feed_forward_norm)
        add(f"blk.{index}.ffn_gate.weight", gate)
        add(f"blk.{index}.ffn_up.weight", up)
        add(f"blk.{index}.ffn_down.weight", layer.down.t())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    main()
