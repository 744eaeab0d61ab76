"""Make the README's pictures in .github/pictures: `make pictures`.

A thumbnail is the key picture of a lesson, as it is stored in the notebook. The big picture is a
photograph of a real JupyterLab: lesson 06 was run, and its explorer was moved. Without Chromium the
thumbnails are made all the same.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / ".github" / "pictures"
EXPLORER = PICTURES / "explorer.png"
LESSON, WIDGET, BUTTON = "06_build_the_negative_sampling_cbow.ipynb", "explore_step(", "Ten steps"
SIZE = (1280, 860)
MOST = 200_000  # bytes
STORED = re.compile(r'src="data:image/svg\+xml,([^"]+)"')
PAPER = '<rect width="100%" height="100%" fill="#fff"/>'  # a dark page would swallow black lines


def key_picture(notebook: Path) -> str:
    """The first picture among a notebook's stored outputs, as SVG text on white paper."""
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            found = STORED.search("".join(output.get("data", {}).get("text/html", "")))
            if found:
                return re.sub(r"(<svg[^>]*>)", rf"\1{PAPER}", unquote(found[1]), count=1) + "\n"
    raise ValueError(f"{notebook.name} holds no picture: run `make notebooks` first")


def thumbnails() -> dict[str, str]:
    """File name -> SVG text, for every lesson from 01 on."""
    lessons = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
    return {f"{p.name[:2]}.svg": key_picture(p) for p in lessons if not p.name.startswith("00")}


def photograph() -> bytes:
    """A PNG of the explorer at work in JupyterLab, with few enough colours to be small."""
    import lab
    from PIL import Image

    folder = Path(tempfile.mkdtemp(prefix="w2vlib-pictures-"))
    try:
        shutil.copy(ROOT / "notebooks" / LESSON, folder)
        with lab.lab_server(folder) as server, lab.chromium(*SIZE) as browser:
            lesson = browser.open_notebook(server, LESSON)
            lesson.run_all()
            page = lesson.page
            page.evaluate(
                "() => window.jupyterapp.commands.execute('application:toggle-left-area')"
            )
            cell = page.locator(".jp-CodeCell", has_text=WIDGET).first
            button = cell.get_by_role("button", name=BUTTON)
            button.wait_for()
            button.click()
            page.wait_for_timeout(1500)  # the redrawn picture, and toolbars that fade
            cell.evaluate("cell => cell.scrollIntoView({block: 'start'})")
            page.mouse.move(2, 400)
            page.wait_for_timeout(1000)
            image = Image.open(io.BytesIO(page.screenshot()))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    packed = io.BytesIO()
    image.convert("RGB").quantize(128).save(packed, "PNG", optimize=True)
    return packed.getvalue()


def main() -> int:
    sys.path.insert(0, str(ROOT / "tests"))
    import lab

    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, svg in thumbnails().items():
        (PICTURES / name).write_text(svg, encoding="utf-8", newline="\n")
    if lab.find_chromium() is None:
        print("No Chromium found: the thumbnails are made, the photograph stays as it was.")
        return 0
    EXPLORER.write_bytes(photograph())
    for path in sorted(PICTURES.iterdir()):
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
