"""The rule book and its concepts: search on one side, the page on the other."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Markdown, OptionList
from textual.widgets.option_list import Option

from mlexplain.tui.aside import aside
from mlexplain.tui.screens.answer import AnswerScreen
from mlexplain.tui.widgets.keys import Keys

_CONCEPT = "concept"


class BrowserScreen(AnswerScreen):
    """`slug` is the rule whose page is open at first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search"),
        Binding("down", "list", show=False),
    ]

    def __init__(self, slug: str = "") -> None:
        super().__init__()
        self._slug = slug
        self._pages: dict[str, tuple[str, str]] = {}
        """By `group/slug`: what the list shows, and the page."""
        self._page = ""

    def compose(self) -> ComposeResult:
        with Horizontal():
            with Vertical(id="index"):
                yield Input(placeholder="Search rules and concepts", id="search")
                yield OptionList(id="found", markup=False)
            with VerticalScroll(id="page"):
                yield Markdown(open_links=False)
        yield Keys()

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        self._load()

    @aside
    def _load(self) -> None:
        from mlexplain.show import rulebook

        pages = {
            f"{e.group}/{e.slug}": (f"{e.code or ''} {e.slug}  {e.title}".strip(), e.page)
            for e in rulebook.entries()
        }
        for name in rulebook.concept_names():
            pages[f"{_CONCEPT}/{name}"] = (name, rulebook.concept_page(name) or "")
        self.app.call_from_thread(self._loaded, pages)

    def _loaded(self, pages: dict[str, tuple[str, str]]) -> None:
        self._pages = pages
        self._list()

    def on_input_changed(self) -> None:
        self._list()

    def _list(self) -> None:
        """What names all the words; then what only mentions them in its page."""
        words = self.query_one(Input).value.lower().split()
        named, mentioned = [], []
        for key, (label, page) in self._pages.items():
            if all(word in f"{key} {label}".lower() for word in words):
                named.append(key)
            elif all(word in page.lower() for word in words):
                mentioned.append(key)
        found = self.query_one(OptionList)
        found.clear_options()
        keys = named + mentioned
        found.add_options([Option(f"{k.split('/')[0]}: {self._pages[k][0]}", id=k) for k in keys])
        if keys:
            wanted = [i for i, key in enumerate(keys) if key.endswith(f"/{self._slug}")]
            found.highlighted = wanted[0] if wanted and not words else 0

    async def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_id in self._pages:
            self._page = self._pages[event.option_id][1]
            await self.query_one(Markdown).update(self._page)
            self.query_one("#page").scroll_home(animate=False)

    def on_option_list_option_selected(self) -> None:
        self.query_one("#page").focus()

    def on_input_submitted(self) -> None:
        self.query_one("#page").focus()

    def action_search(self) -> None:
        self.query_one(Input).focus()

    def action_list(self) -> None:
        self.query_one(OptionList).focus()

    def markdown(self) -> str:
        return self._page
