"""Rules and concepts in the command palette: type a part of a name, read the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from textual.command import DiscoveryHit, Hit, Hits, Provider

from mlexplain.resources import rules_dir


def pages() -> dict[str, Path]:
    """All pages by name."""
    folder = rules_dir()
    found = {p.stem: p for p in sorted(folder.glob("*/*.md")) if p.parent.name != "code"}
    return {name: path for name, path in found.items() if name != "README"}


def page_of(path: Path) -> str:
    """The page of a rule file, without its front matter."""
    text = path.read_text("utf-8")
    if text.startswith(("+++", "---")):
        return text.split(text[:3], 2)[2].lstrip()
    return text


class Pages(Provider):
    """Searches the rule book."""

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for name, path in pages().items():
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, matcher.highlight(name), self._shower(path), help=path.parent.name)

    async def discover(self) -> Hits:
        for name, path in list(pages().items())[:8]:
            yield DiscoveryHit(name, self._shower(path), help=path.parent.name)

    def _shower(self, path: Path) -> Callable[[], object]:
        from mlexplain.tui.screens.page import PageScreen

        return partial(self._show, PageScreen, path)

    def _show(self, screen: type, path: Path) -> None:
        self.app.push_screen(screen(page_of(path)))
