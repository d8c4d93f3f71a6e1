"""The keys that work now, in one line at the bottom; each can be clicked.

Textual's own footer is a widget for each key, all styled anew whenever the focus moves: that took
longer than a diagnosis.
"""

from __future__ import annotations

from textual.content import Content
from textual.style import Style
from textual.widgets import Static


class Keys(Static):
    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self._show())
        self._show()

    def _show(self) -> None:
        parts: list[Content] = []
        for key, active in self.screen.active_bindings.items():
            bound = active.binding
            if bound.show and bound.description and active.enabled:
                click = Style.from_meta({"@click": f"app.simulate_key({key!r})"})
                label = Content.assemble(
                    (f" {self.app.get_key_display(bound)} ", "bold $accent"), bound.description
                )
                parts.append(label.stylize(click))
        unique = {part.plain.split(" ", 2)[-1]: part for part in reversed(parts)}
        self.update(Content(" ").join(reversed(unique.values())))
