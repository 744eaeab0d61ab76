// A box that scrolls sideways must be reachable from the keyboard: then its arrow keys scroll it.
for (const box of document.querySelectorAll("article pre, .cell_output .output")) {
  if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
}
