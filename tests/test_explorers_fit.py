"""Every explorer on a laptop's screen as a whole, and readable on a phone. Needs Chromium."""

import lab
import pytest
from explorer_page import EXPLORERS, ExplorerPage, write_notebook

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        lab.find_chromium() is None,
        reason="no Chromium found: the size of the explorers was not seen. Install one (Debian: "
        "sudo apt install chromium) or name it in the variable CHROMIUM",
    ),
]
LAPTOP, PHONE, TALLEST, READABLE = (1280, 800), (390, 844), 640, 11
SMALLEST = """svg => Math.min(...[...svg.querySelectorAll("text")].map(text => {
    const { a, b } = text.getScreenCTM();  // b: of a slanted text
    return parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b);
}))"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fit")
    path = write_notebook(folder)
    with lab.lab_server(folder) as server, lab.chromium(*LAPTOP) as browser:
        lesson = browser.open_notebook(server, path.name)
        lesson.run_all()
        page = ExplorerPage(lesson)
        for topic in EXPLORERS:
            page.picture(topic).wait_for()
        yield page


def test_controls_and_picture_are_on_the_screen_together(page):
    tall = {t: round(page.output(t).bounding_box()["height"]) for t in EXPLORERS}
    for topic in EXPLORERS:
        page.screenshot(topic, "laptop")
    right = "e => e.getBoundingClientRect().right"
    ends = {t: page.picture(t).evaluate(right) - page.output(t).evaluate(right) for t in EXPLORERS}
    cut = {t: pixels for t, pixels in ends.items() if pixels > 0}
    assert cut == {}
    assert {t: pixels for t, pixels in tall.items() if pixels > TALLEST} == {}


def test_on_a_phone_no_text_is_too_small_to_read(page):
    page.page.evaluate("() => jupyterapp.shell.collapseLeft()")
    page.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.page.wait_for_timeout(500)
    small = {t: round(page.picture(t).evaluate(SMALLEST), 1) for t in EXPLORERS}
    for topic in EXPLORERS:
        page.screenshot(topic, "phone")
    page.page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
    assert {t: size for t, size in small.items() if size < READABLE - 0.05} == {}
