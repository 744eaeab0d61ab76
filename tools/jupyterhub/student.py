"""One student on a hub, without a browser: the same requests and messages that JupyterLab sends."""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

import requests
import websocket

SLIDERS = ("FloatSliderModel", "IntSliderModel")


@dataclass
class Student:
    """Signs in, starts a server, opens a notebook, runs it, moves a slider, saves."""

    hub: str  # http://127.0.0.1:port
    name: str
    web: requests.Session = field(default_factory=requests.Session)
    asked_again: int = 0  # how often the hub answered "too many at once" (429)

    @property
    def server(self) -> str:
        return f"{self.hub}/user/{self.name}"

    def sign_in(self) -> None:
        """Fill in the form of the log-in page."""
        self.web.get(f"{self.hub}/hub/login", timeout=60)
        form = {"username": self.name, "password": "x", "_xsrf": self._xsrf("/hub/")}
        # to the home page: the spawn page may answer "too many at once" (429)
        address = f"{self.hub}/hub/login?next=%2Fhub%2Fhome"
        self.web.post(address, data=form, timeout=60).raise_for_status()

    def _xsrf(self, path: str) -> str:
        return next(c.value for c in self.web.cookies if c.name == "_xsrf" and c.path == path)

    def start_server(self, seconds: float = 180) -> float:
        """Ask for the server until it answers. Returns the seconds it took."""
        begin = time.monotonic()
        asked = False
        while time.monotonic() - begin < seconds:
            if not asked:
                got = self.web.get(f"{self.hub}/hub/spawn", timeout=60)
                asked = got.status_code != 429
                self.asked_again += not asked
            answer = self.web.get(f"{self.server}/api", timeout=60)
            if answer.ok and answer.url == f"{self.server}/api":  # not led to a page of the hub
                self.web.get(f"{self.server}/lab", timeout=60).raise_for_status()  # signs in there
                return time.monotonic() - begin
            time.sleep(0.5)
        raise TimeoutError(f"{self.name}: no server after {seconds} s")

    def call(self, method: str, path: str, **options) -> dict:
        """A request to the student's own server, as JupyterLab makes it. Returns the JSON."""
        headers = {"X-XSRFToken": self._xsrf(f"/user/{self.name}/")}
        answer = self.web.request(
            method, f"{self.server}/api/{path}", headers=headers, timeout=120, **options
        )
        answer.raise_for_status()
        return answer.json() if answer.content else {}

    def open(self, path: str) -> None:
        """Read the notebook, get its session (a second time the same kernel), connect to it."""
        self.path = path
        self.notebook = self.call("GET", f"contents/{quote(path)}")["content"]
        self.connect(path, "notebook")

    def connect(self, path: str, kind: str) -> None:
        """A session for the notebook or the console of that name, and its web socket."""
        body = {"path": path, "name": path, "type": kind, "kernel": {"name": "python3"}}
        self.kernel = self.call("POST", "sessions", json=body)["kernel"]["id"]
        self.session = uuid.uuid4().hex
        here = f"/user/{self.name}/"
        cookies = "; ".join(
            f"{c.name}={c.value}" for c in self.web.cookies if here.startswith(c.path)
        )
        address = f"{self.server.replace('http', 'ws', 1)}/api/kernels/{self.kernel}/channels"
        self.socket = websocket.create_connection(
            f"{address}?session_id={self.session}", cookie=cookies, timeout=120
        )

    def close_lid(self) -> None:
        """The browser is gone: the connection is cut, nothing is said."""
        self.socket.shutdown()

    def send(self, kind: str, content: dict, channel: str = "shell") -> str:
        header = {
            "msg_id": uuid.uuid4().hex, "msg_type": kind, "username": self.name,
            "session": self.session, "date": datetime.now(UTC).isoformat(), "version": "5.3",
        }  # fmt: skip
        message = {
            "header": header, "parent_header": {}, "metadata": {}, "content": content,
            "buffers": [], "channel": channel,
        }  # fmt: skip
        self.socket.send(json.dumps(message))
        return header["msg_id"]

    def receive(self) -> dict:
        while not isinstance(text := self.socket.recv(), str):
            pass  # binary frames carry buffers, which nothing here needs
        return json.loads(text)

    def run(self, code: str) -> tuple[str, list[dict]]:
        """Execute code. Returns what was printed and the widgets that were opened."""
        mine, text, opened = self.send("execute_request", {
            "code": code, "silent": False, "store_history": True, "user_expressions": {},
            "allow_stdin": False, "stop_on_error": True,
        }), [], []  # fmt: skip
        replied = idle = False
        while not (replied and idle):
            message = self.receive()
            if message["parent_header"].get("msg_id") != mine:
                continue
            kind, content = message["header"]["msg_type"], message["content"]
            if kind == "error":
                raise RuntimeError(f"{self.name}: {content['ename']}: {content['evalue']}")
            if kind == "stream":
                text.append(content["text"])
            if kind == "comm_open" and content["target_name"] == "jupyter.widget":
                opened.append({"id": content["comm_id"], **content["data"]["state"]})
            replied |= kind == "execute_reply"
            idle |= kind == "status" and content["execution_state"] == "idle"
        return "".join(text), opened

    def run_all(self) -> str:
        """Run every code cell of the notebook; remember its first slider. Returns the text."""
        text = []
        self.slider = None
        for cell in self.notebook["cells"]:
            if cell["cell_type"] == "code":
                printed, opened = self.run(cell["source"])
                text.append(printed)
                for widget in opened:
                    if widget.get("_model_name") in SLIDERS and self.slider is None:
                        self.slider = widget
        return "".join(text)

    def move(self, value: float) -> float:
        """Move the slider. Returns the seconds until another picture has arrived."""
        begin = time.monotonic()
        state = {"method": "update", "state": {"value": value}, "buffer_paths": []}
        mine = self.send("comm_msg", {"comm_id": self.slider["id"], "data": state})
        while True:
            message = self.receive()
            if message["parent_header"].get("msg_id") != mine:
                continue
            data = message["content"].get("data", {})
            if "<svg" in str(data.get("state", {}).get("value", "")):
                return time.monotonic() - begin
            if message["content"].get("execution_state") == "idle":
                raise RuntimeError(f"{self.name}: the slider moved to {value}, and no picture came")

    def save(self) -> None:
        """What JupyterLab does every two minutes."""
        body = {"type": "notebook", "format": "json", "content": self.notebook}
        self.call("PUT", f"contents/{quote(self.path)}", json=body)

    def shell(self, command: str) -> str:
        """What a command line prints in the student's home; RuntimeError where it fails."""
        self.connect("console", "console")
        code = (
            f"from subprocess import *\nr = run({command!r}, shell=True, text=True, stdout=PIPE, "
        )
        text, _ = self.run(f"{code}stderr=STDOUT)\nprint(r.stdout, r.returncode)")
        self.close_lid()
        if not text.rstrip().endswith(" 0"):
            raise RuntimeError(f"{self.name}: {command}:\n{text}")
        return text
