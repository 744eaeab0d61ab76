"""Start a JupyterHub for a trial on this machine: `make hub`.

Two browsers (or one with a private window) can sign in as two students. Everything a student
writes lies in build/hub/home/<name>, with a copy of the course as `make bundle` hands it out.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
PROXY = "configurable-http-proxy"


def find_proxy() -> list[str] | None:
    """The command of JupyterHub's own proxy: on PATH, or where `install_proxy` put it."""
    local = ROOT / "build" / "node" / "node_modules" / ".bin" / PROXY
    found = shutil.which(PROXY) or (str(local) if local.exists() else None)
    return [found] if found and shutil.which("node") else None


def install_proxy() -> list[str]:
    """Fetch the proxy with npm into build/node, 9 MB, unless it is there."""
    if not find_proxy():
        if not shutil.which("npm"):
            sys.exit(
                "JupyterHub needs its proxy, a Node program: install node and npm "
                f"(Debian: sudo apt install npm), or {PROXY} itself"
            )
        (ROOT / "build" / "node").mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", ".", PROXY]
        subprocess.run([*command], cwd=ROOT / "build" / "node", check=True)
    return find_proxy() or sys.exit(f"npm did not bring {PROXY}")


def free_ports(n: int = 3) -> int:
    """The first of n neighbouring ports that are free now."""
    while True:
        first = 20_000 + secrets.randbelow(20_000)
        with contextlib.ExitStack() as stack, contextlib.suppress(OSError):
            for port in range(first, first + n):
                stack.enter_context(socket.socket()).bind(("127.0.0.1", port))
            return first


@dataclass
class Hub:
    """A running hub: its address, its folder (homes, log, database), the token of its watcher."""

    port: int
    folder: Path
    token: str
    proxy: list[str]
    process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.folder / "hub.log").read_text(encoding="utf-8", errors="replace")

    def home(self, student: str) -> Path:
        return self.folder / "home" / student

    def start(self, keep_proxy: bool = False) -> None:
        """Start the hub, and its proxy with it, unless one that was kept is running."""
        environment = os.environ | {
            "HUB_FOLDER": str(self.folder), "HUB_PORT": str(self.port), "HUB_TOKEN": self.token,
            "HUB_PROXY": "\n".join(self.proxy), "HUB_KEEP_PROXY": "1" if keep_proxy else "0",
        }  # fmt: skip
        with (self.folder / "hub.log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jupyterhub", "-f", str(HERE / "jupyterhub_config.py")],
                cwd=self.folder, env=environment, stdout=log, stderr=subprocess.STDOUT,
                start_new_session=True,
            )  # fmt: skip
        end = time.monotonic() + 180
        while True:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.url}/hub/health", timeout=2)
                return
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"the hub did not start:\n{self.log[-3000:]}")
            time.sleep(0.2)

    def stop(self, how: int = signal.SIGTERM) -> None:
        """End the hub itself; with SIGKILL its proxy and the students' servers stay."""
        self.process.send_signal(how)
        self.process.wait(20)

    def end(self) -> None:
        """End everything that was started from this folder: hub, proxy, servers, kernels."""
        end_all(str(self.folder))


def end_all(mark: str) -> None:
    """End all processes but this one that have the mark in their environment."""
    for _ in range(50):
        mine = [p for p in _processes() if mark.encode() in _environment(p)]
        if not mine:
            return
        for pid in mine:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.1)


def _processes() -> list[int]:
    return [int(p) for p in os.listdir("/proc") if p.isdigit() and int(p) != os.getpid()]


def _environment(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return b""


def hand_out(home: Path) -> None:
    """Put the course into a student's home, as the bundle has it: no solutions, no tests."""
    if not (home / "notebooks").exists():
        home.mkdir(parents=True, exist_ok=True)
        hidden = shutil.ignore_patterns("solutions", "*.db*", ".*", "submitted", "autograded")
        shutil.copytree(ROOT / "notebooks", home / "notebooks", ignore=hidden)


def write_between(begin: str, end: str, text: str) -> None:
    """Put a table into INSTRUCTORS.md, between its two marks."""
    guide = ROOT / "INSTRUCTORS.md"
    before, found, rest = guide.read_text(encoding="utf-8").partition(begin)
    if not found or end not in rest:
        sys.exit(f"INSTRUCTORS.md has no place for the table: put {begin} and {end} into it")
    after = rest.partition(end)[2]
    guide.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


@contextlib.contextmanager
def running_hub(folder: Path | None = None, proxy: list[str] | None = None) -> Iterator[Hub]:
    """A hub that runs while the `with` lasts; folder None: a temporary one."""
    proxy = proxy or find_proxy() or install_proxy()
    own = Path(tempfile.mkdtemp(prefix="hub-")) if folder is None else folder
    own.mkdir(parents=True, exist_ok=True)
    hub = Hub(free_ports(), own, secrets.token_hex(16), proxy)
    try:
        hub.start()
        yield hub
    finally:
        hub.end()
        if folder is None:
            shutil.rmtree(own, ignore_errors=True)


def end_cleanly() -> None:
    """Have a program that is told to end (SIGTERM) end its hub as well."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


def main() -> None:
    end_cleanly()
    proxy = install_proxy()
    folder = ROOT / "build" / "hub"
    for name in ("kim", "lee"):
        hand_out(folder / "home" / name)
    with running_hub(folder, proxy) as hub:
        print(f"A hub for a trial: {hub.url}")
        print('Sign in as "kim" in one browser and as "lee" in another; any password will do.')
        print(f"Their files: {folder / 'home'}. Ctrl-C ends the hub and all servers.")
        with contextlib.suppress(KeyboardInterrupt):
            hub.process.wait()


if __name__ == "__main__":
    main()
