"""Each message of a kernel is sent at once, however the Jupyter server was started."""

from types import SimpleNamespace

import lab
import pytest

ZMQChannelsWebsocketConnection = prompt_connection = PromptConnection = None  # made by server_parts


@pytest.fixture(scope="module", autouse=True)
def server_parts():
    """When a test runs, not while pytest collects: the server's modules take seconds."""
    from jupyter_server.services.kernels.connection import channels

    from w2vlib.setup import prompt_connection

    found = {"prompt_connection": prompt_connection}
    found["PromptConnection"] = prompt_connection.PromptConnection
    found["ZMQChannelsWebsocketConnection"] = channels.ZMQChannelsWebsocketConnection
    globals().update(found)


@pytest.mark.room
@pytest.mark.parametrize("app", ["lab", "notebook"])
def test_a_server_started_without_any_option_loads_it(app, tmp_path):
    with lab.lab_server(tmp_path, app=app) as server:
        assert "w2vlib.setup.prompt_connection | extension was successfully loaded" in server.log()


def test_it_takes_the_place_of_the_default_and_of_nothing_else():
    class Chosen(ZMQChannelsWebsocketConnection):
        pass

    name = "kernel_websocket_connection_class"
    for before, after in ((ZMQChannelsWebsocketConnection, PromptConnection), (Chosen, Chosen)):
        server = SimpleNamespace(web_app=SimpleNamespace(settings={name: before}))
        prompt_connection._load_jupyter_server_extension(server)
        assert server.web_app.settings[name] is after


def test_a_connection_switches_the_delay_off(monkeypatch):
    asked = []
    monkeypatch.setattr(ZMQChannelsWebsocketConnection, "connect", lambda self: "connected")
    connection = PromptConnection.__new__(PromptConnection)
    monkeypatch.setattr(
        PromptConnection, "websocket_handler", SimpleNamespace(set_nodelay=asked.append)
    )
    assert connection.connect() == "connected" and asked == [True]
