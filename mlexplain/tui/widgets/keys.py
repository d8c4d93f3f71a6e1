"""The keys that work now, in one line at the bottom; each can be clicked.

Textual's own footer is a widget for each key, all styled anew whenever the focus moves: that took
longer than a diagnosis.
"""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.widgets import Static

_HELP = "f1"


class Keys(Static):
    def on_mount(self) -> None:
        self._places: list[tuple[int, int, str]] = []
        """Where each key stands: first column, the one after its last, key."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self._show())
        self._show()

    def _show(self) -> None:
        shown: dict[str, tuple[str, str]] = {}
        for key, active in self.screen.active_bindings.items():
            bound = active.binding
            if bound.show and bound.description and active.enabled:
                shown.setdefault(bound.description, (key, self.app.get_key_display(bound)))
        # Where the line is too narrow for all, the way to the rest is seen.
        order = sorted(shown.items(), key=lambda item: item[1][0] != _HELP)
        line, self._places = Content(""), []
        for description, (key, name) in order[1:2] + order[:1] + order[2:]:
            label = Content.assemble((f" {name} ", "bold $accent"), f"{description} ")
            self._places.append((len(line), len(line) + len(label), key))
            line = line + label
        self.update(line)

    def on_click(self, event: events.Click) -> None:
        for first, end, key in self._places:
            if first <= event.x < end:
                self.app.simulate_key(key)
