"""Device-placement findings of pasted code, and the code mended."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Label, ListItem, ListView, Static

from mlexplain.show.visible import one_line, visible
from mlexplain.tui.screens.answer import AnswerScreen
from mlexplain.tui.widgets.keys import Keys
from mlexplain.tui.widgets.source import SourcePane, part_of

if TYPE_CHECKING:
    from mlexplain.report import Finding


class CheckScreen(AnswerScreen):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "fix", "Fix what is safe"),
        Binding("y", "copy_code", "Copy the code"),
    ]

    def __init__(self, code: str) -> None:
        super().__init__()
        self._code = code
        self._findings: list[Finding] = []

    def compose(self) -> ComposeResult:
        yield Label("Checking …", id="strip", markup=False)
        with Horizontal():
            yield SourcePane(part_of(self._code), "The code")
            yield ListView(id="findings")
        yield Keys()

    def on_mount(self) -> None:
        self._check()

    @work(thread=True, exclusive=True)
    def _check(self) -> None:
        from mlexplain.check.source import check_source

        try:
            findings = check_source(self._code, path="<pasted>")
        except (SyntaxError, ValueError) as error:
            self.app.call_from_thread(self._cannot, error)
            return
        self.app.call_from_thread(self._show, findings)  # type: ignore[arg-type]

    def _cannot(self, error: Exception) -> None:
        self.query_one("#strip", Label).update(
            f"This code cannot be checked: {one_line(str(error))}"
        )

    async def _show(self, findings: list[Finding]) -> None:
        self._findings = findings
        count = len(findings)
        fixable = sum(f.remedy is not None and f.remedy.safe for f in findings)
        strip = f"{count} finding{'s' if count != 1 else ''}, {fixable} can be mended by f"
        self.query_one("#strip", Label).update(strip if count else "Nothing found.")
        listed = self.query_one("#findings", ListView)
        await listed.clear()
        for found in findings:
            head = f"line {found.line} · {found.code} {found.kind}"
            text = f"{head}\n{visible(found.message)}"
            await listed.append(ListItem(Static(text, markup=False)))
        listed.index = 0 if findings else None
        listed.focus()

    def on_list_view_highlighted(self, event: ListView.Highlighted) -> None:
        if event.list_view.index is not None and event.list_view.index < len(self._findings):
            found = self._findings[event.list_view.index]
            self.query_one(SourcePane).mark((found.line, found.end_line))

    def action_fix(self) -> None:
        from mlexplain.check.fix import fixed
        from mlexplain.check.source import check_source

        data = self._code.encode()
        mended = fixed(
            data, self._findings, "<pasted>", lambda d: check_source(d.decode(), path="<pasted>")
        )
        if mended == data:
            self.notify("Nothing here can be mended safely without you.")
            return
        self._code = mended.decode()
        self.query_one(SourcePane).load_text(visible(self._code))
        self._check()

    def action_copy_code(self) -> None:
        self.app.copy_to_clipboard(self._code)
        self.notify("Copied, if your terminal allows it; w writes a file instead.")

    def markdown(self) -> str:
        lines = [f"- line {f.line}: **{f.kind}** ({f.code}): {f.message}" for f in self._findings]
        from mlexplain.read.secrets import mask

        return mask("\n".join([*lines, "", "```python", self._code.rstrip("\n"), "```", ""]))
