// A box that scrolls sideways must be reachable from the keyboard: then its arrow keys scroll it.
for (const box of document.querySelectorAll("article pre, article .table-wrapper, .cell_output .output")) {
  if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
}
// The other language: the same page at the section that is being read; its names are the same there.
for (const link of document.querySelectorAll(".w2v-languages a")) {
  link.addEventListener("click", () => {
    const top = section => section.getBoundingClientRect().top;
    const all = [...document.querySelectorAll("article section[id]")];
    const named = all.find(section => section.matches(":target"));
    const seen = named && top(named) > -50 && top(named) < innerHeight;
    const passed = all.filter(section => top(section) < innerHeight / 3);
    link.hash = seen ? named.id : passed.length > 1 ? passed.at(-1).id : "";
  });
}
// Paper cannot be opened: answers are printed open; the code that an output folds is not.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("article details:not([open]):not(.output details)")];
  for (const fold of folded) fold.open = true;
});
addEventListener("afterprint", () => { for (const fold of folded) fold.open = false; });
