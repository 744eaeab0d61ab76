"""A real JupyterLab in a real, headless Chromium, for tests and screenshots.

    with lab_server(folder) as server, chromium() as browser:
        lesson = browser.open_notebook(server, "02_lookup.ipynb")
        lesson.run_all()
        assert lesson.errors() == []

Chromium is Debian's (or Google's), found by `find_chromium`; Playwright brings only the driver.
"""

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCREENSHOTS = ROOT / "build" / "screenshots"
# The first, Debian's Chromium that cannot open a window, takes a quarter less time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome",
            "google-chrome-stable")  # fmt: skip
APPS = {  # name -> how `python -m` is told
    "lab": "jupyterlab", "jupyter lab": "jupyter lab", "notebook": "notebook", "voila": "voila",
}  # fmt: skip
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
SETTINGS = {
    # every cell stays in the page; Lab's default removes those out of sight
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
ERRORS = (
    "[data-mime-type='application/vnd.jupyter.error'], "
    "[data-mime-type='application/vnd.jupyter.stderr']"
)

# axe-core reads the colours of all that lies below each word, as texts, thousands of times the same
# few: with each of them read once it takes a third less time and finds the same, to the number.
COLOURS_READ_ONCE = """() => {
    const color = axe.commons.color.Color.prototype, read = color.parseString, known = new Map();
    color.parseString = function (text) {
        if (!known.has(text)) {
            read.call(this, text);
            known.set(text, [this.r, this.g, this.b, this.alpha]);
        }
        [this.r, this.g, this.b, this.alpha] = known.get(text);
        return this;
    };
}"""


def find_chromium() -> str | None:
    """The path of a Chromium: what the variable CHROMIUM names, else the first one on PATH."""
    names = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else BROWSERS
    return next(filter(None, map(shutil.which, names)), None)


@dataclass
class Server:
    """A running JupyterLab: its address, its token and what it has logged."""

    url: str
    token: str
    log_file: Path
    app: str = "lab"

    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")


@contextlib.contextmanager
def lab_server(
    root: Path,
    *options: str,
    seconds: float = 120,
    app: str = "lab",
    python: Path | str = sys.executable,
) -> Iterator[Server]:
    """Start JupyterLab on a free port with `root` as its folder; stop it and its kernels after.

    app: "lab", the same by "jupyter lab", "notebook" (Notebook 7) or "voila";
    python: that of the environment to start from
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = Path(tempfile.mkdtemp(prefix="lab-"))
    for plugin, values in SETTINGS.items():
        file = own / "settings" / f"{plugin}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values))
    folders = {
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "IPYTHONDIR": "ipython",
    }
    environment = os.environ | {name: str(own / part) for name, part in folders.items()}
    environment["JUPYTER_PREFER_ENV_PATH"] = "1"
    token = secrets.token_hex(16)
    server = Server(f"http://127.0.0.1:{port}", token, own / "server.log", app)
    command = [
        *(str(python), "-m", *APPS[app].split(), "--no-browser", "--allow-root"),
        *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
        *(f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={root}"),
        *("--LabApp.expose_app_in_browser=True", "--LabApp.extension_manager=readonly"),
        *("--JupyterNotebookApp.expose_app_in_browser=True", *options),
    ]
    if app == "voila":
        command = [sys.executable, "-m", "voila", str(root), "--no-browser", f"--port={port}"]
        command += ["--Voila.ip=127.0.0.1", f"--token={token}", *options]
    with server.log_file.open("w") as log:
        process = subprocess.Popen(
            command, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        _wait_for(server, process, seconds)
        yield server
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        shutil.rmtree(own, ignore_errors=True)


def _wait_for(server: Server, process: subprocess.Popen, seconds: float) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            where = "/" if server.app == "voila" else "/api"
            urllib.request.urlopen(f"{server.url}{where}?token={server.token}", timeout=2)
            return
        except OSError:
            if process.poll() is not None:
                raise RuntimeError(f"JupyterLab did not start:\n{server.log()}") from None
            if time.monotonic() > end:
                raise TimeoutError(
                    f"no answer from JupyterLab in {seconds} s:\n{server.log()}"
                ) from None
            time.sleep(0.2)


@contextlib.contextmanager
def chromium(width: int = 1280, height: int = 1000) -> Iterator["Browser"]:
    """Start a headless Chromium with a profile of its own that may only talk to this machine."""
    from playwright.sync_api import sync_playwright

    profile = tempfile.mkdtemp(prefix="chromium-")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    arguments += ["--disable-component-update", "--disable-sync", "--no-first-run"]
    # not by route(): every request would wait for Python, and none be answered by the cache
    rules = ["MAP * ~NOTFOUND", *(f"EXCLUDE {host}" for host in LOOPBACK)]
    arguments.append(f"--host-resolver-rules={','.join(rules)}")
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=find_chromium(),
            headless=True,
            args=arguments,
            viewport={"width": width, "height": height},
        )
        browser = Browser(context)
        try:
            yield browser
        finally:
            context.close()
            shutil.rmtree(profile, ignore_errors=True)


class Browser:
    """A Chromium that finds no other machine; every request to one is noted in `refused`."""

    def __init__(self, context):
        self.context = context
        self.refused: list[str] = []
        context.on("request", self._note)

    def _note(self, request) -> None:
        address = urllib.parse.urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.hostname not in LOOPBACK:
            self.refused.append(request.url)

    def open_notebook(self, server: Server, path: str, seconds: float = 90) -> "Lesson":
        """Open a notebook (its path below the server's root) and wait for its kernel."""
        page = self.context.new_page()
        lesson = Lesson(page, path, milliseconds=1000 * seconds)
        page.set_default_timeout(lesson.milliseconds)
        page.on("console", lesson._note)
        page.on("pageerror", lambda error: lesson.console.append(str(error)))
        where = urllib.parse.quote(path)
        view = "notebooks" if server.app == "notebook" else "lab/tree"
        page.goto(f"{server.url}/{view}/{where}?token={server.token}&reset")
        page.wait_for_function("() => window.jupyterapp && window.jupyterapp.shell.currentWidget")
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        # Lab's own indicator says "idle" before there is a kernel: ask the session
        page.wait_for_function(
            """() => {
                const lesson = window.jupyterapp.shell.currentWidget;
                const kernel = lesson?.sessionContext?.session?.kernel;
                return kernel && kernel.status === "idle";
            }"""
        )
        page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.info"
        )
        return lesson


@dataclass
class Lesson:
    """One notebook, open in Lab. `page` is Playwright's page, for anything not offered here."""

    page: object
    path: str
    milliseconds: float
    console: list[str] = field(default_factory=list)

    def _note(self, message) -> None:
        if message.type == "error":
            self.console.append(message.text)

    def run_all(self, seconds: float = 300) -> None:
        """Run every cell and wait until each has its number (an error stops it: see `errors`)."""
        self.page.set_default_timeout(1000 * seconds)
        self.page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
        self.page.wait_for_function(
            """errors => {
                const prompts = [...document.querySelectorAll(
                    ".jp-Notebook .jp-CodeCell .jp-InputPrompt")].map(p => p.textContent);
                return document.querySelector(errors) ||
                    prompts.length && prompts.every(text => /\\[\\d+\\]/.test(text));
            }""",
            arg=ERRORS,
        )
        self.page.set_default_timeout(self.milliseconds)

    def errors(self) -> list[str]:
        """What the outputs show of exceptions and of stderr."""
        return self.page.locator(ERRORS).all_inner_texts()

    def not_run(self) -> list[int]:
        """The positions, among the code cells, of those without a number."""
        prompts = self.page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt").all_inner_texts()
        return [i for i, text in enumerate(prompts) if not any(c.isdigit() for c in text)]

    def screenshot(self, name: str) -> Path:
        """Save what is on the screen as build/screenshots/<name>.png."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        file = SCREENSHOTS / f"{name}.png"
        self.page.screenshot(path=file)
        return file


def load_axe(page) -> None:
    """Give the page `axe`, by which it looks at how accessible it is."""
    from axe_playwright_python.sync_playwright import Axe

    page.evaluate(Axe().axe_script)
    page.evaluate(COLOURS_READ_ONCE)
