"""The static site: every lesson is there, links lead somewhere, it fits, and it asks nobody."""

import contextlib
import importlib.util
import inspect
import itertools
import random
import re
import urllib.parse
from collections import defaultdict
from html.parser import HTMLParser

import lab
import pytest
from explorer_page import SCRIPT

ROOT = lab.ROOT
MOST_SITE, MOST_PAGE, MOST_SCRIPT = 12_000_000, 1_500_000, 5_000  # bytes
READABLE = 11  # pixels
WIDTHS = {"phone": (390, 844), "projector": (1920, 1080)}
# What furo's own page frame does is its matter; what stands in the article is ours.
ARTICLE = "article"


@pytest.fixture(scope="module")
def build_site():
    spec = importlib.util.spec_from_file_location("build_site", ROOT / "tools" / "build_site.py")
    build_site = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build_site)
    return build_site


@pytest.fixture(scope="module")
def site(tmp_path_factory, build_site):
    out = tmp_path_factory.mktemp("web") / "site"
    assert build_site.build(out) == 0, "Sphinx warned: its lines are above"
    return out


def lessons():
    return sorted(p.stem for p in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))


def written_pages(site):
    """The front page, the library, the lessons, the exercises; not what Sphinx adds."""
    names = ["index", "api", "glossary", *lessons()]
    pages = [site / f"{name}.html" for name in names]
    return [*pages, *sorted((site / "exercises").rglob("*.html"))]


class Links(HTMLParser):
    """Collects what a page links to and the anchors that it has."""

    def __init__(self, text):
        super().__init__()
        self.hrefs, self.ids, self.sources = [], set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if "id" in attrs:
            self.ids.add(attrs["id"])
        if tag == "a" and "href" in attrs:
            self.hrefs.append(attrs["href"])
        if tag in ("img", "script", "iframe") and attrs.get("src"):
            self.sources.append(attrs["src"])
        if tag == "link" and attrs.get("rel") in ("stylesheet", "icon", "preload"):
            self.sources.append(attrs["href"])


def pages(site):
    return {p: Links(p.read_text("utf-8")) for p in site.rglob("*.html")}


def test_every_lesson_is_a_page_with_its_pictures(site):
    for name in lessons():
        text = (site / f"{name}.html").read_text("utf-8")
        assert re.search(r'<img class="w2v-picture" alt="[^"]{20,}"', text), (
            f"{name} shows no picture"
        )
        assert "VBox(" not in text and "Error displaying widget" not in text, name


def test_no_link_leads_nowhere(site):
    found = pages(site)
    broken = []
    for page, links in found.items():
        for href in links.hrefs:
            address = urllib.parse.urlsplit(href)
            if address.scheme or href == "#":
                continue
            target = (
                page if not address.path else (page.parent / urllib.parse.unquote(address.path))
            )
            target = target.resolve()
            anchor = urllib.parse.unquote(address.fragment)
            if not target.exists():
                broken.append(f"{page.name}: {href}")
            elif anchor and target.suffix == ".html" and anchor not in found[target].ids:
                broken.append(f"{page.name}: {href} (no such heading)")
    assert not broken, "\n".join(broken[:20])


def test_nothing_is_loaded_from_elsewhere(site):
    for page, links in pages(site).items():
        for source in links.sources:
            assert urllib.parse.urlsplit(source).scheme in ("", "data"), f"{page.name}: {source}"


def test_the_search_index_knows_the_words_of_the_lessons(site):
    index = (site / "searchindex.js").read_text("utf-8")
    assert "embed" in index and lessons()[1] in index


def in_korean(site):
    return {page: site / "ko" / page.relative_to(site) for page in written_pages(site)}


def test_each_page_says_its_language_and_leads_to_the_same_section_of_the_other(site, build_site):
    for english, korean in in_korean(site).items():
        for page, code, other in ((english, "ko", korean), (korean, "en", english)):
            text = page.read_text("utf-8")
            assert re.search(rf'<html[^>]* lang="{"en" if code == "ko" else "ko"}"', text), page
            address = re.search(rf'<a href="([^"]+)" lang="{code}" hreflang="{code}">', text)[1]
            assert (page.parent / address).resolve() == other.resolve()
        ours, theirs = build_site.sections(english), build_site.sections(korean)
        if len(ours) == len(theirs):  # a page behind its English is named by test_translations.py
            assert ours == theirs, korean
    for page in ("search", "genindex"):
        assert 'hreflang="ko"' in (site / f"{page}.html").read_text("utf-8")


def test_the_site_speaks_korean_in_korean(site):
    front = (site / "ko/index.html").read_text("utf-8")
    assert "재생: 단어 180만 개를 다섯 번 읽기" in front and "Press Play" not in front
    assert "1. word2vec가 느려지는 곳을 찾아봅시다" in front
    page = (site / f"ko/{lessons()[2]}.html").read_text("utf-8")
    assert "JupyterLab에서는 모든 값" in page and "On this page" not in page
    assert not re.search("Toggle |Link to this|<title>Light", page)  # names that the theme gives
    assert "먼저 예측해 보세요" in page and "틀린 곳을 찾았나요?" in page


def test_a_korean_word_is_in_the_index_without_its_particle():
    spec = importlib.util.spec_from_file_location("k", ROOT / "tools/site/korean_search.py")
    search = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(search)
    stem = search.SearchKorean({}).stem
    for word in ("기울기", "기울기를", "기울기에서는", "기울기입니다"):
        assert stem(word) == "기울기"
    assert [stem(w) for w in ("손실은", "W_in을", "크기", "softmax", "V는")] == [
        "손실", "w_in", "크기", "softmax", "v"
    ]  # fmt: skip


def test_the_whole_site_is_small(site):
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) <= MOST_SITE
    assert not list(site.rglob("jupyter_execute"))


def test_the_pages_of_the_site_are_small(site):
    """Each with all that it loads."""
    large = {}
    for page, links in pages(site).items():
        loaded = (page.parent / s.partition("?")[0] for s in links.sources if "data:" not in s)
        size = page.stat().st_size + sum(path.stat().st_size for path in loaded)
        if size > MOST_PAGE:
            large[page.name] = size
    assert large == {}
    assert (ROOT / "tools/site/static/moving.js").stat().st_size < MOST_SCRIPT


def test_every_explorer_has_a_plan(build_site):
    """For the stops of what is typed, no rule is better than the lesson's own examples."""
    assert {*build_site.PLANS} == {*build_site.EXPLORERS}


def test_every_explorer_of_the_lessons_moves(site, build_site):
    for name in lessons():
        cells = build_site.run_notebooks.read(ROOT / "notebooks" / f"{name}.ipynb").cells
        explorers = sum(bool(build_site.answers.EXPLORER.search(cell.source)) for cell in cells)
        text = (site / f"{name}.html").read_text("utf-8")
        assert text.count('class="w2v-moving"') == explorers, name
        assert build_site.moving.WAKE not in text, name


def test_the_navigation_numbers_the_lessons_and_each_page_says_where_a_correction_goes(site):
    front = (site / "index.html").read_text("utf-8")
    for lesson in lessons():
        assert re.search(rf'href="{lesson}.html">{int(lesson[:2])}\. ', front), lesson
    assert 'id="found-a-mistake"' in front
    for path in written_pages(site):
        assert "Found a mistake?" in path.read_text("utf-8"), path.name


def test_a_term_of_the_glossary_says_what_it_means_on_hover(site):
    for name in lessons()[1:]:
        links = re.findall(
            r'<a [^>]*href="glossary.html#[^>]*>', (site / f"{name}.html").read_text("utf-8")
        )
        assert any(re.search(r'title="[^"]{20,}"', link) for link in links), name


def test_the_page_of_the_library_has_every_name_and_six_true_rows(site):
    """Each name of the table is the book's, gensim's or ours, as its column says."""
    import w2vlib
    from w2vlib import book

    text = (site / "api.html").read_text("utf-8")
    missing = [name for name in w2vlib.__all__ if f'id="w2vlib.{name}"' not in text]
    assert missing == []
    table = text[text.index("<tbody>") : text.index("</tbody>")]
    rows = [re.findall(r"<td>(.*?)</td>", row, re.S) for row in table.split("</tr>")[:-1]]
    assert len(rows) == 6

    def names(cell):
        return [re.sub("<[^>]+>", "", name) for name in re.findall(r"<code.*?</code>", cell, re.S)]

    def found(home, name):
        for part in name.split("."):
            home = getattr(home, part)
        return True

    for row in rows:
        assert all(found(book, name) for name in names(row[1])), row
        assert all(found(w2vlib, name) for name in names(row[3])), row
    gensim = pytest.importorskip("gensim.models")
    from gensim.models.word2vec import Text8Corpus, Word2Vec

    theirs = {Text8Corpus.__name__, "Word2Vec", "Word2Vec.train", *dir(gensim.KeyedVectors)}
    theirs |= {*inspect.signature(Word2Vec).parameters}
    assert Word2Vec.train
    assert [n for row in rows for n in names(row[2]) if n not in theirs] == []


@pytest.fixture(scope="module")
def chromium():
    """with chromium() as open_page: open_page(**context) -> a page; it may reach only files."""
    if lab.find_chromium() is None:
        pytest.skip("no Chromium found: the site was not seen")
    from playwright.sync_api import sync_playwright

    @contextlib.contextmanager
    def opened():
        asked, contexts = [], []

        def new_page(**options):
            contexts.append(browser.new_context(**options))
            contexts[-1].on("request", lambda request: asked.append(request.url))
            return contexts[-1].new_page()

        yield new_page
        for context in contexts:
            context.close()
        assert [a for a in asked if not a.startswith(("file:", "data:", "blob:"))] == []

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=lab.find_chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        yield opened
        browser.close()


@pytest.fixture
def open_page(chromium):
    """Of one test: its contexts begin empty, and are closed after it."""
    with chromium() as new_page:
        yield new_page


TOO_WIDE = """() => [...document.querySelectorAll('article img, article svg')]
    .filter(i => i.getBoundingClientRect().right > innerWidth + 1)
    .filter(i => !i.closest('.output, .w2v-explorer'))  // they scroll
    .map(i => `a figure sticks out: ${(i.alt || i.id || i.tagName).slice(0, 60)}`)"""
CUT = """() => [...document.querySelectorAll('article pre, article table')]
    .filter(box => box.scrollWidth > box.clientWidth + 1).map(box => box.innerText)"""
PICTURES = "article img.w2v-picture, .w2v-explorer svg"
SMALLEST = """pictures => [...document.querySelectorAll(pictures)].map(p => {
    let svg = p, wide = p.getBoundingClientRect().width;
    if (p.tagName === "IMG") {
        const text = decodeURIComponent(p.src.slice(p.src.indexOf(",") + 1));
        svg = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    }
    const unit = wide / Number(svg.getAttribute("viewBox").split(" ")[2]);
    const sizes = [...svg.querySelectorAll("text")].map(t => {
        const seen = p === svg && t.getScreenCTM();  // panels may be stacked
        return Number(t.getAttribute("font-size")) * (seen ? Math.hypot(seen.a, seen.b) : unit);
    });
    return [Math.min(...sizes), (p.alt || svg.getAttribute("aria-label")).slice(0, 50)];
})"""


# axe-core takes 2 s a page: so two of the four looks, and one exercise for all of them
WITH_AXE = [("phone", "light"), ("projector", "dark")]
SERIOUS = """async article => (await axe.run(article, {resultTypes: ["violations"]})).violations
    .filter(v => ["serious", "critical"].includes(v.impact))
    .map(v => `${v.id} (${v.impact}): ${v.nodes[0].html.slice(0, 100)}`)"""

MOVING = "() => !document.querySelector('.w2v-moving:not(.w2v-ready)')"  # all its explorers


@pytest.fixture(scope="module")
def seen(site, chromium):
    """Each page opened once and looked at in every size: look -> what is wrong there.

    ("axe", size, scheme) -> what axe-core says; "pictures" -> how many there are
    """
    wrong, pictures = defaultdict(list), 0
    lab.SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    with chromium() as open_page:
        page = open_page()
        for number, path in enumerate(written_pages(site)):

            def note(look, faults, name=path.stem):
                wrong[look] += [f"{name}: {fault}" for fault in faults]

            page.set_viewport_size({"width": 360, "height": 740})
            page.emulate_media(media="screen", color_scheme="light")
            page.goto(path.as_uri())
            page.wait_for_function(MOVING)
            sizes = page.evaluate(SMALLEST, PICTURES)
            pictures += len(sizes)
            note("small", [x for x in sizes if x[0] < READABLE - 0.05])
            lab.load_axe(page)
            for size, (width, height) in WIDTHS.items():
                page.set_viewport_size({"width": width, "height": height})
                for scheme in ("light", "dark"):
                    page.emulate_media(color_scheme=scheme)
                    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                    note((size, scheme), [f"the page is {wide} px too wide"] if wide > 0 else [])
                    note((size, scheme), page.evaluate(TOO_WIDE))
                    file = f"site_{size}_{scheme}_{path.stem}.png"
                    page.screenshot(path=lab.SCREENSHOTS / file)
                    if (size, scheme) in WITH_AXE and number < len(lessons()) + 4:
                        page.evaluate("document.getAnimations().forEach(a => a.finish())")
                        note(("axe", size, scheme), page.evaluate(SERIOUS, ARTICLE))
                        wrong["looked at"].append((path, size, scheme))
            page.set_viewport_size({"width": 718, "height": 1000})  # a sheet of A4
            page.emulate_media(media="print", color_scheme="light")
            note("print", page.evaluate(CUT))
            if page.locator(".skip-to-content").is_visible():
                note("print", ["the link to the text lies on it"])
    wrong["pictures"] = pictures
    return wrong


@pytest.mark.browser
@pytest.mark.parametrize("size, scheme", WITH_AXE)
def test_pages_are_accessible(seen, size, scheme):
    assert len(seen["looked at"]) == 2 * (len(lessons()) + 4)
    assert seen["axe", size, scheme] == []


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", WIDTHS)
def test_no_page_and_no_figure_is_too_wide(seen, size, scheme):
    assert (lab.SCREENSHOTS / f"site_{size}_{scheme}_index.png").is_file()
    assert seen[size, scheme] == []


@pytest.mark.browser
def test_on_a_phone_no_text_of_a_picture_is_too_small(seen):
    assert seen["pictures"] > len(lessons())
    assert seen["small"] == []


@pytest.mark.browser
def test_a_printed_page_loses_nothing(seen):
    """On a sheet of A4 nothing scrolls: no line of code may be cut, nothing lie on the text."""
    assert seen["print"] == []


@pytest.mark.browser
def test_search_works_from_the_folder(site, open_page):
    """Typed into the field of a page; the results lead to the lesson that explains the word."""
    page = open_page(viewport={"width": 1280, "height": 900})
    page.goto((site / f"{lessons()[1]}.html").as_uri())
    page.get_by_role("searchbox").or_(page.locator("input[name=q]")).first.fill("collisions")
    page.keyboard.press("Enter")
    page.locator("#search-results li a[href^='05_']").first.wait_for(state="attached")
    page.fill("input[name=q]", "zzyzzy")
    page.keyboard.press("Enter")
    page.get_by_text("did not match any documents").wait_for()


@pytest.mark.browser
def test_search_finds_korean_words(site, open_page):
    """As they are typed: two letters, with a particle, beside a Latin name."""
    page = open_page()
    for typed in ("손실", "기울기를", "scatter-add"):
        page.goto((site / "ko/index.html").as_uri())
        page.locator("input[name=q]").first.fill(typed)
        page.keyboard.press("Enter")
        found = page.locator("#search-results li a[href^='03_']")  # the results come one by one
        found.first.wait_for(state="attached")
        assert "/ko/03_" in found.first.evaluate("a => a.href")


ARRIVED = """() => {  // the page scrolls smoothly to the section that its address names
    const top = document.querySelector(":target")?.getBoundingClientRect().top;
    return -50 < top && top < innerHeight;
}"""


@pytest.mark.browser
def test_the_switch_leads_to_the_section_that_is_read(site, open_page):
    page, name = open_page(), lessons()[3]
    page.goto((site / f"{name}.html").as_uri() + "#recap")
    page.wait_for_function(ARRIVED)
    page.get_by_role("link", name="한국어").click()
    page.wait_for_url(f"**/ko/{name}.html#recap")
    page.wait_for_function(ARRIVED)
    assert page.evaluate("document.querySelector('#recap h2').innerText").startswith("정리")
    page.get_by_role("link", name="English").click()
    page.wait_for_url(f"**/site/{name}.html#recap")


@pytest.mark.browser
def test_a_lesson_prints_on_ten_pages_with_its_self_test_answered(site, open_page):
    """Each explorer once, and the answers of the self-test open, although they are folded."""
    page, shown = open_page(), "e => e.checkVisibility({contentVisibilityAuto: true})"
    pages = {}
    for name in lessons():
        page.goto((site / f"{name}.html").as_uri())
        page.emulate_media(media="print")
        pdf = page.pdf(prefer_css_page_size=True, print_background=True)
        pages[name] = len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
        for answer in page.locator("#two-minute-self-test details li").all():
            assert answer.evaluate(shown), name
        for cell in page.locator("#explore-it .cell_output").all():
            seen = [p.evaluate(shown) for p in cell.locator("img, svg").all()]
            assert sum(seen) <= 1, f"{name}: an explorer is printed {sum(seen)} times"
    assert {name: count for name, count in pages.items() if count > 10} == {}


def move_to(box, i, control, n):
    """Move a control as a reader does: pick in the list, or tick; a slider by its keys."""
    row = box.locator(".w2v-controls > div").nth(i)
    if control.kind == "check":
        row.locator("input").set_checked(bool(n))
    elif control.kind == "range" and n == len(control.values) - 1:
        row.locator("input").press("End")
    elif control.kind == "range" and n == 0:
        row.locator("input").press("Home")
    else:
        row.locator("select").select_option(index=n)  # its text could be another one's number


@pytest.fixture(params=["en", "ko"])
def language(request, build_site):
    build_site.texts.speak(request.param)
    yield request.param
    build_site.texts.speak("en")


@pytest.mark.browser
def test_each_control_moves_the_picture_to_what_the_function_draws(
    site, build_site, open_page, language
):
    """Of each explorer: in English each control to its ends; some states with several moved.

    What is expected is drawn anew by the explorer of the lesson, set to what the page shows.
    """
    page, same = open_page(), "(view, text) => w2v.same(view.querySelector('svg'), text)"
    chosen = random.Random(1)
    for name in lessons():
        nb = build_site.run_notebooks.read(build_site.notebooks(language)[name])
        cells = [c for c in nb.cells if build_site.answers.EXPLORER.search(c.source)]
        page.goto((site / language.replace("en", "") / f"{name}.html").as_uri())
        page.evaluate(SCRIPT)
        for place, cell in enumerate(cells):
            plan = build_site.plan_of(cell)
            recorder = build_site.moving.Recorder(build_site.open_explorer(nb.cells, cell), plan)
            box = page.locator(".w2v-moving").nth(place)
            box.locator(".w2v-controls").wait_for()
            view, start = box.locator(".w2v-explorer"), [a.at for a in recorder.axes]
            states = chosen.sample(build_site.moving.combinations(recorder.axes, plan), 3)
            for i, a in enumerate(recorder.axes if language == "en" else ()):
                for end in {0, len(a.values) - 1} - {a.at}:
                    states.append([end if i == j else at for j, at in enumerate(start)])
            now = list(start)
            for state in states:
                for i, n in itertools.chain(enumerate(start), enumerate(state)):
                    if now[i] != n:
                        move_to(box, i, recorder.axes[i], n)
                        now[i] = n
                picture, hint, reached = recorder.go(tuple(state))
                now = list(reached)
                where = f"{name}, cell {cell.id}, {state}"
                if hint:
                    assert box.locator("[role=status]").inner_text() == hint, where
                else:
                    assert view.evaluate(same, picture), where
            recorder.explorer.close()


@pytest.mark.browser
def test_what_was_not_recorded_says_where_to_see_it(site, open_page):
    page = open_page()
    page.goto((site / f"{lessons()[2]}.html").as_uri())
    box = page.locator(".w2v-moving")
    start = box.locator("svg").get_attribute("aria-label")
    box.get_by_label("ids or words").select_option(label="1 1 3")
    said = box.get_by_role("status")
    assert box.locator("svg").get_attribute("aria-label") == said.text_content() != start
    box.get_by_label("ids or words").select_option(label="something else …")
    assert "open in JupyterLab" in said.inner_text()
    box.get_by_role("button", name="Back to the start").press("Enter")
    assert box.locator("svg").get_attribute("aria-label") == start
    assert page.evaluate("document.activeElement.tagName") == "SELECT"


@pytest.mark.browser
def test_the_picture_of_the_front_page_plays(site, open_page):
    page = open_page()
    page.goto((site / "index.html").as_uri())
    slider = page.locator(".w2v-moving input[type=range]")
    before, words = slider.input_value(), page.locator(".w2v-moving svg").inner_html()
    page.locator(".w2v-moving button").press("Enter")
    page.wait_for_function("document.querySelector('.w2v-moving input[type=range]').value > 9")
    page.get_by_role("button", name="Pause").press("Enter")
    at = slider.input_value()
    page.wait_for_timeout(300)
    assert slider.input_value() == at != before
    assert page.locator(".w2v-moving svg").inner_html() != words


@pytest.mark.browser
def test_without_decompression_the_still_picture_stays(site, open_page):
    page = open_page()
    page.add_init_script("delete window.DecompressionStream")
    page.goto((site / f"{lessons()[1]}.html").as_uri())
    page.get_by_text("This browser cannot move the picture").wait_for()
    assert page.locator(".w2v-moving img.w2v-picture").is_visible()
