"""The Korean text: its card, how it is made and cut, and what lesson 09 says of it."""

import hashlib
import importlib.util
import lzma
import sys
from pathlib import Path

import numpy as np
import pytest

from w2vlib import load_corpus, train_word2vec
from w2vlib.lessons import korean

ROOT = Path(__file__).parent.parent
DATA = ROOT / "data"
CARD = (DATA / "README.md").read_text(encoding="utf-8").partition("## help_ko")[2]
CARD = CARD.partition("\n## ")[0]
NO_KIWI = "kiwipiepy is not installed (extra ko)"


@pytest.fixture(scope="module")
def build():
    sys.path.insert(0, str(ROOT / "tools/data"))  # it takes a function from the script beside it
    spec = importlib.util.spec_from_file_location(
        "build_help_ko", ROOT / "tools/data/build_help_ko.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.path.remove(str(ROOT / "tools/data"))


def lines(name: str) -> list[str]:
    return lzma.decompress((DATA / name).read_bytes()).decode().splitlines()


# --- the card and the files


def test_card_of_the_korean_text(build):
    for name in (korean.TEXT, korean.CUT):
        text = lzma.decompress((DATA / name).read_bytes())
        assert hashlib.sha256(text).hexdigest() == build.TEXT_SHA256[name]
    for name, file in (("help_ko", korean.TEXT), ("help_ko_morphemes", korean.CUT)):
        every, usual = load_corpus(name, min_count=1), load_corpus(name)
        once = (every.vocab.counts == 1).mean()
        size = (DATA / file).stat().st_size
        row = f"| {every.n_words:,} | {len(every.vocab):,} | {once:.2f} | {len(usual.vocab):,} |"
        assert f"| {name} | {size:,} {row}" in CARD
    assert f"{len(lines(korean.TEXT)):,} distinct sentences" in CARD
    assert build.VERSION in CARD and build.PACKAGE in CARD and f"kiwipiepy {build.KIWI}" in CARD


def test_both_files_hold_the_same_sentences_each_once():
    text, cut = lines(korean.TEXT), lines(korean.CUT)
    assert len(text) == len(set(text)) == len(cut)
    assert all(cut)


def test_a_stored_text_is_cut_as_its_table_says():
    assert load_corpus("help_ko").min_count == load_corpus("help_ko_morphemes").min_count == 5
    assert "열다" in load_corpus("help_ko_morphemes").vocab  # a verb as in a dictionary
    assert "열의" in load_corpus("help_ko").vocab  # an eojeol with its particle


# --- how it is made


def test_sentences_of_a_page(build):
    page = """<h1>제목</h1><p>no part of the page</p><div id="DisplayArea">
    <h1 id="a" class="b">창 고정</h1>
    <p class="paragraph">창을 <b>고정</b>합니다. <span class="MAC">Command <span>키</span></span>
    <span>Ctrl</span> 키를 누르십시오. 창을?</p><p class="code">print(창)</p>
    <p class="paragraph">This is not translated yet, but for one word: 창.</p></div>"""
    wanted = ["창 고정", "창을 고정합니다.", "Ctrl 키를 누르십시오.", "창을?"]
    assert list(build.sentences(page)) == wanted
    assert build.build_text([page, page]) == "".join(f"{s}\n" for s in wanted)


def test_another_package_is_refused(build, tmp_path):
    (tmp_path / "other.deb").write_bytes(b"no package")
    with pytest.raises(SystemExit, match="expected 7ef2d854"):
        build.read_package(tmp_path / "other.deb")


def test_without_apt_the_script_says_so(build, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit, match="apt-get was not found"):
        build.fetch_package(tmp_path)


# --- how it is cut


def test_without_kiwipiepy_the_courses_text_is_cut_and_others_are_refused(monkeypatch):
    monkeypatch.setitem(sys.modules, "kiwipiepy", None)
    assert korean.morphemes(["파일 열기 및 닫기"]) == [["파일", "열다", "기", "및", "닫다", "기"]]
    with pytest.raises(ModuleNotFoundError, match=r"w2vlib\[ko\].*got '내 문장'"):
        korean.morphemes(["파일 열기 및 닫기", "내 문장"])


def test_with_kiwipiepy_it_is_cut_as_it_is_stored():
    kiwi = pytest.importorskip("kiwipiepy", reason=NO_KIWI)
    if not kiwi.__version__.startswith("0.24."):
        pytest.skip(f"the file was made with kiwipiepy 0.24.1, here is {kiwi.__version__}")
    text, cut = lines(korean.TEXT)[::200], lines(korean.CUT)[::200]
    assert [" ".join(found) for found in korean.morphemes(text)] == cut
    assert korean.morphemes(["열을 12개 삭제했다!"])[0][:2] == ["열", "을"]


# --- what lesson 09 says: with three seeds, as it trains


@pytest.fixture(scope="module")
def nearest():
    trained = {
        name: [
            train_word2vec(load_corpus(name), epochs=5, alpha=0.1, seed=seed, progress=False)
            for seed in (1, 2, 3)
        ]
        for name in ("help_ko", "help_ko_morphemes")
    }

    def five(name: str, word: str) -> list[set[str]]:
        return [{w for w, _ in v.most_similar(word, topn=5)} for v in trained[name]]

    return five


def test_an_eojeol_lies_near_its_own_forms(nearest):
    assert all({"행", "열의"} <= found for found in nearest("help_ko", "열"))
    assert all("행을" in found for found in nearest("help_ko", "열을"))


def test_morphemes_find_their_neighbours(nearest):
    assert all("아래쪽" in found for found in nearest("help_ko_morphemes", "위쪽"))
    assert all("불러오다" in found for found in nearest("help_ko_morphemes", "열다"))


def test_another_seed_gives_monday_other_neighbours(nearest):
    one, two, three = nearest("help_ko_morphemes", "월요일")
    assert max(len(one & two), len(one & three), len(two & three)) <= 1


def test_a_syllable_is_in_many_words_and_kiwipiepy_cuts_font_in_two():
    vocab = load_corpus("help_ko_morphemes", min_count=1).vocab
    assert "배열" in vocab
    whole = vocab.counts[vocab.key_to_index["글꼴"]]
    in_two = sum(f" {line} ".count(" 글 꼴 ") for line in lines(korean.CUT))
    assert in_two > 2 * whole  # "mostly", says the card
    for word in ("왕", "학교", "바다"):  # "no kings, schools or seas"
        assert word not in vocab


def test_half_of_the_eojeol_occur_once_and_v_is_twice_that_of_the_addresses():
    eojeol = load_corpus("help_ko", min_count=1)
    english = np.unique(load_corpus("sotu", min_count=1).ids[: eojeol.n_words])
    assert len(eojeol.vocab) > 2 * len(english)
