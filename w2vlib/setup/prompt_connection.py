"""A Jupyter server that shows what a kernel says without delay, however it is started.

A server extension: the installed package switches it on by jupyter_server_config.json.
"""

from __future__ import annotations

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """Sends each message of a kernel at once.

    By default TCP holds a small message back until the browser has acknowledged the one before it
    (Nagle's algorithm), and browsers acknowledge late: up to 40 ms for every move of a control.
    """

    def connect(self):
        self.websocket_handler.set_nodelay(True)
        return super().connect()


def _jupyter_server_extension_points() -> list[dict]:
    return [{"module": "w2vlib.setup.prompt_connection"}]


def _load_jupyter_server_extension(server) -> None:
    """Where the server has Jupyter's own connection, take ours; another choice is respected."""
    settings = server.web_app.settings
    if settings.get("kernel_websocket_connection_class") is ZMQChannelsWebsocketConnection:
        settings["kernel_websocket_connection_class"] = PromptConnection
