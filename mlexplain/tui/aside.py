"""Work beside the screen: in a thread, and a crash in it is a message, not the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from textual import work
from textual.worker import Worker, WorkerState

if TYPE_CHECKING:
    from textual.app import App

Method = TypeVar("Method", bound=Callable[..., Any])


def aside(method: Method) -> Method:
    """Run a method of an `Unbroken` in a thread. Called again, it cancels its last run."""
    name = method.__name__
    # Without a description Textual would make one of all arguments, also of those of 5 MB.
    run = work(thread=True, exclusive=True, group=name, description=name, exit_on_error=False)
    return run(method)  # type: ignore[return-value]


class Unbroken:
    """What goes on when its work crashes."""

    if TYPE_CHECKING:
        app: App[Any]

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.failed(event.worker.error)

    def failed(self, error: BaseException) -> None:
        """Say that the work went wrong; the paste is still there, one key back."""
        self.app.notify(
            f"{type(error).__name__}: {error}",
            title="This went wrong",
            severity="error",
            markup=False,
        )
