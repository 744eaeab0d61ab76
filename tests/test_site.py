"""The static site: every lesson is there, links lead somewhere, it fits, and it asks nobody."""

import importlib.util
import re
import urllib.parse
from html.parser import HTMLParser

import lab
import pytest

ROOT = lab.ROOT
WIDTHS = {"phone": (390, 844), "projector": (1920, 1080)}
# What furo's own page frame does is its matter; what stands in the article is ours.
ARTICLE = "article"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    spec = importlib.util.spec_from_file_location("build_site", ROOT / "tools" / "build_site.py")
    build_site = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build_site)
    out = tmp_path_factory.mktemp("web") / "site"
    assert build_site.build(out) == 0, "Sphinx warned: its lines are above"
    return out


def lessons():
    return sorted(p.stem for p in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))


def written_pages(site):
    """The front page, the lessons, the exercises; not what Sphinx adds."""
    pages = [site / "index.html", *(site / f"{name}.html" for name in lessons())]
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


@pytest.fixture
def open_page():
    """open_page(**context) -> a page of a Chromium that may reach nothing but files."""
    if lab.find_chromium() is None:
        pytest.skip("no Chromium found: the site was not seen")
    from playwright.sync_api import sync_playwright

    asked = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=lab.find_chromium(), args=["--no-sandbox", "--disable-gpu"]
        )

        def new_page(**options):
            context = chromium.new_context(**options)
            context.on("request", lambda request: asked.append(request.url))
            return context.new_page()

        yield new_page
        chromium.close()
    assert [a for a in asked if not a.startswith(("file:", "data:", "blob:"))] == []


@pytest.mark.browser
@pytest.mark.parametrize("size, scheme", [("phone", "light"), ("projector", "dark")])
def test_pages_are_accessible(site, open_page, size, scheme):
    """axe-core takes 2 s a page: so two of the four looks, and one exercise for all of them."""
    from axe_playwright_python.sync_playwright import Axe

    width, height = WIDTHS[size]
    page = open_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    problems = []
    for path in written_pages(site)[: len(lessons()) + 2]:
        page.goto(path.as_uri())
        found = Axe().run(page, context=ARTICLE).response["violations"]
        problems += [
            f"{path.stem}: {v['id']} ({v['impact']}): {v['nodes'][0]['html'][:100]}"
            for v in found
            if v["impact"] in ("serious", "critical")
        ]
    assert not problems, "\n".join(problems)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", WIDTHS)
def test_no_page_and_no_figure_is_too_wide(site, open_page, size, scheme):
    width, height = WIDTHS[size]
    page = open_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    problems = []
    for path in written_pages(site):
        page.goto(path.as_uri())
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            problems.append(f"{path.stem}: the page is {wide} px too wide")
        problems += [
            f"{path.stem}: a figure sticks out: {alt[:60]}"
            for alt in page.evaluate(
                "() => [...document.querySelectorAll('article img, article svg')]"
                ".filter(i => i.getBoundingClientRect().right > innerWidth + 1)"
                ".filter(i => !i.closest('.output'))"  # scrolls, so that words stay readable
                ".map(i => i.alt || i.id || i.tagName)"
            )
        ]
        lab.SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=lab.SCREENSHOTS / f"site_{size}_{scheme}_{path.stem}.png")
    assert not problems, "\n".join(problems)


@pytest.mark.browser
def test_search_works_from_the_folder(site, open_page):
    """Typed into the field of a page; the results lead to the lesson that explains the word."""
    page = open_page(viewport={"width": 1280, "height": 900})
    page.goto((site / f"{lessons()[1]}.html").as_uri())
    page.get_by_role("searchbox").or_(page.locator("input[name=q]")).first.fill("collisions")
    page.keyboard.press("Enter")
    page.wait_for_selector("#search-results li a")
    found = page.locator("#search-results li a").evaluate_all("all => all.map(a => a.href)")
    assert any("/05_" in address for address in found)
    page.fill("input[name=q]", "zzyzzy")
    page.keyboard.press("Enter")
    page.get_by_text("did not match any documents").wait_for()


@pytest.mark.browser
def test_a_printed_page_loses_nothing(site, open_page):
    """On a sheet of A4 nothing scrolls: no line of code may be cut, nothing lie on the text."""
    page = open_page(viewport={"width": 718, "height": 1000})
    page.emulate_media(media="print")
    for path in written_pages(site):
        page.goto(path.as_uri())
        cut = page.evaluate(
            "() => [...document.querySelectorAll('article pre, article table')]"
            ".filter(box => box.scrollWidth > box.clientWidth + 1).map(box => box.innerText)"
        )
        assert cut == [], path.stem
        assert not page.locator(".skip-to-content").is_visible()


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
