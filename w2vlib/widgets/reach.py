"""Give sliders what ipywidgets does not: a name for screen readers, and the arrow keys everywhere.

The handle of an ipywidgets slider has no accessible name, and Notebook 7 takes the arrow keys away
from it to move between cells. Both are two attributes in the page, which only the browser can set.
"""

from __future__ import annotations

import anywidget
import traitlets

_JAVASCRIPT = """
function render({ model, el }) {
  el.style.display = "none";
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

    _esm = _JAVASCRIPT
    names = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __repr__(self) -> str:
        return f"Reach({', '.join(self.names)})"
