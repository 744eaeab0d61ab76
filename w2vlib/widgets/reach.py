"""Do in the page what ipywidgets does not: reach the sliders, and leave no dead view behind.

The handle of an ipywidgets slider has no accessible name, and Notebook 7 takes the arrow keys away
from it to move between cells. Both are two attributes in the page, which only the browser can set.

A saved notebook holds the view of a widget whose kernel is gone by the time it is opened again:
"Error displaying widget: model not found". An explorer has its static picture in the same output,
so the view is left out of what is saved. Elsewhere (a front end without such a document) nothing
is changed.
"""

from __future__ import annotations

import anywidget
import traitlets

from w2vlib.plots.svg import PHONE, STACK

_JAVASCRIPT = """
const VIEW = "application/vnd.jupyter.widget-view+json";

function saveWithoutViews(notebook) {
  if (!notebook || notebook.savedWithoutViews) return;
  notebook.savedWithoutViews = true;
  const whole = notebook.toJSON.bind(notebook);
  notebook.toJSON = () => {
    const stored = whole();
    for (const cell of stored.cells ?? []) {
      cell.outputs &&= cell.outputs.map(output => {
        const html = [output.data?.["text/html"] ?? ""].flat().join("");
        if (!html.includes("w2v-picture")) return output;
        const { [VIEW]: view, ...data } = output.data;
        return { ...output, data };
      });
    }
    return stored;
  };
}

function render({ model, el }) {
  el.style.display = "none";
  saveWithoutViews(model.widget_manager?.context?.model);
  let asked;
  function reach() {
    const box = el.closest(".w2v-explorer");
    const handles = box ? box.querySelectorAll(".noUi-handle") : [];
    const names = model.get("names");
    if (handles.length < names.length) {  // the sliders are still on their way into the page
      asked = requestAnimationFrame(reach);
      return;
    }
    names.forEach((name, i) => {
      handles[i].setAttribute("aria-label", name);
      handles[i].setAttribute("data-lm-suppress-shortcuts", "true");
    });
  }
  reach();
  return () => cancelAnimationFrame(asked);
}
export default { render };
"""


class Reach(anywidget.AnyWidget):
    """Invisible; stands in a box of class `w2v-explorer` and names its sliders.

    names : of the sliders of the box, in their order
    """

    _esm, _css = _JAVASCRIPT, PHONE + STACK
    names = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __repr__(self) -> str:
        return f"Reach({', '.join(self.names)})"
