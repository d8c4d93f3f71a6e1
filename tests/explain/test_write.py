"""What a model wrote is used where it is true, written again where it is not, and marked."""

from __future__ import annotations

from collections.abc import Sequence

from mlexplain.explain import explanation
from mlexplain.explain.write.prompt import StepPrompt
from mlexplain.explain.write.sentences import SUMMARY, Sentence, put, sentences, written

CODE = """\
def update(w, eta):
    w = w - eta * w.grad
    for k in range(3):
        print(k)
    return w
"""


class Scripted:
    """Says what it was told to say, in the snippet's names."""

    name = "scripted"

    def __init__(self, *rounds: str) -> None:
        self.rounds = rounds
        self.asked: list[int] = []

    def write(self, prompts: Sequence[StepPrompt], attempt: int) -> list[list[str]]:
        self.asked.append(len(prompts))
        return [[p.marked(self.rounds[attempt]) or "<99>"] for p in prompts]


def test_true_sentences_are_taken_and_false_ones_written_again() -> None:
    draft = explanation.draft(CODE)
    author = Scripted("Loops over `k`.", "Divides `w`.")
    result = written(draft, author)
    texts = [(s.text, s.source) for s in result.steps]
    assert ("Loops over `k`.", "model") in texts
    by_analysis = [s for s in result.steps if s.source == "analysis"]
    assert by_analysis and all(s in draft.explanation.steps for s in by_analysis)
    assert all("Divides" not in s.text for s in result.steps)
    assert result.model == "scripted"
    assert author.asked[0] > author.asked[1]


def test_sentences_come_one_by_one_and_can_be_stopped() -> None:
    draft = explanation.draft("\n\n".join(f"a{i} = b{i} + 1" for i in range(40)))
    author = Scripted("Adds `1` to something.", "", "")
    stream = sentences(draft, author)
    first = next(stream)
    assert first.text == "Adds `1` to something."
    stream.close()
    assert sum(author.asked) < 40


def test_a_sentence_changes_its_step_alone() -> None:
    draft = explanation.draft(CODE)
    changed = put(draft.explanation, Sentence(0, "New."), "m")
    assert changed.steps[0].text == "New." and changed.steps[0].source == "model"
    assert changed.steps[1:] == draft.explanation.steps[1:]
    assert put(changed, Sentence(SUMMARY, "All."), "m").summary == "All."
