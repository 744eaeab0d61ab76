"""The two commands set themselves up, say what is wrong in a line, and the lock keeps its word."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import explorer_page
import lab
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from w2vlib.setup import doctor

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
TOOLS = ("awk", "bash", "cat", "cksum", "cut", "dirname", "du", "env", "grep", "head", "id")
TOOLS += ("make", "mkdir", "mv", "rm", "sed", "sh", "tail", "tee", "tr")

UNPINNED = ("pip", "setuptools", "w2vlib")  # a new environment brings pip, 3.11 setuptools too

pytestmark = pytest.mark.skipif(os.name == "nt", reason="make and bash: not used on Windows")

# A stand-in for the course: the same Makefile and set-up, but nothing to download.
STUB_PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "w2vlib"
version = "0.1.0"
"""
STUB_BACKEND = """
import zipfile
MAIN = "import sys; print('{name} was started with', *sys.argv[1:])"
INFO = "w2vlib-0.1.0.dist-info/"
def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "w2vlib-0.1.0-py3-none-any.whl"
    files = {f"{n}/__main__.py": MAIN.format(name=n) for n in ("jupyterlab", "pytest")}
    files[INFO + "METADATA"] = (
        "Metadata-Version: 2.1\\nName: w2vlib\\nVersion: 0.1.0\\n"
        "Provides-Extra: course\\nProvides-Extra: ko\\nProvides-Extra: dev\\nREQUIRES")
    files[INFO + "WHEEL"] = "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
    files[INFO + "RECORD"] = "".join(f"{f},,\\n" for f in [*files, INFO + "RECORD"])
    with zipfile.ZipFile(f"{folder}/{name}", "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
    return name
"""


def stub_project(folder: Path, requires: str = "") -> Path:
    """A folder (with a space and Hangul in its path) that holds our Makefile and tools."""
    project = folder / "my 말뭉치 course"
    shutil.copytree(ROOT / "tools", project / "tools")
    shutil.copy(ROOT / "Makefile", project)
    (project / "pyproject.toml").write_text(STUB_PYPROJECT)
    (project / "backend.py").write_text(STUB_BACKEND.replace("REQUIRES", requires))
    (project / "requirements-lock.txt").write_text("tqdm==4.70.1\n")
    return project


@pytest.fixture
def bin_folder(tmp_path):
    """A PATH with the usual tools and no Python at all; `stub` adds programs to it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in TOOLS:
        if (path := shutil.which(name)) is None:
            pytest.skip(f"no {name} on this machine")
        (folder / name).symlink_to(path)
    return folder


def stub(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


@pytest.fixture(scope="module")
def python(tmp_path_factory) -> str:
    """This Python; of the environments that it is to make the later ones are copies of the first.

    Most of the seconds of `python -m venv` go into pip.
    """
    folder = tmp_path_factory.mktemp("python")
    make, cp, new = f'"{sys.executable}" "$@"', shutil.which("cp"), folder / "new"
    copy = f'if [ -e "{new}" ]; then exec {cp} -a "{new}" .venv; fi'
    first = f'{make} && exec {cp} -a .venv "{new}"'
    script = f'if [ "$*" = "-m venv .venv" ]; then {copy}; {first}; fi\nexec {make}'
    stub(folder, "python3", script)
    return str(folder / "python3")


def run(project: Path, *command: str, path: Path | str = "", **environment: str):
    """Run a command there; whatever happens, no stack trace."""
    keep = {
        k: v for k, v in os.environ.items() if k not in ("PYTHON", "ARGS", "MAKEFLAGS", "MAKELEVEL")
    }
    environment = keep | {"PATH": str(path or os.environ["PATH"])} | environment
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, encoding="utf-8"
    )
    done.all = done.stdout + done.stderr
    assert "Traceback" not in done.all, done.all
    return done


# --- finding a Python


def test_without_python_one_line_says_so(tmp_path, bin_folder):
    done = run(stub_project(tmp_path), "make", "lab", path=bin_folder)
    assert done.returncode != 0
    assert done.stderr.splitlines()[0] == (
        "The course needs Python 3.11 or later; no python3 runs here. "
        "Install one, or name it: make lab PYTHON=/path/to/python3.12"
    )


def test_an_old_python_is_named(tmp_path, bin_folder):
    stub(bin_folder, "python3", "echo 3.9.18")
    stub(bin_folder, "python", "echo 2.7.18")
    done = run(stub_project(tmp_path), "make", "test", path=bin_folder)
    assert done.returncode != 0
    assert "; python3 is 3.9.18, python is 2.7.18. Install one" in done.stderr.splitlines()[0]


def test_an_old_python_and_a_broken_shim_are_passed_over(tmp_path, bin_folder):
    stub(bin_folder, "python3", "echo 3.9.18")
    stub(bin_folder, "python3.13", "echo 'pyenv: python3.13: command not found' >&2; exit 127")
    stub(bin_folder, "python3.12", f'exec "{sys.executable}" "$@"')
    done = run(stub_project(tmp_path), "bash", "tools/setup.sh", "python", path=bin_folder)
    assert done.stdout == "python3.12\n"
    assert done.stderr == ""


def test_a_named_python_that_does_not_run(tmp_path):
    done = run(stub_project(tmp_path), "make", "lab", "PYTHON=/no/such/python")
    assert done.returncode != 0
    assert done.stderr.splitlines()[0] == "PYTHON=/no/such/python does not run."


def test_python_without_venv_names_the_package(tmp_path, bin_folder):
    refuse = 'case "$*" in *ensurepip*) exit 1;; esac'
    stub(bin_folder, "python3", f'{refuse}\nexec "{sys.executable}" "$@"')
    done = run(stub_project(tmp_path), "make", "lab", path=bin_folder)
    assert done.returncode != 0
    assert "sudo apt install python3-venv" in done.stderr.splitlines()[0]


@pytest.mark.parametrize("version", [*(f"3.{minor}.1" for minor in range(6, 24)), "4.0.0"])
def test_the_same_pythons_are_accepted_everywhere(version, tmp_path, bin_folder, monkeypatch):
    stub(bin_folder, "python3", f"echo {version}")
    done = run(stub_project(tmp_path), "bash", "tools/setup.sh", "python", path=bin_folder)
    accepted = version in SpecifierSet(PROJECT["requires-python"])
    assert (done.returncode == 0) == accepted
    monkeypatch.setattr(doctor.sys, "version_info", tuple(map(int, version.split("."))))
    assert (doctor.python_is_supported() is None) == accepted
    script = (ROOT / "tools/setup.sh").read_text(encoding="utf-8")
    assert "tried with ({}.{} to {}.{})".format(*doctor.OLDEST, *doctor.NEWEST) in script


@pytest.mark.room
def test_a_newer_python_gets_a_sentence_and_goes_on(tmp_path, bin_folder, python):
    pretend = 'case "$*" in *version_info*) echo 3.16.0 && exit;; esac'
    stub(bin_folder, "python3", f'{pretend}\nexec "{python}" "$@"')
    done = run(stub_project(tmp_path), "make", "lab", path=bin_folder)
    assert "Python 3.16.0 is newer than those" in done.stderr and "Going on." in done.stderr
    assert "jupyterlab was started" in done.stdout


def test_every_python_of_the_course_is_tested_by_the_integration_server():
    jobs = yaml.safe_load((ROOT / ".github/workflows/tests.yml").read_text())["jobs"]
    tried = range(doctor.OLDEST[1], doctor.NEWEST[1] + 1)
    assert jobs["linux"]["strategy"]["matrix"]["python"] == [f"3.{minor}" for minor in tried]


def test_quick_leaves_out_what_has_a_marker_and_nothing_else():
    develop = (ROOT / "tools/develop.mk").read_text(encoding="utf-8")
    quick, whole = (
        re.search(rf"^{target}: .*\n(?:\t.*\n)+", develop, re.M)[0] for target in ("quick", "test")
    )
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"]
    markers = [line.partition(":")[0] for line in settings["ini_options"]["markers"]]
    assert markers == ["browser", "network", "room", "slow"]
    assert f'-m "{" and ".join(f"not {marker}" for marker in markers)}"' in quick
    ours = (
        ROOT.joinpath("tests/conftest.py").read_text("utf-8") + settings["ini_options"]["addopts"]
    )
    for way in (" -k ", "--ignore", "--deselect", "collect_ignore", "deselected"):
        assert way not in quick + whole + ours, way
    assert quick.count(" -m ") == 2 and whole.count(" -m ") == 1  # python -m pytest, and the choice


# --- the two commands, on the stand-in


@pytest.fixture(scope="module")
def project(tmp_path_factory, python):
    project = stub_project(tmp_path_factory.mktemp("set-up"))
    done = run(project, "make", "lab", "ARGS=--no-browser --x=1", PYTHON=python)
    assert done.returncode == 0, done.all
    assert "Setting up .venv" in done.stderr
    assert "--no-browser --x=1" in done.stdout
    return project


def test_lab_is_local_and_opens_the_first_lesson(project):
    done = run(project, "make", "lab")
    assert "jupyterlab was started with --ServerApp.ip=127.0.0.1" in done.stdout
    assert "default_url=/lab/tree/notebooks/00_start_here.ipynb" in done.stdout
    assert ("--allow-root" in done.stdout) == (os.geteuid() == 0)
    assert (ROOT / "notebooks" / "00_start_here.ipynb").is_file()


def test_lab_starts_without_a_home_folder_and_says_so(project, tmp_path):
    done = run(project, "make", "lab", HOME=str(tmp_path / "nowhere"), TMPDIR=str(tmp_path))
    assert "jupyterlab was started" in done.stdout
    said = done.stdout.split("this time Jupyter keeps its files in ")[1].split(".\n")[0]
    assert Path(said).is_dir() and Path(said).is_relative_to(tmp_path)
    assert "home folder" not in run(project, "make", "lab", HOME=str(tmp_path)).stdout


def test_the_second_run_installs_nothing_and_the_tests_share_the_set_up(project):
    log = project / ".venv" / "setup.log"
    before = log.stat().st_mtime_ns
    assert run(project, "make", "lab").stderr == ""
    assert log.stat().st_mtime_ns == before

    done = run(project, "make", "test", "ARGS=-k one")
    assert "Bringing .venv up to date" in done.stderr
    assert "pytest was started with --nbval" in done.stdout  # one process for a few tests
    assert "tests notebooks -k one" in done.stdout
    before = log.stat().st_mtime_ns
    assert run(project, "make", "lab").stderr == ""
    done = run(project, "make", "test")
    assert done.stderr == "" and "--no-loadscope-reorder --nbval" in done.stdout
    assert "--durations=10 tests notebooks\n" in done.stdout
    done = run(project, "make", "test", "ARGS=tests/test_words.py -x")
    assert done.stdout.rstrip().endswith("--durations=10 tests/test_words.py -x")
    done = run(project, "make", "quick")
    assert "not browser and not network and not room and not slow" in done.stdout
    assert done.stdout.rstrip().endswith("--durations=10 tests")
    assert log.stat().st_mtime_ns == before


def test_lab_speaks_korean_for_this_run_only(project):
    done = run(project, "make", "lab", "SPEAK=ko")
    assert "default_url=/lab/tree/notebooks/ko/00_start_here.ipynb" in done.stdout
    settings = re.search(r"app_settings_dir=(.+?) --LabApp", done.stdout)[1]
    for folder, locale in (
        (settings, "ko_KR"),
        (project / ".venv/share/jupyter/lab/settings", None),
    ):
        chosen = json.loads((Path(folder) / "overrides.json").read_text())
        assert chosen.get("@jupyterlab/translation-extension:plugin", {}).get("locale") == locale
    for speak in ("", "ko"):  # neither undoes what the other has set up
        assert run(project, "make", "lab", f"SPEAK={speak}").stderr == ""


def test_a_changed_lock_is_installed(project):
    with (project / "requirements-lock.txt").open("a") as lock:
        lock.write("# changed\n")
    assert "Bringing .venv up to date" in run(project, "make", "lab").stderr
    assert run(project, "make", "lab").stderr == ""


DAMAGE = {  # what is wrong in .venv: how it came about
    "gone": "pip uninstall -y tqdm",
    "deleted by hand": "rm -r {site}/tqdm",
    "deleted with its record": "rm -r {site}/tqdm {site}/tqdm-4.70.1.dist-info",
    "half a file": "truncate -s 100 {site}/tqdm/std.py",
    "without its record": "rm {site}/tqdm-4.70.1.dist-info/RECORD",
    "another version": "pip install tqdm==4.67.1",
    "a dependency of the course itself": "rm {site}/pytest/__main__.py",
}


@pytest.fixture(scope="module")
def with_tqdm(tmp_path_factory, python):
    """A set-up that holds a package; (the project, its site-packages)."""
    tmp_path = tmp_path_factory.mktemp("damage")
    project = stub_project(tmp_path, requires="Requires-Dist: tqdm>=4\\n")
    done = run(project, "make", "lab", PYTHON=python)
    if done.returncode and "Usual causes: no network" in done.stderr:
        pytest.skip("no package index can be reached: nothing was damaged and repaired")
    assert "jupyterlab was started" in done.stdout, done.all
    return project, next((project / ".venv").glob("lib/python*/site-packages"))


@pytest.mark.network
@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_damaged_after_the_set_up_is_put_back(with_tqdm, damage):
    project, site = with_tqdm
    how = DAMAGE[damage].format(site=f'"{site}"').replace("pip ", ".venv/bin/python -m pip -q ")
    run(project, "bash", "-ec", how)
    done = run(project, "make", "lab")
    assert "Gone, changed or broken in .venv: " in done.stderr
    assert "jupyterlab was started" in done.stdout
    here = "from importlib.metadata import version; import tqdm; print(version('tqdm'))"
    assert run(project, ".venv/bin/python", "-c", here).stdout == "4.70.1\n"
    assert run(project, "make", "lab").stderr == ""


@pytest.mark.network
def test_what_a_person_adds_to_the_environment_stays(with_tqdm):
    project, site = with_tqdm
    run(project, ".venv/bin/python", "-m", "pip", "-q", "install", "colorama")
    assert run(project, "make", "lab").stderr == ""
    assert (site / "colorama").is_dir()


def test_a_half_made_set_up_is_repaired(project, python):
    for stamp in (project / ".venv").glob("ready-*"):
        stamp.unlink()  # an interrupted installation leaves none
    shutil.rmtree(next((project / ".venv").glob("lib/python*/site-packages/pip")))
    done = run(project, "make", "lab", PYTHON=python)
    assert "making it anew" in done.stderr
    assert "jupyterlab was started" in done.stdout


def test_a_moved_folder_is_set_up_anew(project, python):
    moved = project.rename(project.with_name("moved"))
    try:
        done = run(moved, "make", "lab", PYTHON=python)
    finally:
        moved.rename(project)
    assert "another Python or folder" in done.stderr
    assert "jupyterlab was started" in done.stdout


@pytest.mark.room
def test_no_network_is_explained(tmp_path, python):
    project = stub_project(tmp_path, requires="Requires-Dist: no-such-package-anywhere\\n")
    done = run(project, "make", "lab", PYTHON=python, PIP_NO_INDEX="1", PIP_FIND_LINKS="")
    assert done.returncode != 0
    assert "no-such-package-anywhere" in done.stderr
    assert "Usual causes: no network" in done.stderr
    assert "jupyterlab was started" not in done.stdout


# --- the lock and environment.yml


def lock_here() -> dict[str, str]:
    """What the lock pins for this platform and this Python."""
    lines = (ROOT / "requirements-lock.txt").read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line) for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"==[^*,]+", str(pin.specifier)) for pin in pins)
    return {
        pin.name: str(pin.specifier)[2:]
        for pin in pins
        if pin.marker is None or pin.marker.evaluate()
    }


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_lock_names_no_machine():
    text = (ROOT / "requirements-lock.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"(^|\s)/\w", text)
    assert "make lock" in text.splitlines()[1]


def test_the_lock_covers_and_satisfies_pyproject():
    lock = lock_here()
    lists = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    for wanted in map(Requirement, (line for part in lists for line in part)):
        here = wanted.marker is None or wanted.marker.evaluate({"extra": ""})
        if wanted.name != PROJECT["name"] and here:
            assert lock[normal(wanted.name)] in wanted.specifier, wanted


def test_these_tests_run_with_what_the_lock_pins():
    different = {}
    for name, version in lock_here().items():
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            if name.startswith("kiwipiepy"):  # the extra ko is not in dev: 80 MB for one lesson
                continue
            installed = "none"
        if installed != version:
            different[name] = f"{installed} instead of {version}"
    assert not different


def environment() -> dict:
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


def test_conda_installs_only_python_and_pip():
    *conda, pip = environment()["dependencies"]
    assert [re.split("[=<>]", line)[0] for line in conda] == ["python", "pip"]
    assert re.fullmatch(r"python=3\.\d+", conda[0])  # Binder takes an old one if none is named
    assert conda[0].removeprefix("python=") + ".0" in SpecifierSet(PROJECT["requires-python"])
    assert pip == {"pip": ["-c requirements-lock.txt", "-e .[course]"]}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory, python):
    """A clone of the course, and its pip section installed in a fresh environment beside it.

    As conda does it: the section becomes a requirements file in the folder of environment.yml, for
    the newest pip, which takes half the time of an old one.
    """
    folder = tmp_path_factory.mktemp("binder")
    subprocess.run([python, "-m", "venv", ".venv"], cwd=folder, check=True)
    copy, python = folder / "course", str(folder / ".venv" / "bin" / "python")
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".venv*", "build", ".git", "*-info"))
    requirements = copy / "section.txt"
    requirements.write_text("\n".join(environment()["dependencies"][-1]["pip"]) + "\n")
    install = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input")
    if run(copy, python, *install, "--upgrade", "--force-reinstall", "pip").returncode:
        pytest.skip("no package index can be reached: environment.yml was not installed")

    install += ("--no-compile",)  # Python compiles what it imports
    done = run(copy, python, *install, "-r", requirements.name)
    assert done.returncode == 0, done.all
    return copy, python


@pytest.mark.network
def test_the_pip_section_of_environment_yml_gives_the_locked_versions(fresh):
    copy, python = fresh
    listed = run(copy, python, "-m", "pip", "list", "--format=json").stdout
    installed = {normal(p["name"]): p["version"] for p in json.loads(listed)}
    lock = lock_here()
    ours = {name: v for name, v in installed.items() if name not in UNPINNED}
    assert {"numpy", "numba", "jupyterlab", "ipywidgets", "matplotlib"} <= set(ours)
    assert ours == {name: lock.get(name) for name in ours}
    assert "All is well." in run(copy, python, "-m", "w2vlib").stdout


@pytest.mark.network
@pytest.mark.browser
@pytest.mark.skipif(lab.find_chromium() is None, reason="no Chromium: Binder's JupyterLab not seen")
def test_jupyterlab_of_that_environment_runs_a_lesson(fresh):
    """Its kernel, its widgets: nothing of the environment of these tests."""
    copy, python = fresh
    with lab.lab_server(copy, python=python) as server, lab.chromium() as browser:
        lesson = browser.open_notebook(server, "notebooks/02_replace_a_product_by_a_lookup.ipynb")
        lesson.run_all()
        assert lesson.errors() == [] and lesson.not_run() == []
        page = lesson.page
        page.evaluate(explorer_page.SCRIPT)
        prefix = page.evaluate("code => w2v.ask(code)", "__import__('sys').prefix")
        assert str(Path(python).parent.parent) in prefix["data"]["text/plain"]
        picture = page.locator(".jupyter-widgets svg[aria-label]").first
        before = picture.get_attribute("aria-label")
        page.get_by_role("button", name="goodbye").first.click()
        page.wait_for_function(
            "([svg, text]) => svg.isConnected ? svg.ariaLabel !== text : true",
            arg=[picture.element_handle(), before],
        )
        assert picture.get_attribute("aria-label") != before
        assert browser.refused == []


# --- make fresh


def test_fresh_reads_the_readme_and_says_what_it_needs(tmp_path, bin_folder):
    """The run itself makes machines: by hand, `make fresh`."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (packages,) = re.findall(r"^sudo apt install (.*)$", readme, re.M)
    assert {"git", "make", "python3-venv"} <= set(packages.split())
    script = (ROOT / "tools/fresh.sh").read_text(encoding="utf-8")
    assert "sed -nE 's/^sudo apt install (.*)$/" in script and "://" not in script.replace(
        "http://127", ""
    )
    done = run(stub_project(tmp_path), "bash", "tools/fresh.sh", "forky", path=bin_folder)
    assert done.returncode == 2
    assert done.stdout == "mmdebstrap is missing: on Debian, apt install mmdebstrap bubblewrap\n"


# --- .ci/run


def test_ci_run_installs_what_is_missing_and_then_calls_make_test(tmp_path, bin_folder):
    project = stub_project(tmp_path)
    shutil.copytree(ROOT / ".ci", project / ".ci")
    (bin_folder / "make").unlink()
    stub(bin_folder, "make", 'echo "make was called with $*"')
    stub(bin_folder, "python3", f'exec "{sys.executable}" "$@"')
    for name in ("git", "bwrap", "node", "npm"):
        stub(bin_folder, name, "true")
    stub(bin_folder, "uname", "echo Linux")
    for name in ("apt-get", "sudo"):
        stub(bin_folder, name, f'echo "{name} $*" >> "{tmp_path}/called"; echo noise')
    done = run(project, "bash", ".ci/run", path=bin_folder, CHROMIUM="")
    called = (tmp_path / "called").read_text().splitlines()
    assert called[-2].endswith("apt-get update")
    assert called[-1].endswith(" chromium-headless-shell")  # nothing else was missing
    assert done.stdout.splitlines() == [
        "Installing chromium-headless-shell (log: build/apt.log)",
        "make was called with test",
    ]
    refuses = 'case "$*" in *headless*) exit 1;; esac'
    for name in ("apt-get", "sudo"):
        stub(bin_folder, name, refuses)
    done = run(project, "bash", ".ci/run", path=bin_folder, CHROMIUM="")  # as on Ubuntu
    assert done.stdout.splitlines()[-2:] == [
        "Installing chromium (log: build/apt.log)",
        "make was called with test",
    ]
    stub(bin_folder, "chromium", "true")
    done = run(project, "bash", ".ci/run", path=bin_folder, CHROMIUM="")
    assert "Installing chromium (" not in done.stdout
    assert done.stdout.endswith("make was called with test\n")
    stub(bin_folder, "chromium-headless-shell", "true")
    done = run(project, "bash", ".ci/run", path=bin_folder, CHROMIUM="")
    assert done.stdout == "make was called with test\n"
    (bin_folder / "python3").unlink()
    done = run(project, "bash", ".ci/run", path=bin_folder, CHROMIUM="/some/chromium")
    assert done.stdout.splitlines()[0] == "Installing python3 python3-venv (log: build/apt.log)"


def test_ci_run_goes_on_where_it_may_not_install(tmp_path, bin_folder):
    project = stub_project(tmp_path)
    shutil.copytree(ROOT / ".ci", project / ".ci")
    stub(bin_folder, "git", "true")
    stub(bin_folder, "uname", "echo Linux")
    for name in ("apt-get", "sudo"):
        stub(bin_folder, name, "echo 'not allowed' >&2; exit 1")
    done = run(project, "bash", ".ci/run", path=bin_folder, CHROMIUM="")
    for missing in ("bubblewrap python3 python3-venv nodejs npm", "chromium-headless-shell",
                    "chromium"):  # fmt: skip
        assert f"Could not install {missing}; going on without" in done.stdout
    assert "not allowed" in done.stdout
    assert "no python3 runs here" in done.stderr  # what `make test` then says
    assert done.returncode != 0
