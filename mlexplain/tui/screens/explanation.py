"""An explanation: code on one side, steps on the other; sentences of the model fill in as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Label, OptionList, Static, TextArea
from textual.worker import Worker, get_current_worker

from mlexplain.show import prose
from mlexplain.show.spans import span
from mlexplain.show.steps import step_numbers
from mlexplain.show.surface import Surface
from mlexplain.show.visible import one_line, visible
from mlexplain.tui.aside import aside
from mlexplain.tui.quiet import lasting
from mlexplain.tui.screens.answer import AnswerScreen, Block
from mlexplain.tui.settings import read_settings
from mlexplain.tui.widgets.choices import Choices
from mlexplain.tui.widgets.keys import Keys
from mlexplain.tui.widgets.source import SourcePane, part_of

if TYPE_CHECKING:
    from mlexplain.explain.write.sentences import Sentence
    from mlexplain.explained import Explanation, Step


class ExplanationScreen(AnswerScreen):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "stop", "Stop writing"),
        Binding("y", "copy_block", "Copy the step"),
        Binding("l", "code", "Code"),
    ]

    def __init__(self, code: str, model: str | None) -> None:
        super().__init__()
        self._code = code
        self._model = model
        self._explanation: Explanation | None = None
        self._numbers: list[str] = []
        self._writing: Worker[object] | None = None
        """Whose sentences are awaited."""

    def compose(self) -> ComposeResult:
        yield Static("", id="summary", markup=False)
        with Horizontal():
            yield SourcePane(part_of(self._code), "The code")
            with Vertical(id="answer"):
                yield Choices("steps")
                with VerticalScroll(id="extras"):
                    yield Static("", id="more", markup=False)
        yield Label("Reading the code …", id="progress", markup=False)
        yield Keys()

    def on_mount(self) -> None:
        self._explain()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "stop" or self._writing is not None

    @aside
    def _explain(self) -> None:
        """Outline first, then the model's sentences one by one."""
        from mlexplain.explain.explanation import draft
        from mlexplain.explain.write.authors import author_for
        from mlexplain.explain.write.sentences import put, sentences
        from mlexplain.show.masking import masked

        worker, call = get_current_worker(), self.app.call_from_thread
        started = draft(self._code)
        explanation = started.explanation
        call(self._show, masked(explanation))
        model = self._model if read_settings().model else None
        if model is not None:
            call(self._started, worker, "Loading the model …")
        with lasting(f"the model {model}"):
            author = author_for(model)
        if author is None:
            call(
                self._written, worker, "From the program analysis alone, without a language model."
            )
            return
        done = 0
        call(self._started, worker, f"{author.name} writes …")
        for sentence in sentences(started, author):
            explanation = put(explanation, sentence, author.name)
            done += 1
            if worker.is_cancelled:
                return
            said = f"{_sentences(done)} by {author.name} …"
            call(self._fill, worker, masked(explanation), sentence, said)
        said = f"{_sentences(done)} by {author.name}, the others by the analysis."
        call(self._written, worker, said)

    def failed(self, error: BaseException) -> None:
        super().failed(error)
        if self._explanation is None:
            self._progress("No explanation; the paste is one Esc back.")
        else:
            self._progress("The model failed; what stands here is by the analysis.")
        self._writes(None)

    def _show(self, explanation: Explanation) -> None:
        self._explanation = explanation
        pane, restored = self.query_one(SourcePane), part_of(explanation.source)
        if restored.text != pane.text and _words(restored.text) == _words(pane.text):
            pane.show_part(restored)
            pane.border_title = "The code, its layout restored"
        self.query_one("#summary", Static).update(
            prose.Inline(visible(explanation.summary)).text(colored=True)
        )
        self._numbers = step_numbers([step.depth for step in explanation.steps])
        steps = self.query_one(Choices)
        steps.show(map(_told, self._numbers, explanation.steps))
        extras = [f"{p.name}: {p.text}" for p in explanation.parameters]
        extras += [f"⚠ line {w.line}: {w.text}" for w in explanation.warnings]
        self.query_one("#more", Static).update(
            prose.Inline(visible("\n".join(extras))).text(colored=True)
        )
        steps.focus()
        if explanation.steps:
            pane.mark(explanation.steps[0].lines)

    def _started(self, worker: Worker[object], progress: str) -> None:
        if not worker.is_cancelled:
            self._writes(worker)
            self._progress(progress)

    def _fill(
        self, worker: Worker[object], explanation: Explanation, sentence: Sentence, progress: str
    ) -> None:
        if worker.is_cancelled:  # between its thread and here
            return
        self._explanation = explanation
        if sentence.step < 0:
            self.query_one("#summary", Static).update(
                prose.Inline(visible(explanation.summary)).text(colored=True)
            )
        else:
            told = _told(self._numbers[sentence.step], explanation.steps[sentence.step])
            self.query_one(Choices).replace_option_prompt_at_index(sentence.step, told)
        self._progress(progress)

    def _written(self, worker: Worker[object], progress: str) -> None:
        if not worker.is_cancelled:
            self._writes(None)
            self._progress(progress)

    def _writes(self, worker: Worker[object] | None) -> None:
        self._writing = worker
        self.refresh_bindings()

    def _progress(self, text: str) -> None:
        self.query_one("#progress", Label).update(one_line(text))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if self._explanation is not None:
            self.query_one(SourcePane).mark(self._explanation.steps[event.option_index].lines)

    def on_text_area_selection_changed(self, event: TextArea.SelectionChanged) -> None:
        """The cursor in the code chooses the innermost step of its line."""
        pane = event.text_area
        if not isinstance(pane, SourcePane) or self.focused is not pane or not self._explanation:
            return
        inside = [
            index
            for index, step in enumerate(self._explanation.steps)
            if step.lines[0] <= pane.line <= step.lines[1]
        ]
        if inside:
            self.query_one(Choices).choose(inside[-1])

    def action_stop(self) -> None:
        if self._writing is not None:
            self._writing.cancel()
            self._writes(None)
            self._progress("Stopped; the other steps are told by the analysis.")

    def action_code(self) -> None:
        pane = self.query_one(SourcePane)
        (self.query_one("#steps") if self.focused is pane else pane).focus()

    def block(self) -> Block | None:
        """The chosen step: what it does, and its code."""
        index = self.query_one(Choices).highlighted
        if self._explanation is None or index is None:
            return None
        step = self._explanation.steps[index]
        return Block("the step", f"{step.text}\n\n{step.code}")

    def text(self) -> str:
        if self._explanation is None:
            return ""
        from mlexplain.show import lesson

        return lesson.explain([self._explanation], Surface())

    def markdown(self) -> str:
        if self._explanation is None:
            return ""
        from mlexplain.show import markdown

        return markdown.explain([self._explanation])


def _sentences(count: int) -> str:
    return f"{count} sentence{'s' if count != 1 else ''}"


def _words(text: str) -> list[list[str]]:
    """The text line by line, whatever blanks are in it."""
    return [line.split() for line in text.rstrip().splitlines()]


def _told(number: str, step: Step) -> RenderableType:
    """Who says it and of which lines; then the sentence, its names as code; and a free line."""
    told = Text()
    told.append(f"{number}  {span(step.lines)} · {step.source}\n", "dim")
    told.append_text(prose.Inline(visible(step.text)).text(colored=True))
    return Padding(told, (0, 0, 1, 2 * step.depth))
