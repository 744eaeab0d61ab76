"""The static site: every lesson is there, links lead somewhere, it fits, and it asks nobody."""

import importlib.util
import re
import urllib.parse
from html.parser import HTMLParser

import lab
import pytest

ROOT = lab.ROOT
WIDTHS = {"phone": (390, 844, "light"), "projector": (1920, 1080, "dark")}
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
        assert re.search(r'<img alt="[^"]{20,}"', text), f"{name} shows no picture"
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


@pytest.mark.browser
@pytest.mark.skipif(lab.find_chromium() is None, reason="no Chromium found: the site was not seen")
@pytest.mark.parametrize("size", WIDTHS)
def test_pages_fit_ask_nobody_and_are_accessible(site, size):
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    width, height, scheme = WIDTHS[size]
    asked, problems = [], []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=lab.find_chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme
        )
        context.on("request", lambda request: asked.append(request.url))
        page = context.new_page()
        for name in ["index", *lessons()]:
            page.goto((site / f"{name}.html").as_uri())
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wide > 0:
                problems.append(f"{name}: the page is {wide} px too wide")
            problems += [
                f"{name}: a figure sticks out: {alt[:60]}"
                for alt in page.evaluate(
                    "() => [...document.querySelectorAll('article img, article svg')]"
                    ".filter(i => i.getBoundingClientRect().right > innerWidth + 1)"
                    ".map(i => i.alt || i.id || i.tagName)"
                )
            ]
            found = Axe().run(page, context=ARTICLE).response["violations"]
            problems += [
                f"{name}: {v['id']} ({v['impact']}): {v['nodes'][0]['html'][:100]}"
                for v in found
                if v["impact"] in ("serious", "critical")
            ]
            lab.SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=lab.SCREENSHOTS / f"site_{size}_{name}.png")
        chromium.close()
    assert not problems, "\n".join(problems)
    elsewhere = [a for a in asked if not a.startswith(("file:", "data:", "blob:"))]
    assert elsewhere == []
