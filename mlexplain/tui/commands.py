"""Rules and concepts in the command palette: type a part of a name, and the rule book opens there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from mlexplain.resources import rules_dir

_OFFERED = 8


class Pages(Provider):
    """Searches the names in the rule book."""

    async def startup(self) -> None:
        files = sorted(rules_dir().glob("*/*.md"))
        self._groups = {p.stem: p.parent.name for p in files if p.parent.name != "code"}
        """The group that each name is of; code idioms have no page."""

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for name, group in self._groups.items():
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, matcher.highlight(name), self._opener(name), help=group)

    async def discover(self) -> Hits:
        for name in list(self._groups)[:_OFFERED]:
            yield DiscoveryHit(name, self._opener(name), help=self._groups[name])

    def _opener(self, name: str) -> Callable[[], object]:
        return partial(self.app.run_action, f"browse({name!r})")
