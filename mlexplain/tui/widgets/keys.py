"""The keys that work now, in one line at the bottom; each can be clicked.

Textual's own footer is a widget for each key, all styled anew whenever the focus moves: that took
longer than a diagnosis. And it cuts off what does not fit; here the first ones of a screen stay,
with the way back and to the help.
"""

from __future__ import annotations

from collections.abc import Iterator

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static


class Keys(Static):
    def on_mount(self) -> None:
        self._places: list[tuple[int, int, str]] = []
        """Where each key stands: first column, the one after its last, key."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self._show())
        self._show()

    def on_resize(self) -> None:
        self._show()

    def _show(self) -> None:
        line, self._places = Content(""), []
        for binding in self._by_importance():
            name = self.app.get_key_display(binding)
            label = Content.assemble((f" {name} ", "bold $accent"), f"{binding.description} ")
            if len(line) + len(label) > self.app.size.width:
                break
            self._places.append((len(line), len(line) + len(label), binding.key))
            line = line + label
        self.update(line)

    def _by_importance(self) -> list[Binding]:
        """The way back, the help, then the screen's own keys before those that all screens have."""
        shown: dict[str, Binding] = {}
        for binding in self._bindings_in_order():
            if binding.show and binding.description:
                shown.setdefault(binding.description, binding)
        order = [shown.pop("Back")] if "Back" in shown else []
        helping = [shown.pop("Help")] if "Help" in shown else []
        order += shown.values()
        return order[:1] + helping + order[1:]

    def _bindings_in_order(self) -> Iterator[Binding]:
        """As the classes name them, what is derived first; only those that work now."""
        active = {
            (a.binding.key, a.binding.action): a.binding
            for a in self.screen.active_bindings.values()
            if a.enabled
        }
        for node in (self.screen, self.app):
            for owner in type(node).__mro__:
                for named in Binding.make_bindings(vars(owner).get("BINDINGS", ())):
                    if found := active.get((named.key, named.action)):
                        yield found

    def on_click(self, event: events.Click) -> None:
        for first, end, key in self._places:
            if first <= event.x < end:
                self.app.simulate_key(key)
