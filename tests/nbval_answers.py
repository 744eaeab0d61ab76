"""A pytest plugin: nbval compares the answers to predictions too, which lie beside the lessons.

They are stored apart (see tools/answers.py), and nbval does not compare a cell that was not run.
The pixels of matplotlib's figures are not compared, as they are not in an image/png.
"""

from functools import lru_cache

FIGURE = r'src="data:image/svg\+xml,[^"]*data:image/png;[^"]*"'  # see w2vlib.plots.show


@lru_cache
def code_cells(path):
    """Those of the notebook with its answers."""
    from run_notebooks import read

    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def pytest_itemcollected(item):
    if type(item).__name__ == "IPyNbCell":  # of nbval, which need not be there
        item.parent.sanitize_patterns[FIGURE] = 'src="a figure"'
        item.cell.update(code_cells(item.path)[item.cell_num])
