"""A JupyterHub on one machine with the settings of values.yaml: what `make hub` starts.

Anybody may sign in here, with any name (the dummy authenticator), and every student's server is a
process of whoever starts it (the simple spawner): for a trial on this machine, not for a class.
hub.py sets the three variables.
"""

import json
import os
import shutil
import sys
from pathlib import Path

import yaml

here, folder = Path(__file__).resolve().parent, Path(os.environ["HUB_FOLDER"])
values = yaml.safe_load((here / "values.yaml").read_text(encoding="utf-8"))
user = values["singleuser"]
start = user["defaultUrl"].replace("work/w2v-course/", "")

c = get_config()  # noqa: F821 (JupyterHub puts it here)
c.JupyterHub.bind_url = f"http://127.0.0.1:{os.environ['HUB_PORT']}"
c.JupyterHub.hub_port = int(os.environ["HUB_PORT"]) + 1
c.JupyterHub.db_url = f"sqlite:///{folder}/hub.sqlite"
c.JupyterHub.cookie_secret_file = str(folder / "cookie_secret")
c.ConfigurableHTTPProxy.command = os.environ["HUB_PROXY"].split("\n")
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{int(os.environ['HUB_PORT']) + 2}"
c.ConfigurableHTTPProxy.pid_file = str(folder / "proxy.pid")
c.JupyterHub.cleanup_servers = False  # a hub that is started again finds the students' servers
c.JupyterHub.cleanup_proxy = os.environ.get("HUB_KEEP_PROXY") != "1"
c.JupyterHub.concurrent_spawn_limit = 40  # a class that arrives together is not sent away
c.Spawner.poll_interval = 10  # seconds until a server that has died can be started again
c.Spawner.start_timeout = c.Spawner.http_timeout = 180

c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.Authenticator.admin_users = {"teacher"}
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = str(folder / "home" / "{username}")
c.Spawner.cmd = [sys.executable, *user["cmd"][1:]]
if shutil.which("bwrap"):
    # As in the chart's containers everybody is called jovyan by the system, and nbgrader then takes
    # the name that the hub knows.
    passwd = folder / "passwd"
    passwd.write_text(f"jovyan:x:{os.getuid()}:{os.getgid()}::/home/jovyan:/bin/bash\n")
    container = ["bwrap", "--dev-bind", "/", "/", "--ro-bind", str(passwd), "/etc/passwd"]
    # The shell outlives a hub that is restarted, and takes the server with it when it is stopped.
    shell = 'bwrap --die-with-parent "$@" & trap "kill $!" INT TERM; wait'
    c.Spawner.cmd = ["sh", "-c", shell, *container, *c.Spawner.cmd]
c.Spawner.default_url = start
c.Spawner.environment = user["extraEnv"] | {
    "W2VLIB_DATA": str(here.parents[1] / "data"),
    "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    "JUPYTER_PREFER_ENV_PATH": "1",
}
# The files that the chart puts into each student's server (extraFiles).
etc = folder / "etc"
etc.mkdir(exist_ok=True)
for file in user["extraFiles"].values():
    (etc / Path(file["mountPath"]).name).write_text(json.dumps(file["data"]), encoding="utf-8")
(etc / "nbgrader_config.py").write_text(
    "c = get_config()\n"
    "c.CourseDirectory.course_id = 'make-word2vec-fast'\n"
    f"c.Exchange.root = {str(folder / 'exchange')!r}\n"
    "c.ExchangeCollect.check_owner = False  # all files here belong to whoever started the hub\n"
)
(folder / "exchange").mkdir(exist_ok=True)
(folder / "exchange").chmod(0o777)
c.Spawner.environment["JUPYTER_CONFIG_PATH"] = str(etc)
c.Spawner.args = ["--LabApp.expose_app_in_browser=True"]  # for the browsers of the load test
if hasattr(os, "getuid") and os.getuid() == 0:
    c.Spawner.args += ["--allow-root"]

# The load test looks from outside, as an administrator.
c.JupyterHub.load_roles = [
    {"name": "watcher", "services": ["load-test"], "scopes": ["admin:users", "admin:servers"]},
]
c.JupyterHub.services = [{"name": "load-test", "api_token": os.environ["HUB_TOKEN"]}]
