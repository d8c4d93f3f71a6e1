"""What the text displays draw on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

PROSE_WIDTH = 100
"""Prose wider than this is hard to read, however wide the terminal."""


class Surface(NamedTuple):
    width: int = 80
    color: bool = False

    def console(self, **options: object) -> Console:
        """A console that takes text literally: no markup, no emoji codes, no highlighting."""
        import io

        from rich.console import Console

        settings: dict[str, object] = {
            "file": io.StringIO(),
            "width": self.width,
            "force_terminal": self.color,
            "color_system": "standard" if self.color else None,
            "no_color": not self.color,
            "markup": False,
            "emoji": False,
            "highlight": False,
            "legacy_windows": False,
        }
        return Console(**{**settings, **options})  # type: ignore[arg-type]

    def draw(self, *renderables: RenderableType) -> str:
        """The renderables as text; no spaces at line ends, no escape codes without colour.

        What says `overflow="ignore"` (a link) stays on one line, however long.
        """
        console = self.console()
        with console.capture() as capture:
            for renderable in renderables:
                whole = getattr(renderable, "overflow", None) == "ignore"
                console.print(renderable, soft_wrap=whole)
        lines = capture.get().split("\n")
        return "\n".join(line.rstrip() for line in lines)
