// Moves the explorers of a page: shows pictures that were recorded (tools/moving.py), no Python.
"use strict";

const spoken = text => window.w2vTexts?.[text] ?? text;  // in the page's language
const here = text => text[document.documentElement.lang] ?? text;  // of a recording: it has them all

async function unpack(text) {
  const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

function make(tag, parent, properties = {}) {
  const element = Object.assign(document.createElement(tag), properties);
  parent?.append(element);
  return element;
}

function start(box, number, data) {
  const view = box.querySelector(".w2v-explorer");
  const panel = make("div", null, { className: "w2v-controls" });
  const said = make("p", null, { className: "w2v-said" });
  said.setAttribute("role", "status");
  const tail = make("p", null, { className: "w2v-tail" });
  view.before(panel, said);
  said.after(tail);
  const at = data.controls.map(c => c.at);
  let timer;

  const parts = data.controls.map((control, i) => {
    const id = `w2v-${number}-${i}`;
    const row = make("div", panel);
    const label = make("label", row, { textContent: here(control.name), htmlFor: id });
    if (control.kind === "check") {
      const tick = make("input", row, { type: "checkbox", id });
      label.before(tick);
      tick.onchange = () => move(i, Number(tick.checked));
      return { set: n => { tick.checked = n > 0; } };
    }
    const list = make("select", row, { id });
    control.shown.forEach((text, n) => make("option", list, { textContent: here(text), value: n }));
    if (control.typed) make("option", list, { textContent: spoken("something else …"), value: -1 });
    list.onchange = () => move(i, Number(list.value));
    if (control.kind !== "range") return { set: n => { list.value = n; } };
    const slider = make("input", row, { type: "range", min: 0, max: control.shown.length - 1 });
    slider.setAttribute("aria-label", here(control.name));
    slider.oninput = () => move(i, Number(slider.value));
    return { set: n => {
      slider.value = list.value = n;
      slider.setAttribute("aria-valuetext", here(control.shown[n]));
    } };
  });

  function move(i, n, quiet) {
    at[i] = n;
    const follows = data.follows[at.join()];
    if (follows) follows.split(",").forEach((m, j) => { at[j] = Number(m); });
    show(quiet);
  }

  function show(quiet = false) {
    parts.forEach((part, i) => part.set(at[i]));
    const state = data.states[at.join()];
    const good = typeof state === "number";
    view.classList.toggle("w2v-old", !good);  // the picture is one of before
    said.className = good ? "w2v-said w2v-hidden" : "w2v-said";
    tail.replaceChildren();
    if (good) {
      view.innerHTML = data.pictures[state].map(n => here(data.pieces[n])).join("");
      for (const part of view.querySelectorAll("[data-id]")) part.role = "img";  // has a name
      said.textContent = quiet ? "" : view.querySelector("svg").getAttribute("aria-label");
    } else {
      said.textContent = state ? here(state) :
        spoken("Not recorded for this page: open in JupyterLab to see it. The picture is the one of before.");
      make("button", tail, { textContent: spoken("Back to the start"), type: "button" }).onclick = back;
    }
  }

  function back() {
    data.controls.forEach((c, i) => { at[i] = c.at; });
    show();
    panel.querySelector("input, select").focus();
  }

  function play(name) {
    const last = data.controls[0].shown.length - 1;
    const button = make("button", panel, { textContent: name, type: "button" });
    panel.prepend(button);
    const stop = () => { clearInterval(timer); timer = 0; button.textContent = name; };
    panel.addEventListener("input", stop);
    button.onclick = () => {
      if (timer) return stop();
      if (at[0] === last) move(0, 0, true);
      button.textContent = spoken("Pause");
      timer = setInterval(() => {
        move(0, at[0] + 1, true);
        if (at[0] === last) stop();
      }, 100);
    };
  }

  if (box.dataset.play) play(box.dataset.play);
  show(true);
  if (view.scrollWidth > view.clientWidth) view.tabIndex = 0;  // arrow keys scroll it
  view.scrollLeft = box.dataset.look * view.scrollWidth;
  box.classList.add("w2v-ready");
}

// Each recording is a script in its box, and ran before this one.
document.querySelectorAll(".w2v-moving").forEach(async (box, number) => {
  try {
    start(box, number, await unpack(box.querySelector("script").recorded));
  } catch (error) {  // an old browser: the still picture stays
    const text = spoken("This browser cannot move the picture: open in JupyterLab.");
    make("p", box, { className: "w2v-said", textContent: text });
    console.error(error);
  }
});
