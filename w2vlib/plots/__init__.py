"""The pictures of the course: pure functions from a state to a drawing, one file a lesson."""

from __future__ import annotations


def show(fig, alt: str) -> None:
    """Show a matplotlib figure with alt text, and close it.

    alt says what the picture says; it becomes the alternative text of the image where the front
    end supports it, and the plain text that stands for the figure everywhere else.
    """
    import io

    import matplotlib.pyplot as plt
    from IPython.display import display

    if not alt:
        raise ValueError("a figure needs alt text: say what one sees in it")
    data = io.BytesIO()
    fig.savefig(data, format="png", dpi=110, bbox_inches="tight", metadata={"Software": None})
    plt.close(fig)
    bundle = {"image/png": data.getvalue(), "text/plain": f"Figure: {alt}"}
    display(bundle, raw=True, metadata={"image/png": {"alt": alt}})


def style() -> None:
    """The one look of all matplotlib figures: colour-blind-safe, readable on a projector."""
    import matplotlib.pyplot as plt

    from w2vlib.plots import svg

    cycle = [svg.BLUE, svg.ORANGE, svg.GREEN, svg.VERMILLION, svg.PURPLE, svg.SKY]
    plt.rcParams.update(
        {
            "axes.prop_cycle": plt.cycler(color=cycle),
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "grid.alpha": 0.3,
            "figure.figsize": (7, 4),
            "figure.dpi": 110,
            "font.size": 11,
            "font.family": "DejaVu Sans",
        }
    )
