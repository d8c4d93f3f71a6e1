"""Facts that rules may ask for by name, read out of a failure and what stands around it.

Each module of the rooms here reads one kind; `readers` says which. Facts hold values only, never prose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from mlexplain.diagnose.facts.readers import MODULE_OF, READERS
from mlexplain.diagnose.facts.scene import Scene

ENTITIES = frozenset(
    ["devices", "dtypes", "shapes", "sizes", "ranks", "versions", "paths", "names", "operations"]
)
"""What spaCy reads in a message (`rules/entities.toml`)."""


class Facts(Mapping[str, Any]):
    """Everything known about one diagnosed failure; each kind is read when first asked for.

    What the match states wins over what the grammar read, that over what is derived.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._stated: dict[str, Any] = dict(scene.failure.facts) | dict(scene.stated)
        self._derived: dict[str, Any] = {}

    def get(self, name: str, default: Any = None) -> Any:
        if self._stated.get(name) is not None:
            return self._stated[name]
        if name not in self._derived:
            module = MODULE_OF.get(name)
            self._derived[name] = None
            if module is not None:
                read = import_module(f"mlexplain.diagnose.facts.{module}").read
                self._derived |= read(self.scene, self)
            elif name in ENTITIES and self.scene.entities is not None:
                self._derived |= self.scene.entities()
        value = self._derived.get(name)
        return default if value is None else value

    def __getitem__(self, name: str) -> Any:
        value = self.get(name)
        if value is None:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._stated)

    def __len__(self) -> int:
        return len(self._stated)


__all__ = ["ENTITIES", "MODULE_OF", "READERS", "Facts", "Scene"]
