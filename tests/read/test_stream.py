"""Logs as people paste and pipe them become clean numbered lines."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlexplain.read.decode import MAX_LINE, BinaryInput
from mlexplain.read.stream import read_lines

TRACEBACK = [
    "Traceback (most recent call last):",
    '  File "train.py", line 3, in <module>',
    "    main()",
    "ValueError: bad batch",
]


def texts(source):
    return [line.text for line in read_lines(source)]


def prefixed(prefix, lines=TRACEBACK):
    return "\n".join(prefix + line for line in lines)


@given(
    st.lists(st.text(st.characters(exclude_characters="\n\r\b\x1b\x00", exclude_categories=["C"])))
)
def test_every_line_keeps_its_number(lines):
    read = list(read_lines("\n".join(lines)))
    assert [line.number for line in read] == list(range(1, len(read) + 1))
    assert len(read) in (len(lines), len(lines) - 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(encoding):
    log = "\n".join([*TRACEBACK, "loss 0.5 → 0.4"])
    assert texts(log.encode(encoding)) == log.split("\n")


def test_bad_bytes_are_replaced():
    assert texts(b"loss \xff\xfe 0.5\nnext") == ["loss \ufffd\ufffd 0.5", "next"]


@pytest.mark.parametrize("head", [b"\x7fELF\x02\x01\x01" + bytes(range(32)) * 40, bytes(4096)])
def test_binary_input_is_refused(head):
    with pytest.raises(BinaryInput):
        list(read_lines(head))


def test_streams_are_read_in_pieces():
    class Dripping(io.RawIOBase):
        def __init__(self, data):
            self.data = data

        def read(self, size=-1):
            piece, self.data = self.data[:3], self.data[3:]
            return piece

    log = "\n".join([*TRACEBACK, "naïve ✓"])
    assert texts(Dripping(log.encode())) == log.split("\n")


def test_terminal_leftovers():
    assert texts("\x1b[0;31mRuntimeError\x1b[0m: x") == ["RuntimeError: x"]
    assert texts("\x1b]0;title\x07done") == ["done"]
    assert texts("10%|█| 1/10\r20%|██| 2/10\r") == ["20%|██| 2/10"]
    assert texts("abd\bc\r\nnext\r\n") == ["abc", "next"]
    assert texts("[0;31mRuntimeError[0m: x") == ["RuntimeError: x"]


def test_links_that_notebooks_add_are_taken_off():
    log = (
        "[<ipython-input-4-1a2b>](https://localhost:8080/#) in <cell line: 1>()\n"
        "--> [12](file:///c%3A/Users/jo/net.py?line=11)     return self.head(x)\n"
        "see [the manual](https://example.org/x) and x[0](1)"
    )
    assert [line.text for line in read_lines(log)] == [
        "<ipython-input-4-1a2b> in <cell line: 1>()",
        "--> 12     return self.head(x)",
        "see [the manual](https://example.org/x) and x[0](1)",
    ]


def test_long_lines_are_cut_in_the_middle():
    (line,) = texts("a" * 300_000 + "b" * 300_000)
    assert len(line) <= MAX_LINE
    assert line[0] == "a" and line[-1] == "b"


def test_indented_paste():
    assert texts(prefixed("        ")) == TRACEBACK


@pytest.mark.parametrize(
    ("prefix", "stream", "rank"),
    [
        ("[rank3]: ", "rank3", 3),
        ("[3]: ", "rank3", 3),
        ("3: ", "rank3", 3),
        ("worker-0: ", "worker-0", 0),
        ("[1,3]<stderr>: ", "rank3", 3),
        ("[default2]:", "default2", 2),
        ("(RayTrainWorker pid=71, ip=10.0.0.7) ", "RayTrainWorker pid=71, ip=10.0.0.7", None),
        ("web-1  | ", "web-1", None),
        ("[pod/train-0/main] ", "train-0/main", None),
        ("Nov 21 01:15:01 gpu7 python[4711]: ", "python[4711]", None),
        ("2024-03-11T09:14:02.000413Z ", None, None),
        ("2024-03-11T09:14:02.000413Z stderr F ", None, None),
        ("2024-03-11 09:14:02,123 ERROR trainer: ", None, None),
        ("ERROR 03-11 09:14:02 [engine.py:12] ", None, None),
        ("> ", None, None),
        ("> > ", None, None),
        ("web-1  | [rank2]: ", "web-1 rank2", 2),
    ],
)
def test_prefixes(prefix, stream, rank):
    lines = list(read_lines(prefixed(prefix)))
    assert [line.text for line in lines] == TRACEBACK
    assert {(line.stream, line.rank) for line in lines} == {(stream, rank)}


def test_interleaved_ranks():
    log = "\n".join(f"{rank}: {line}" for line in TRACEBACK for rank in range(4))
    lines = list(read_lines(log))
    assert [line.text for line in lines if line.rank == 2] == TRACEBACK


@pytest.mark.parametrize(
    "text",
    [
        "0: cat\n1: dog\n2: bird",
        "Classes:\n0: aeroplane\n1: bicycle\n2: bird\n3: boat\n4: bottle\n5: bus\n6: car",
        "a | b\n--|--\n1 | 2\n3 | 4",
        "> quoted\nand an answer",
        "[1]: https://example.org\n[2]: https://example.com",
        "2024-01-01 00:00:00 INFO step 1\n2024-01-01 00:00:01 INFO step 2",
        ">>> import torch\n>>> torch.cuda.is_available()",
    ],
)
def test_ordinary_text_is_left_alone(text):
    assert texts(text) == text.split("\n")
