"""A diagnosis: the root cause first, the log beside it, each leading to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.console import Group, RenderableType
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Label, Static, TextArea

from mlexplain.report import Diagnosis
from mlexplain.show import text as shown
from mlexplain.show.logs import Diagnosed, place
from mlexplain.show.ranks import Entry, Told, views
from mlexplain.show.surface import Surface
from mlexplain.show.visible import one_line
from mlexplain.tui.aside import aside
from mlexplain.tui.screens.answer import AnswerScreen, Block
from mlexplain.tui.widgets.choices import Choices
from mlexplain.tui.widgets.keys import Keys
from mlexplain.tui.widgets.ranks import RankStrip
from mlexplain.tui.widgets.source import Part, SourcePane, part_of

if TYPE_CHECKING:
    from mlexplain.report import Fix, TraceReport

_MARKS = {"cause": "✗", "consequence": "↳", "wrapper": "↳", "warning": "!"}


class DiagnosisScreen(AnswerScreen):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy_block", "Copy the fix"),
        Binding("n", "next_ranks", "Next rank"),
        Binding("p", "next_ranks(-1)", "Previous rank", show=False),
        Binding("v", "verbose", "All fixes"),
        Binding("l", "log", "Log"),
        Binding("r", "rule", "Rule's page"),
    ]

    def __init__(self, text: str) -> None:
        super().__init__()
        self._pasted = text
        self._report: TraceReport | None = None
        self._told: list[Told] = []
        """The whole log, then its ranks where they differ."""
        self._ranks = 0
        """Which of them is shown."""
        self._verbose = False
        self._fix = 0
        """Which fix of the chosen diagnosis was copied last, from 1 on."""

    def compose(self) -> ComposeResult:
        yield Label("Reading the log …", id="progress", markup=False)
        ranks = RankStrip(id="ranks")
        ranks.display = False
        yield ranks
        with Horizontal():
            with Vertical(id="answer"):
                with VerticalScroll(id="card"):
                    yield Static("", id="text", markup=False)
                found = Choices("entries")
                found.display = False
                yield found
            yield SourcePane(Part(""), "The log")
        yield Keys()

    def on_mount(self) -> None:
        self._diagnose()

    @aside
    def _diagnose(self) -> None:
        from mlexplain.diagnose.log import diagnose_log
        from mlexplain.show.masking import masked

        report = masked(diagnose_log(self._pasted))
        part = part_of(self._pasted, _first_line(report))
        self.app.call_from_thread(self._show, report, part)

    def failed(self, error: BaseException) -> None:
        super().failed(error)
        self.query_one("#progress", Label).update("No diagnosis; the paste is one Esc back.")

    def _show(self, report: TraceReport, part: Part) -> None:
        self._report = report
        self._told = views(report)
        self.query_one("#progress", Label).display = False
        self.query_one(SourcePane).show_part(part)
        self.action_ranks(0)
        entries = self.query_one("#entries")
        (entries if entries.display else self.query_one("#card")).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "next_ranks" or len(self._told) > 1

    def action_next_ranks(self, step: int = 1) -> None:
        self.action_ranks((self._ranks + step) % len(self._told))

    def action_ranks(self, number: int) -> None:
        """Show what some ranks tell; 0 for the whole log."""
        self._ranks = number
        self.query_one(RankStrip).show(self._told, number)
        entries = self.query_one(Choices)
        entries.show(map(_line, self._entries))
        entries.display = len(self._entries) > 1
        self.refresh_bindings()
        self._select()

    @property
    def _entries(self) -> tuple[Entry, ...]:
        return self._told[self._ranks].entries if self._told else ()

    @property
    def _chosen(self) -> Entry | None:
        index = self.query_one(Choices).highlighted or 0
        return self._entries[index] if index < len(self._entries) else None

    def _select(self) -> None:
        """Show the card of what is chosen, and its lines."""
        self._fix = 0
        entry = self._chosen
        self.query_one("#text", Static).update(self._card(entry))
        self.query_one("#card").scroll_home(animate=False)
        if entry is not None and entry.lines[0]:
            self.query_one(SourcePane).mark(entry.lines)

    def _card(self, entry: Entry | None) -> RenderableType:
        assert self._report is not None
        if entry is None:
            return "No error found in this text."
        if self._ranks == 0 and entry is self._entries[0] and not self._verbose:
            return Group(*shown.cards(self._report))
        if isinstance(entry, Diagnosis):
            return Group(*shown.diagnosis(entry, True))
        return Group(*shown.unrecognised(entry, True))

    def on_option_list_option_highlighted(self) -> None:
        if self._report is not None:
            self._select()

    def on_text_area_selection_changed(self, event: TextArea.SelectionChanged) -> None:
        """The cursor in the log chooses the diagnosis that its line belongs to."""
        if not isinstance(event.text_area, SourcePane) or self.focused is not event.text_area:
            return
        line = event.text_area.line
        for index, entry in enumerate(self._entries):
            if entry.lines[0] <= line <= entry.lines[1]:
                entries = self.query_one(Choices)
                if entries.highlighted != index:
                    entries.choose(index)
                    self.query_one("#text", Static).update(self._card(entry))
                return

    def action_verbose(self) -> None:
        self._verbose = not self._verbose
        if self._report is not None:
            self._select()

    def action_log(self) -> None:
        pane = self.query_one(SourcePane)
        (self.query_one("#card") if self.focused is pane else pane).focus()

    def action_rule(self) -> None:
        if isinstance(self._chosen, Diagnosis):
            from mlexplain.tui.screens.browser import BrowserScreen

            self.app.push_screen(BrowserScreen(self._chosen.rule))

    def action_copy_block(self) -> None:
        """Copy the first fix; again, the next one."""
        self._fix += 1
        super().action_copy_block()

    def block(self) -> Block | None:
        """One fix of what is chosen: its command, else its code, else its words."""
        fixes: tuple[Fix, ...] = getattr(self._chosen, "fixes", ())
        if not fixes:
            return None
        number = max(self._fix - 1, 0) % len(fixes)
        name = f"fix {number + 1} of {len(fixes)}" if len(fixes) > 1 else "the fix"
        fix = fixes[number]
        text = (fix.command or fix.after or fix.text).strip("\n")
        return Block(name, text, ".sh" if fix.command else ".py" if fix.after else ".txt")

    def text(self) -> str:
        return shown.trace([Diagnosed("-", self._report)], Surface()) if self._report else ""

    def markdown(self) -> str:
        if self._report is None:
            return ""
        from mlexplain.show import markdown

        return markdown.trace([Diagnosed("the paste", self._report)])


def _first_line(report: TraceReport) -> int:
    """Where the root cause stands in the log."""
    entries: list[Entry] = [*report.diagnoses[:1], *report.unrecognised[:1]]
    return (entries[0].lines[0] if entries else 0) or 1


def _line(entry: Entry) -> str:
    """One row of the list: its part in the story, its title, its ranks."""
    mark, title = "✗", f"{entry.exception}: {entry.message}"
    if isinstance(entry, Diagnosis):
        mark, title = _MARKS[entry.role], entry.title
    return f"{mark} {one_line(title, 70)}  {place(entry.ranks)}".rstrip()
