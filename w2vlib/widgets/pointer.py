"""A picture that takes the pointer: elements to click or drag, and the same by keyboard.

In the SVG, `data-id="say"` makes an element clickable, and `data-drag="1"` makes it a handle as
well. The browser reports in SVG coordinates. It has at most one report without an answer on its
way; what happens meanwhile is kept as one newest report, so a slow kernel never falls behind.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from html import unescape

import anywidget
import traitlets

_JAVASCRIPT = """
function render({ model, el }) {
  let waiting = 0, newest = null, grip = null;  // waiting: the report that has no answer yet

  function draw() {
    const focused = el.contains(document.activeElement) && document.activeElement.dataset.id;
    el.innerHTML = model.get("value");
    const svg = el.querySelector("svg");
    const parts = el.querySelectorAll("[data-id]");
    if (svg && parts.length) svg.setAttribute("role", "group");  // an img would hide its parts
    for (const part of parts) {
      part.setAttribute("tabindex", "0");
      part.setAttribute("role", "button");
      // or Notebook 7 takes the arrow keys:
      part.setAttribute("data-lm-suppress-shortcuts", "true");
      part.style.cursor = part.dataset.drag ? "grab" : "pointer";
      part.style.touchAction = part.dataset.drag ? "none" : "";
      if (part.dataset.id === focused) part.focus({ preventScroll: true });
    }
  }

  function report(event) {
    const same = newest && newest.kind === event.kind && newest.id === event.id;
    if (same && event.kind === "key") {  // held down: the steps add up
      event.dx += newest.dx;
      event.dy += newest.dy;
    }
    newest = event;
    flush();
  }

  function flush() {
    if (!newest || model.get("answered") < waiting) return;
    waiting = model.get("answered") + 1;
    model.send({ ...newest, n: waiting });
    newest = null;
  }

  function place(event) {
    const svg = el.querySelector("svg");
    const point = new DOMPoint(event.clientX, event.clientY);
    return point.matrixTransform(svg.getScreenCTM().inverse());
  }

  const partOf = event => event.target.closest("[data-id]");

  el.addEventListener("pointerdown", event => {
    const part = partOf(event);
    if (!part || event.button !== 0) return;
    const { id, drag } = part.dataset;
    grip = { id, drag, x: event.clientX, y: event.clientY, moved: false };
    el.setPointerCapture(event.pointerId);  // on el: the picture inside is replaced while dragging
    part.focus({ preventScroll: true });
    event.preventDefault();
  });
  el.addEventListener("pointermove", event => {
    if (!grip) return;
    grip.moved ||= Math.hypot(event.clientX - grip.x, event.clientY - grip.y) > 3;
    if (!grip.moved || !grip.drag) return;
    const { x, y } = place(event);
    report({ kind: "drag", id: grip.id, x, y });
  });
  el.addEventListener("pointerup", () => {
    if (grip && !grip.moved) report({ kind: "click", id: grip.id });
    grip = null;
  });
  el.addEventListener("pointercancel", () => { grip = null; });

  const ARROWS = {
    ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
  };
  el.addEventListener("keydown", event => {
    const part = partOf(event);
    if (!part || event.ctrlKey || event.altKey || event.metaKey) return;
    const { id, drag } = part.dataset;
    if (event.key === "Enter" || event.key === " ") {
      report({ kind: "click", id });
    } else if (drag && ARROWS[event.key]) {
      const [dx, dy] = ARROWS[event.key].map(step => step * (event.shiftKey ? 5 : 1));
      report({ kind: "key", id, dx, dy });
    } else {
      return;
    }
    event.preventDefault();  // or the page scrolls and Lab goes to the next cell
    event.stopPropagation();
  });

  model.on("change:value", draw);
  model.on("change:answered", flush);
  draw();
  return () => {
    model.off("change:value", draw);
    model.off("change:answered", flush);
  };
}
export default { render };
"""


class Pointer(anywidget.AnyWidget):
    """Shows an SVG (`value`, a text, as in ipywidgets.HTML) and calls back when it is touched.

    Set these attributes to functions:
    on_click(id)        : clicked, or Enter or Space while it has the focus
    on_drag(id, x, y)   : dragged there, in SVG coordinates
    on_key(id, dx, dy)  : arrow keys; whole steps, y downwards as in the SVG, Shift gives 5
    """

    _esm = _JAVASCRIPT
    value = traitlets.Unicode().tag(sync=True)
    answered = traitlets.Int(0).tag(sync=True)  # the number of the last report dealt with
    on_click: Callable[[str], None] | None = None
    on_drag: Callable[[str, float, float], None] | None = None
    on_key: Callable[[str, int, int], None] | None = None

    def __init__(self, value: str = ""):
        super().__init__(value=value)
        self.on_msg(Pointer._receive)

    def _receive(self, report: dict, buffers=()) -> None:
        """One report of the browser: at most one call, then the answer, also after an error."""
        kind = report.get("kind")
        call = getattr(self, f"on_{kind}") if kind in ("click", "drag", "key") else None
        where = [float(report[k]) for k in ("x", "y", "dx", "dy") if k in report]
        with self.hold_sync():  # picture and answer travel together
            try:
                if call and all(map(math.isfinite, where)):
                    call(str(report["id"]), *where)
            finally:
                self.answered = int(report["n"])

    def close(self) -> None:
        """Close it and let go of the callbacks."""
        self.on_click = self.on_drag = self.on_key = None
        super().close()

    def __repr__(self) -> str:  # anywidget's own holds a memory address
        title = re.search(r"<title>(.*?)</title>", self.value, re.S)
        return f"Pointer({unescape(title[1]) if title else 'empty'})"
