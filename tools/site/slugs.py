"""Names of headings, so that a link works in JupyterLab and on the site alike."""


def as_in_jupyterlab(title: str) -> str:
    """The anchor that JupyterLab gives a heading."""
    return title.replace(" ", "-")
