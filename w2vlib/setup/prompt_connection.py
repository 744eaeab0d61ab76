"""JupyterLab that shows what a kernel says without delay; `make lab` starts it with this."""

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """Sends each message of a kernel at once.

    By default TCP holds a small message back until the browser has acknowledged the one before it
    (Nagle's algorithm), and browsers acknowledge late: up to 40 ms for every move of a control.
    """

    def connect(self):
        self.websocket_handler.set_nodelay(True)
        return super().connect()
