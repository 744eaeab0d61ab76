"""Explorer of lesson 08: a map of all words to zoom, to search, and to walk on.

The map is drawn on a canvas in the page; the kernel says which words are truly near.
"""

from __future__ import annotations

import re
from html import unescape

import anywidget
import traitlets

from w2vlib.language import label
from w2vlib.plots.word_map import load_vectors_once, show_map, true_neighbours, word_map
from w2vlib.widgets.base import Explorer, Typed

_JAVASCRIPT = """
function render({ model, el }) {
  const words = model.get("words");
  const bytes = model.get("places");
  const end = bytes.byteOffset + bytes.byteLength;
  const at = new Uint16Array(bytes.buffer.slice(bytes.byteOffset, end));
  const canvas = document.createElement("canvas");
  const said = document.createElement("p");
  const keys = document.createElement("p");
  const says = model.get("says");
  keys.textContent = says.keys;
  for (const p of [said, keys]) p.style.cssText = "margin:4px 0;font-size:13px";
  said.setAttribute("aria-live", "polite");
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.setAttribute("data-lm-suppress-shortcuts", "true");
  canvas.style.cssText = "box-sizing:border-box;width:100%;height:410px;touch-action:none;" +
    "border:1px solid #8a8a8a;cursor:grab";
  const legend = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of [["viewBox", "0 0 290 18"], ["width", "290"], ["role", "img"]])
    legend.setAttribute(name, value);
  legend.style.maxWidth = "100%";
  legend.innerHTML = '<rect width="290" height="18" fill="var(--jp-layout-color0, #ffffff)"/>' +
    '<circle cx="8" cy="9" r="6" fill="#E69F00"/>' +
    '<circle cx="110" cy="9" r="4" fill="#0072B2"/><g font-size="13" fill="currentColor">' +
    `<text x="20" y="14">${says.word}</text><text x="120" y="14">${says.near}</text></g>`;
  el.append(legend, canvas, said, keys);
  let zoom = 1, cx = 0.5, cy = 0.5, grip = null, walk = -1;  // the middle of the view, in 0..1
  let dots = null, drawn = "";
  let w = 0, h = 0;  // of the canvas; to ask it for each word takes longer than to draw
  const X = i => at[2 * i] / 65535, Y = i => 1 - at[2 * i + 1] / 65535;
  const size = () => Math.min(w, h) * 0.96 * zoom;
  const px = i => w / 2 + (X(i) - cx) * size();
  const py = i => h / 2 + (Y(i) - cy) * size();

  function draw() {
    const ratio = window.devicePixelRatio || 1;
    w = canvas.clientWidth; h = canvas.clientHeight;
    if (!w) return;
    canvas.width = w * ratio; canvas.height = h * ratio;
    const c = canvas.getContext("2d"), style = getComputedStyle(canvas);
    const ink = style.getPropertyValue("--jp-content-font-color1").trim() || "#1a1a1a";
    const paper = style.getPropertyValue("--jp-layout-color0").trim() || "#ffffff";
    c.scale(ratio, ratio);
    c.fillStyle = paper; c.fillRect(0, 0, w, h);
    const view = [zoom, cx, cy, w, h].join();
    if (view !== drawn) {  // another word in the same view: its dots stand already
      const r = Math.min(3, 0.8 + zoom / 8);
      dots = new Path2D();
      for (let i = 0; i < words.length; i++) dots.rect(px(i) - r / 2, py(i) - r / 2, r, r);
      drawn = view;
    }
    c.fillStyle = "#8a8a8a";
    c.fill(dots);
    const me = model.get("chosen"), near = model.get("near"), kept = new Set(model.get("kept"));
    const taken = [];
    function label(i, always) {
      const x = px(i), y = py(i);
      if (x < 0 || y < 0 || x > w || y > h) return;
      const wide = c.measureText(words[i]).width;
      const left = x + 8 + wide > w ? x - 8 - wide : x + 6, right = left + wide;
      const hit = b => b[0] < right && left < b[2] && b[1] < y + 8 && y - 8 < b[3];
      if (!always && taken.some(hit)) return;
      taken.push([left, y - 8, right, y + 8]);
      c.lineWidth = 4; c.strokeStyle = paper; c.strokeText(words[i], left, y + 4);
      c.fillStyle = ink; c.fillText(words[i], left, y + 4);
    }
    c.strokeStyle = "#0072B2"; c.lineWidth = 1.5;
    for (const j of near) {
      c.setLineDash(kept.has(j) ? [] : [5, 3]);
      c.beginPath(); c.moveTo(px(me), py(me)); c.lineTo(px(j), py(j)); c.stroke();
    }
    c.setLineDash([]);
    c.fillStyle = "#0072B2";
    for (const j of near) { c.beginPath(); c.arc(px(j), py(j), 4, 0, 7); c.fill(); }
    c.fillStyle = "#E69F00"; c.strokeStyle = ink;
    c.beginPath(); c.arc(px(me), py(me), 6, 0, 7); c.fill(); c.stroke();
    c.font = "bold 13px system-ui, sans-serif";
    label(me, true);
    c.font = "13px system-ui, sans-serif";
    for (const j of near) label(j, false);
    for (let i = 0, n = 0; i < words.length && n < 40; i++) {  // the commonest that have room
      const before = taken.length;
      label(i, false);
      n += taken.length > before;
    }
    if (walk >= 0) {
      const i = near[walk];
      c.strokeStyle = ink; c.lineWidth = 2; c.beginPath(); c.arc(px(i), py(i), 9, 0, 7); c.stroke();
    }
    const there = near.map(j => words[j] + (kept.has(j) ? " ✓" : "")).join(", ");
    const fill = text => text.replaceAll("{kept}", kept.size).replaceAll("{n}", near.length);
    said.textContent = `${words[me]}: ${there}. ${fill(says.found)}`;
    canvas.setAttribute("aria-label", `${says.map} ${said.textContent}`);
    legend.setAttribute("aria-label", said.textContent);
  }
  function choose(i) { model.send({ kind: "choose", id: i }); }
  function nearest(x, y) {
    let best = -1, least = 400;
    for (let i = 0; i < words.length; i++) {
      const d = (px(i) - x) ** 2 + (py(i) - y) ** 2;
      if (d < least) { least = d; best = i; }
    }
    return best;
  }
  function scale(by, x = w / 2, y = h / 2) {
    const next = Math.min(60, Math.max(1, zoom * by)), s = size();
    const ux = (x - w / 2) / s, uy = (y - h / 2) / s;
    cx += ux * (1 - zoom / next); cy += uy * (1 - zoom / next); zoom = next; draw();
  }
  canvas.addEventListener("wheel", e => {
    if (!(e.ctrlKey || document.activeElement === canvas)) return;  // else the page scrolls
    e.preventDefault(); scale(Math.exp(-e.deltaY / 400), e.offsetX, e.offsetY);
  }, { passive: false });
  canvas.addEventListener("pointerdown", e => {
    grip = { x: e.offsetX, y: e.offsetY, cx, cy, moved: false };
    canvas.setPointerCapture(e.pointerId); canvas.focus({ preventScroll: true });
  });
  canvas.addEventListener("pointermove", e => {
    if (!grip) return;
    grip.moved ||= Math.hypot(e.offsetX - grip.x, e.offsetY - grip.y) > 3;
    cx = grip.cx - (e.offsetX - grip.x) / size();
    cy = grip.cy - (e.offsetY - grip.y) / size();
    draw();
  });
  canvas.addEventListener("pointerup", e => {
    const i = grip && !grip.moved ? nearest(e.offsetX, e.offsetY) : -1;
    grip = null;
    if (i >= 0) choose(i);
  });
  const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  canvas.addEventListener("keydown", e => {
    if (e.ctrlKey || e.altKey || e.metaKey) return;
    const near = model.get("near");
    const move = MOVES[e.key];
    if (move) { cx += 40 * move[0] / size(); cy += 40 * move[1] / size(); draw(); }
    else if (e.key === "+" || e.key === "=") {
      if (zoom === 1) { cx = X(model.get("chosen")); cy = Y(model.get("chosen")); }
      scale(1.4);
    }
    else if (e.key === "-" || e.key === "−") scale(1 / 1.4);
    else if (e.key === "0") { zoom = 1; cx = cy = 0.5; draw(); }
    else if (e.key === "n") { walk = (walk + 1) % near.length; draw(); }
    else if (e.key === "Enter" && walk >= 0) choose(near[walk]);
    else return;
    e.preventDefault(); e.stopPropagation();
  });
  function arrived() {
    walk = -1;
    const i = model.get("chosen");
    if (zoom > 1) { cx = X(i); cy = Y(i); }
    draw();
  }
  model.on("change:turn", arrived);
  const seen = new ResizeObserver(draw);
  seen.observe(canvas);
  return () => { seen.disconnect(); model.off("change:turn", arrived); };
}
export default { render };
"""


SAYS = {
    "keys": "Wheel or + − to zoom, drag or arrow keys to move, 0 for the whole map, "
    "n for the next neighbour, click or Enter to choose a word.",
    "word": "the word",
    "near": "its ten true neighbours",
    "found": "{kept} of {n} (✓) are among the {n} nearest on the map; dashed: near in truth, "
    "far here.",
}


class WordMap(anywidget.AnyWidget):
    """The map on a canvas. `value`: the still picture of the same state; on_choose(word id)."""

    _esm = _JAVASCRIPT
    words = traitlets.List().tag(sync=True)  # 11,000 str, not looked at one by one
    places = traitlets.Bytes().tag(sync=True)  # (V, 2) uint16
    chosen = traitlets.Int(0).tag(sync=True)
    near = traitlets.List(traitlets.Int()).tag(sync=True)
    kept = traitlets.List(traitlets.Int()).tag(sync=True)
    says = traitlets.Dict().tag(sync=True)  # its texts, in the chosen language
    turn = traitlets.Int(0).tag(sync=True)  # grows with every change of the three above
    value = traitlets.Unicode()  # stays in the kernel
    on_choose = None

    def __init__(self, words, places):
        says = {name: label(text) for name, text in SAYS.items()}
        says["map"] = label(f"Map of {len(words):,} words.")
        super().__init__(words=words, places=places, says=says)
        self.on_msg(WordMap._receive)

    def _receive(self, report: dict, buffers=()) -> None:
        i = report.get("id")
        if self.on_choose and isinstance(i, int) and 0 <= i < len(self.words):
            self.on_choose(self.words[i])

    def show(self, word: str) -> None:
        with self.hold_sync():
            self.chosen, self.near, self.kept = true_neighbours(word)
            self.turn += 1

    def close(self) -> None:
        """Close it and let go of the callback."""
        self.on_choose = None
        super().close()

    def __repr__(self) -> str:
        title = re.search(r"<title>(.*?)</title>", self.value, re.S)
        return f"WordMap({unescape(title[1]) if title else 'empty'})"


class _MapExplorer(Explorer):
    def redraw(self) -> None:
        before = self.picture
        super().redraw()
        if self.picture is not before:
            self.view.show(self.state["word"])


def explore_map(word: str = "energy") -> Explorer:
    """A map of all words of load_vectors("sotu"): type a word or click one, zoom, move, walk."""
    wv = load_vectors_once()

    def parse(text: str) -> str:
        if not text:
            raise ValueError("Word: type one word, for example 'france'")
        wv.get_index(text.lower())
        return text.lower()

    places = (65535 * word_map()).round().astype("<u2").tobytes()
    view = WordMap(wv.index_to_key, places)
    typed = Typed("Word", word, parse, options=wv.index_to_key[:2000], width="14em")
    explorer = _MapExplorer(show_map, {"word": typed}, view=view)
    view.show(explorer.state["word"])
    view.on_choose = lambda chosen: setattr(typed.source, "value", chosen)
    return explorer
