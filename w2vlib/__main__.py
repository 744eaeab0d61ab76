"""`python -m w2vlib`: what is installed, what is missing, what to do. Ends with 1 on a failure."""

import sys
from importlib import metadata

from w2vlib import __version__
from w2vlib.setup.doctor import check_installation

SHOWN = (
    ("numpy", "numba", "matplotlib", "tqdm"),
    ("jupyterlab", "ipykernel", "ipywidgets", "jupyterlab_widgets", "anywidget"),
)


def installed(name: str) -> str:
    try:
        return f"{name} {metadata.version(name)}"
    except metadata.PackageNotFoundError:
        return f"{name}: not installed"
    except Exception:  # half of a package's record: what that means, the checks say
        return f"{name}: damaged"


def main() -> int:
    """Print the report; return the code to end with."""
    if sys.argv[1:]:
        print(f"python -m w2vlib takes no arguments, got {' '.join(sys.argv[1:])}\n")
    print(f"w2vlib {__version__} on Python {sys.version.split()[0]}, {sys.executable}")
    for names in SHOWN:
        print("  " + ", ".join(map(installed, names)))
    print()
    good = check_installation()
    print("\nAll is well." if good else "\nNot ready: see the lines that begin with FAILED.")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
