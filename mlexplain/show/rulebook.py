"""The rule book for reading: what there is, and one page of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlexplain.resources import rules_dir
from mlexplain.show.ansi import Painter
from mlexplain.show.visible import one_line

_CHECK_GROUP = "check"
_FRONT = re.compile(r"\A\+\+\+\n(.*?)^\+\+\+\n", re.S | re.M)


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule, as the list and the page show it."""

    group: str
    slug: str
    title: str
    page: str
    code: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return {"slug": self.slug, "group": self.group, "code": self.code, "title": self.title}


def entries(extra: Path | None = None) -> list[Entry]:
    """The rules of `trace`, then the kinds of `check`. Raises RuleError for a malformed file."""
    from mlexplain.diagnose import book

    errors = [Entry(r.group, r.slug, _title(r.title), r.page) for r in book.load(extra).rules]
    return sorted(errors, key=lambda e: (e.group, e.slug)) + list(_check_kinds())


def groups(extra: Path | None = None) -> dict[str, list[Entry]]:
    listed: dict[str, list[Entry]] = {}
    for entry in entries(extra):
        listed.setdefault(entry.group, []).append(entry)
    return listed


def listing(listed: dict[str, list[Entry]], color: bool = False) -> str:
    """Groups with their rules, one line each."""
    paint = Painter(color)
    width = max((len(_label(e)) for group in listed.values() for e in group), default=0)
    lines: list[str] = []
    for group, found in listed.items():
        lines.append(paint(group, "bold"))
        lines += [f"  {paint(f'{_label(e):<{width}}', 'cyan')}  {one_line(e.title)}" for e in found]
        lines.append("")
    count = sum(map(len, listed.values()))
    lines.append(f"{count} rules; `mlexplain rule SLUG` shows a page.")
    return "\n".join(lines) + "\n"


def concept_names() -> list[str]:
    from mlexplain.diagnose import book

    return list(book.concepts())


def concept_page(name: str) -> str | None:
    """A concept's page, found by its name or one of its aliases."""
    from mlexplain.diagnose import book

    wanted = name.lower().replace(" ", "-")
    for slug, path in book.concepts().items():
        front, page = _split(path.read_text(encoding="utf-8"))
        if wanted == slug or wanted in front.get("aliases", ()):
            return _titled(front, slug, page)
    return None


def _check_kinds() -> Iterator[Entry]:
    for path in sorted((rules_dir() / _CHECK_GROUP).glob("*.md")):
        front, page = _split(path.read_text(encoding="utf-8"))
        if "code" in front:
            title = front.get("title", path.stem)
            shown = _titled(front, path.stem, page)
            yield Entry(_CHECK_GROUP, path.stem, title, shown, front["code"])


def _split(text: str) -> tuple[dict[str, Any], str]:
    """Front matter and page of a file of rules/."""
    from mlexplain.toml import tomllib

    front = _FRONT.match(text)
    if front is None:
        return {}, text
    return tomllib.loads(front[1]), text[front.end() :]


def _titled(front: dict[str, Any], slug: str, page: str) -> str:
    title = front.get("title", slug)
    links = [f"- <{link}>" for link in front.get("docs", ()) if link not in page]
    more = "\n\n## Read more\n\n" + "\n".join(links) if links else ""
    return f"# {title}\n\n{page.strip()}{more}\n"


def _title(title: str) -> str:
    """A title without the slots that only a log can fill."""
    return re.sub(r"\s*\{[^}]*\}", " …", title)


def _label(entry: Entry) -> str:
    return f"{entry.code} {entry.slug}" if entry.code else entry.slug
