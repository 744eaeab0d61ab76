// What the browser tests of the explorers ask of the page (see explorer_page.py).
window.w2v = (() => {
  // A picture as text, without what a pointer view adds to it.
  const plain = svg => {
    const copy = svg.cloneNode(true);
    for (const part of [copy, ...copy.querySelectorAll("*")])
      for (const name of ["role", "tabindex", "style", "data-lm-suppress-shortcuts"]) part.removeAttribute(name);
    return copy.outerHTML;
  };

  // Is this picture the same as that text, once the browser has read it? Asked until it is.
  const read = { text: "", plain: "" };
  const same = (svg, text) => {
    if (read.text !== text) {
      const box = document.createElement("div");
      box.innerHTML = text;
      Object.assign(read, { text, plain: plain(box.firstElementChild) });
    }
    return Boolean(svg) && plain(svg) === read.plain;
  };

  // Let the notebook's kernel evaluate an expression, without a cell.
  const ask = async code => {
    const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    const future = kernel.requestExecute({
      code: "", silent: true, store_history: false, user_expressions: { answer: code },
    });
    return (await future.done).content.user_expressions.answer;
  };

  // "rgb(1, 2, 3)", "rgba(…)" or "color(srgb …)" -> [r, g, b, alpha], colours in 0..255
  const rgba = colour => {
    const numbers = colour.match(/[\d.]+/g).map(Number);
    const scale = colour.startsWith("color(") ? 255 : 1;
    return [...numbers.slice(0, 3).map(c => c * scale), numbers[3] ?? 1];
  };
  const over = (top, below) =>
    [0, 1, 2].map(i => top[3] * top[i] + (1 - top[3]) * below[i]);
  const luminance = colour => {
    const [r, g, b] = colour.slice(0, 3).map(c => c / 255)
      .map(c => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [high, low] = [luminance(a), luminance(b)].sort((p, q) => q - p);
    return (high + 0.05) / (low + 0.05);
  };

  // The filled shapes of the picture, as they are painted: what is asked of each at many points.
  const painted = svg =>
    [...svg.querySelectorAll("rect, circle, polygon, path, ellipse")].flatMap(shape => {
      const { fill, fillOpacity, opacity } = getComputedStyle(shape);
      if (fill === "none") return [];
      const [r, g, b, alpha] = rgba(fill);
      const colour = [r, g, b, alpha * Number(fillOpacity) * Number(opacity)];
      return [{ shape, colour, inverse: shape.getScreenCTM().inverse() }];
    });

  // The colour under a point of the picture: all filled shapes painted before `text` there.
  const under = (text, shapes, x, y) => {
    let ground = [255, 255, 255];
    for (const { shape, colour, inverse } of shapes) {
      if (!(shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING)) break;
      if (shape.isPointInFill(new DOMPoint(x, y).matrixTransform(inverse))) {
        ground = over(colour, ground);
      }
    }
    return ground;
  };

  // Complaints: text outside the picture, on other text, or with a contrast below 4.5.
  const faults = svg => {
    const said = [];
    const page = svg.getBoundingClientRect();
    const shapes = painted(svg);
    const texts = [...svg.querySelectorAll("text")].filter(t => t.textContent.trim());
    const boxes = texts.map(t => t.getBoundingClientRect());
    texts.forEach((text, i) => {
      const box = boxes[i], name = `'${text.textContent}'`;
      if (box.left < page.left - 1 || box.right > page.right + 1 ||
          box.top < page.top - 1 || box.bottom > page.bottom + 1) said.push(`${name} is cut off`);
      for (let j = 0; j < i; j++) {
        const wide = Math.min(box.right, boxes[j].right) - Math.max(box.left, boxes[j].left);
        const high = Math.min(box.bottom, boxes[j].bottom) - Math.max(box.top, boxes[j].top);
        if (text.hasAttribute("transform") || texts[j].hasAttribute("transform")) continue;
        // a line of text is about a third lower than its box
        if (wide > 2 && high > 0.4 * Math.min(box.height, boxes[j].height))
          said.push(`${name} lies on '${texts[j].textContent}'`);
      }
      const ink = rgba(getComputedStyle(text).fill);
      for (const share of [0.1, 0.5, 0.9]) {
        const ground = under(text, shapes, box.left + share * box.width, box.top + box.height / 2);
        const reached = contrast(over(ink, ground), ground);
        if (reached < 4.5) {
          said.push(`${name} has a contrast of ${reached.toFixed(1)}`);
          break;
        }
      }
    });
    return said;
  };

  return { plain, same, ask, faults };
})();
