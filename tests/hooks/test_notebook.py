"""`%load_ext mlexplain` in a real Jupyter kernel."""

from __future__ import annotations

from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")


def run_cells(*cells: str, folder: Path) -> list[str]:
    """All text that each cell put out."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    client = nbclient.NotebookClient(
        notebook, allow_errors=True, timeout=120, resources={"metadata": {"path": str(folder)}}
    )
    client.execute()
    return [
        "".join(o.get("text", "") + "\n".join(o.get("traceback", [])) for o in cell.outputs)
        for cell in notebook.cells
    ]


def test_an_error_in_a_cell_is_explained_below_its_traceback(tmp_path: Path) -> None:
    outputs = run_cells(
        "%load_ext mlexplain",
        "import torch\nx = torch.zeros(2, 3)\nfc = torch.nn.Linear(5, 4)\nfc(x)",
        "print('goes on')",
        "%unload_ext mlexplain",
        "fc(x)",
        folder=tmp_path,
    )
    assert "mat1 and mat2 shapes" in outputs[1]
    assert "shape-matmul" in outputs[1]
    assert "`x` is 2×3, `fc.weight` expects 5" in outputs[1]
    assert outputs[2] == "goes on\n"
    assert "mat1 and mat2 shapes" in outputs[4]
    assert "shape-matmul" not in outputs[4]
