"""A diagnosis: the root cause first, the log beside it, each leading to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.console import Group
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Label, ListItem, ListView, Static, TextArea

from mlexplain.show import text as shown
from mlexplain.show.logs import Diagnosed, place
from mlexplain.show.visible import one_line
from mlexplain.tui.screens.answer import AnswerScreen
from mlexplain.tui.widgets.keys import Keys
from mlexplain.tui.widgets.source import Part, SourcePane, part_of

if TYPE_CHECKING:
    from mlexplain.report import Diagnosis, TraceReport, Unrecognised

_MARKS = {"cause": "✗", "consequence": "↳", "wrapper": "↳", "warning": "!"}


class DiagnosisScreen(AnswerScreen):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "verbose", "All fixes"),
        Binding("l", "log", "Log"),
        Binding("r", "rule", "Rule's page"),
        Binding("y", "copy_fix", "Copy the fix"),
    ]

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self._report: TraceReport | None = None
        self._verbose = False
        self._entries: list[Diagnosis | Unrecognised] = []

    def compose(self) -> ComposeResult:
        yield Label("Reading the log …", id="strip", markup=False)
        with Horizontal():
            with Vertical(id="answer"):
                found = ListView(id="entries")
                found.display = False
                yield found
                with VerticalScroll(id="card"):
                    yield Static("", id="text", markup=False)
            yield SourcePane(Part(""), "The log")
        yield Keys()

    def on_mount(self) -> None:
        self._diagnose()

    @work(thread=True, exclusive=True)
    def _diagnose(self) -> None:
        from mlexplain.diagnose.log import diagnose_log
        from mlexplain.show.masking import masked

        try:
            report = masked(diagnose_log(self._text))
            part = part_of(self._text, _first_line(report))
        except Exception as error:
            self.app.call_from_thread(self.failed, error)
            return
        self.app.call_from_thread(self._show, report, part)  # type: ignore[arg-type]

    async def _show(self, report: TraceReport, part: Part) -> None:
        self._report = report
        self._entries = [*report.diagnoses, *report.unrecognised]
        strip = self.query_one("#strip", Label)
        strip.update(_strip(report))
        strip.display = bool(_strip(report))
        entries = self.query_one("#entries", ListView)
        await entries.extend(ListItem(Label(_line(e), markup=False)) for e in self._entries)
        entries.display = len(self._entries) > 1
        entries.index = 0 if self._entries else None
        self.query_one(SourcePane).show_part(part)
        self._select(0)
        (entries if entries.display else self.query_one("#card")).focus()

    def _select(self, index: int) -> None:
        body = self.query_one("#text", Static)
        if not self._entries or self._report is None:
            body.update("No error found in this text.")
            return
        entry = self._entries[index]
        if index == 0 and not self._verbose:
            body.update(Group(*shown.cards(self._report)))
        elif index < len(self._report.diagnoses):
            body.update(Group(*shown.diagnosis(self._report.diagnoses[index], True)))
        else:
            body.update(Group(*shown.unrecognised(entry, True)))  # type: ignore[arg-type]
        self.query_one("#card").scroll_home(animate=False)
        if entry.lines[0]:
            self.query_one(SourcePane).mark(entry.lines)

    def on_list_view_highlighted(self, event: ListView.Highlighted) -> None:
        if event.list_view.index is not None and self._report is not None:
            self._select(event.list_view.index)

    def on_text_area_selection_changed(self, event: TextArea.SelectionChanged) -> None:
        """The cursor in the log chooses the diagnosis that its line belongs to."""
        if not isinstance(event.text_area, SourcePane) or self.focused is not event.text_area:
            return
        line = event.text_area.line
        for index, entry in enumerate(self._entries):
            if entry.lines[0] <= line <= entry.lines[1]:
                entries = self.query_one("#entries", ListView)
                with entries.prevent(ListView.Highlighted):
                    entries.index = index
                return

    def action_verbose(self) -> None:
        self._verbose = not self._verbose
        self._select(self.query_one("#entries", ListView).index or 0)

    def action_log(self) -> None:
        pane = self.query_one(SourcePane)
        (self.query_one("#card") if self.focused is pane else pane).focus()

    def _chosen(self) -> Diagnosis | None:
        """The diagnosis whose card is shown; None for an error outside the rule book."""
        index = self.query_one("#entries", ListView).index or 0
        known = self._report.diagnoses if self._report else ()
        return known[index] if index < len(known) else None

    def action_rule(self) -> None:
        if chosen := self._chosen():
            from mlexplain.tui.screens.browser import BrowserScreen

            self.app.push_screen(BrowserScreen(chosen.rule))

    def action_copy_fix(self) -> None:
        """The first fix alone: its command, else its code."""
        chosen = self._chosen()
        first = chosen.fixes[0] if chosen and chosen.fixes else None
        if first is None:
            self.notify("There is no fix to copy.")
            return
        self.app.copy_to_clipboard((first.command or first.after or first.text).strip("\n"))
        self.notify("Copied, if your terminal allows it; w writes a file instead.")

    def markdown(self) -> str:
        if self._report is None:
            return ""
        from mlexplain.show import markdown

        return markdown.trace([Diagnosed("the paste", self._report)])


def _first_line(report: TraceReport) -> int:
    """Where the root cause stands in the log."""
    first: list[Diagnosis | Unrecognised] = [*report.diagnoses[:1], *report.unrecognised[:1]]
    return (first[0].lines[0] if first else 0) or 1


def _strip(report: TraceReport) -> str:
    """Which ranks failed, the first of them in front."""
    ranks = sorted({rank for d in report.diagnoses for rank in d.ranks})
    if len(ranks) < 2:
        return ""
    first = report.diagnoses[0].ranks
    return f"first: {place(first)}   all: {place(tuple(ranks))}"


def _line(entry: Diagnosis | Unrecognised) -> str:
    mark = _MARKS.get(getattr(entry, "role", "cause"), "✗")
    title = getattr(entry, "title", None) or f"{entry.exception}: {entry.message}"
    where = f"  {place(entry.ranks)}" if getattr(entry, "ranks", ()) else ""
    return f"{mark} {one_line(title, 70)}{where}"
