"""Device-placement findings of pasted code, and the code mended."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Label, OptionList, TextArea

from mlexplain.read.secrets import mask
from mlexplain.show.visible import one_line, visible
from mlexplain.tui.aside import aside
from mlexplain.tui.screens.answer import AnswerScreen, Block
from mlexplain.tui.widgets.choices import Choices
from mlexplain.tui.widgets.keys import Keys
from mlexplain.tui.widgets.source import SourcePane, part_of

if TYPE_CHECKING:
    from mlexplain.report import Finding


class CheckScreen(AnswerScreen):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "fix", "Fix what is safe"),
        Binding("y", "copy_block", "Copy the code"),
        Binding("l", "code", "Code"),
    ]

    def __init__(self, code: str) -> None:
        super().__init__()
        self._code = code
        self._findings: list[Finding] = []

    def compose(self) -> ComposeResult:
        yield Label("Checking …", id="progress", markup=False)
        with Horizontal():
            yield SourcePane(part_of(self._code), "The code")
            yield Choices("findings")
        yield Keys()

    def on_mount(self) -> None:
        self._check()

    @aside
    def _check(self) -> None:
        from mlexplain.check.source import check_source

        try:
            findings = check_source(self._code, path="<pasted>")
        except (SyntaxError, ValueError) as error:
            self.app.call_from_thread(self._cannot, error)
            return
        self.app.call_from_thread(self._show, findings)

    def failed(self, error: BaseException) -> None:
        super().failed(error)
        self.query_one("#progress", Label).update("No answer; the paste is one Esc back.")

    def _cannot(self, error: Exception) -> None:
        self.query_one("#progress", Label).update(
            f"This code cannot be checked: {one_line(str(error))}"
        )

    def _show(self, findings: list[Finding]) -> None:
        self._findings = findings
        count = len(findings)
        fixable = sum(f.remedy is not None and f.remedy.safe for f in findings)
        strip = f"{count} finding{'s' if count != 1 else ''}, {fixable} can be mended by f"
        self.query_one("#progress", Label).update(strip if count else "Nothing found.")
        listed = self.query_one(Choices)
        listed.show(map(_line, findings))
        listed.focus()
        if findings:
            self._mark(findings[0])

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        self._mark(self._findings[event.option_index])

    def _mark(self, found: Finding) -> None:
        self.query_one(SourcePane).mark((found.line, found.end_line))

    def on_text_area_selection_changed(self, event: TextArea.SelectionChanged) -> None:
        """The cursor in the code chooses the finding of its line."""
        pane = event.text_area
        if not isinstance(pane, SourcePane) or self.focused is not pane:
            return
        for index, found in enumerate(self._findings):
            if found.line <= pane.line <= found.end_line:
                self.query_one(Choices).choose(index)
                return

    @aside
    def action_fix(self) -> None:
        from mlexplain.check.fix import fixed
        from mlexplain.check.source import check_source

        data = self._code.encode()
        mended = fixed(
            data, self._findings, "<pasted>", lambda d: check_source(d.decode(), path="<pasted>")
        )
        if mended == data:
            said = "Nothing here can be mended safely without you."
            self.app.call_from_thread(self.notify, said)
        else:
            self.app.call_from_thread(self._mended, mended.decode())

    def _mended(self, code: str) -> None:
        self._code = code
        self.query_one(SourcePane).show_part(part_of(code))
        self._check()

    def action_code(self) -> None:
        pane = self.query_one(SourcePane)
        (self.query_one("#findings") if self.focused is pane else pane).focus()

    def block(self) -> Block:
        """The code as it is now, to go on with: its own secrets stay in it."""
        return Block("the code", self._code, ".py")

    def text(self) -> str:
        from mlexplain.report import CheckReport
        from mlexplain.show import findings

        lines = self._code.splitlines()
        report = CheckReport(tuple(self._findings), files=1)
        return mask(findings.text(report, lambda _: lines))

    def markdown(self) -> str:
        from mlexplain.show import markdown

        lines = [f"- line {f.line}: **{f.kind}** ({f.code}): {f.message}" for f in self._findings]
        return mask("\n".join([*lines, "", markdown.block(self._code, "python"), ""]))


def _line(found: Finding) -> str:
    return f"line {found.line} · {found.code} {found.kind}\n{visible(found.message)}\n"
