"""The slides: computed from the lessons' cells, answers after questions, nothing from elsewhere.

With npm and Chromium they are built and looked at as well.
"""

import re
import shutil

import answers
import lab
import pytest
import run_notebooks

LESSONS = sorted((lab.ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))[1:]
TALLEST = 800  # of the screen that reveal.js scales
OVERFULL = """() => [...document.querySelectorAll(".slides > section > section")].filter(screen => {
    const {h, v} = Reveal.getIndices(screen);
    Reveal.slide(h, v, 99);
    return screen.scrollHeight > 800 || screen.scrollWidth > 1290;
}).map(screen => screen.innerText.slice(0, 60))"""


def kind(cell):
    return cell.metadata["slideshow"]["slide_type"]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem[:2])
def test_each_question_has_a_screen_and_its_answer_comes_below(lesson):
    import make_slides  # brings nbconvert: seconds

    cells = run_notebooks.read(lesson).cells
    asked = sum(bool(answers.ASKS.search(c.source)) for c in cells if c.cell_type == "markdown")
    answering = [c.id for c in cells if answers.TAG in c.metadata.get("tags", [])]
    screens = make_slides.screens(cells)
    predicts = [c for c in screens if c.cell_type == "markdown" and "**Predict.**" in c.source]
    assert len(predicts) == asked and all(kind(c) == "slide" for c in predicts)
    assert kind(screens[0]) == "slide" and screens[0].source.startswith("# ")
    shown = [c.id for c in screens if c.cell_type == "code" and c.id in answering]
    assert shown == answering, "every answer, in the lesson's order"
    asking = 0
    for cell in screens:
        asking += cell in predicts
        if cell.get("id") in answering:
            assert kind(cell) == "subslide" and asking, "no answer stands before its question"
    key = next(c for c in screens if c.cell_type == "code")
    assert "w2v-picture" in str(key.outputs), "the key picture comes first"


def test_the_page_names_no_other_host():
    import make_slides  # brings nbconvert: seconds

    text = make_slides.slides(LESSONS[3])
    loaded = re.findall(r'<(?:script|link|img|iframe)[^>]*?(?:src|href)="(?!data:)([^"]*)"', text)
    assert loaded and all(address.startswith("reveal/dist/") for address in loaded), loaded


@pytest.mark.browser
@pytest.mark.network
def test_the_slides_run_offline_and_each_screen_holds_what_is_on_it(tmp_path):
    if lab.find_chromium() is None or shutil.which("npm") is None:
        pytest.skip("no Chromium or no npm: the slides were not seen")
    import make_slides
    from playwright.sync_api import sync_playwright

    try:
        make_slides.build(tmp_path)
    except SystemExit as error:
        pytest.skip(str(error))
    asked, problems = [], {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=lab.find_chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": TALLEST})
        page.on("request", lambda request: asked.append(request.url))
        page.on("requestfailed", lambda request: problems.setdefault(request.url, "missing"))
        page.on("pageerror", lambda error: problems.setdefault(str(error), "error"))
        for lesson in LESSONS:
            page.goto((tmp_path / f"{lesson.stem}.html").as_uri())
            page.wait_for_function("window.Reveal && Reveal.isReady()")
            if full := page.evaluate(OVERFULL):
                problems[lesson.stem] = full
        page.goto((tmp_path / f"{LESSONS[3].stem}.html").as_uri())
        page.wait_for_function("Reveal.isReady()")
        for _ in range(3):
            page.keyboard.press("Space")
        assert page.evaluate("Reveal.getSlidePastCount()") == 3
        lab.SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=lab.SCREENSHOTS / "slides.png")
        browser.close()
    assert problems == {}
    assert [a for a in asked if not a.startswith(("file:", "data:"))] == []
