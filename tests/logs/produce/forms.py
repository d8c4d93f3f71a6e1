"""What mail, containers and launchers do to a log on its way into a paste."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable

Dress = Callable[[str], str]


def each(prefix: str) -> Dress:
    """Put the same words before every line, as torchrun, compose and kubectl do."""
    return lambda log: "".join(f"{prefix}{line}\n" for line in log.splitlines())


def ranks(count: int, style: str = "[rank{}]: ") -> Dress:
    """Every rank prints the same log; lines of the ranks alternate in small runs."""

    def dress(log: str) -> str:
        lines = log.splitlines()
        out, step = [], 7
        for start in range(0, len(lines), step):
            for rank in range(count):
                out += [style.format(rank) + line for line in lines[start : start + step]]
        return "\n".join(out) + "\n"

    return dress


def stamped(start: str = "2024-03-11T09:14:{:02d}.{:06d}Z ", step: int = 713) -> Dress:
    """`kubectl logs --timestamps` and `docker logs -t`."""

    def dress(log: str) -> str:
        out, t = [], 2_000_413
        for line in log.splitlines():
            out.append(start.format(t // 1_000_000 % 60, t % 1_000_000) + line)
            t += step
        return "\n".join(out) + "\n"

    return dress


def build_step(step: int = 12) -> Dress:
    """BuildKit's plain progress."""

    def dress(log: str) -> str:
        out = [f"#{step} {0.4 + i * 0.013:.3f} {line}".rstrip() for i, line in enumerate(log.splitlines())]
        return "\n".join(out) + "\n"

    return dress


def mail(width: int = 76, quote: str = "") -> Dress:
    """Hard-wrapped at a width, as mail clients and forum editors do; continuation lines lose their indentation."""

    def dress(log: str) -> str:
        out = []
        for line in log.splitlines():
            parts = textwrap.wrap(
                line, width, break_long_words=False, break_on_hyphens=False, drop_whitespace=True
            ) or [""]
            out += [quote + p for p in parts]
        return "\n".join(out) + "\n"

    return dress


def last(count: int, lead: str = "") -> Dress:
    """Only the end of the log was pasted."""
    return lambda log: lead + "\n".join(log.splitlines()[-count:]) + "\n"


def first(count: int, cut: int = 0) -> Dress:
    """The end of the log is missing; `cut` characters of the last line too."""

    def dress(log: str) -> str:
        text = "\n".join(log.splitlines()[:count])
        return text[: len(text) - cut] if cut else text + "\n"

    return dress


def without_indent(log: str) -> str:
    """Chat programs and translators strip leading blanks."""
    return "\n".join(line.lstrip() for line in log.splitlines()) + "\n"


def fenced(before: str = "", after: str = "", language: str = "") -> Dress:
    """A code fence in an issue or a chat message."""
    return lambda log: f"{before}\n```{language}\n{log.rstrip()}\n```\n{after}\n"


def both(*dresses: Dress) -> Dress:
    def dress(log: str) -> str:
        for one in dresses:
            log = one(log)
        return log

    return dress


def crlf(log: str) -> str:
    """A log copied from a Windows console."""
    return log.replace("\n", "\r\n")


def journal(unit: str, host: str = "gpu01", pid: int = 22170) -> Dress:
    """`journalctl -u unit`."""
    return each(f"Mar 11 09:14:02 {host} {unit}[{pid}]: ")


FRENCH = {
    "Traceback (most recent call last):": "Traceback (dernier appel le plus récent) :",
    "During handling of the above exception, another exception occurred:": "Lors de la gestion de l’exception ci-dessus, une autre exception s’est produite :",
}


def french(log: str) -> str:
    """A translator turned the frame words and took the indentation."""
    for english, other in FRENCH.items():
        log = log.replace(english, other)
    log = re.sub(r'File "([^"]+)", line (\d+), in (\S+)', r"Fichier “\1”, ligne \2, dans \3", log)
    return without_indent(log)


def after_progress(log: str) -> str:
    """A progress bar overprinted itself before the error."""
    bar = "".join(f"\rEpoch 1:  {p:2d}%|{'█' * (p // 10):<10}| {p * 4}/400 [00:{p:02d}<00:{99 - p:02d},  4.1it/s]" for p in range(0, 40, 3))
    return bar + "\n" + log
