"""Students' code sees little, changes nothing, reaches nobody; without a sandbox nothing is run."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sandbox

ROOT = Path(sandbox.ROOT)
SCRIPT = ROOT / "tools/sandbox.py"
needs_bubblewrap = pytest.mark.skipif(
    bool(lacking := sandbox.trouble()), reason=f"nothing ran in the sandbox: {lacking}"
)


@pytest.fixture
def jail(tmp_path):
    folder = tmp_path / "jail"
    folder.mkdir()
    return folder


def run(jail, code: str, **environment):
    """Python code in the sandbox."""
    return subprocess.run(
        [sys.executable, SCRIPT, jail, sys.executable, "-c", code],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


@needs_bubblewrap
def test_the_course_s_library_and_data_work_in_it(jail):
    done = run(jail, "import w2vlib; print(w2vlib.load_vectors()); open('mine', 'w').write('x')")
    assert done.returncode == 0 and "WordVectors(11,111 words" in done.stdout, done.stderr
    assert (jail / "mine").read_text() == "x"


@needs_bubblewrap
@pytest.mark.parametrize(
    "place", ["/x", "/usr/x", "{data}/x", "{python}/x", "/etc/x", "{jail}/../x"]
)
def test_nothing_outside_can_be_written(jail, place):
    path = place.format(data=ROOT / "data", python=sys.prefix, jail=jail)
    done = run(jail, f"open({path!r}, 'w')")
    own_tmp = "jail" in place  # a small one, that goes with the sandbox
    assert own_tmp or "OSError" in done.stderr or "No such file" in done.stderr
    assert not Path(path).exists()


@needs_bubblewrap
@pytest.mark.parametrize(
    "place",
    ["{home}/.ssh", "{tests}", "{git}", "/etc/shadow", "/var/log", "/run", "{jail}/../secret"],
)
def test_what_is_nobody_s_business_cannot_be_seen(jail, place):
    (jail.parent / "secret").write_text("marks")
    path = place.format(home=Path.home(), tests=ROOT / "tests", git=ROOT / ".git", jail=jail)
    done = run(jail, f"import os; print(os.path.lexists({path!r}))")
    assert done.stdout == "False\n", done.stderr


@needs_bubblewrap
def test_no_network_no_rights_no_other_processes_no_variables(jail):
    code = (
        "import os, socket\n"
        "print([n for n in os.listdir('/proc') if n.isdigit()] in (['1', '2'], ['1', '2', '3']))\n"
        "print(open('/proc/self/status').read().split('CapEff:')[1].split()[0])\n"
        "print('SECRET' in os.environ)\n"
        "socket.create_connection(('192.0.2.1', 9), 2)"
    )
    done = run(jail, code, SECRET="token")
    assert done.stdout == "True\n0000000000000000\nFalse\n", done.stderr
    assert "Network is unreachable" in done.stderr


@needs_bubblewrap
def test_what_it_starts_ends_with_it(jail):
    run(jail, "import subprocess; subprocess.Popen(['sleep', '87654.321'])")
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert "sleep 87654.321" not in listed.stdout


BROKEN = {  # a bwrap that fails: its script, what is said
    "may not": (
        "echo 'bwrap: No permissions to create new namespace' >&2; exit 1",
        "No permissions",
    ),
    "too old": ("echo 'bwrap: Unknown option --size' >&2; exit 1", "Unknown option"),
    "says nothing": ("exit 7", "ended with 7"),
}


@pytest.mark.parametrize("how", ["not installed", *BROKEN])
def test_without_a_sandbox_nothing_is_run_and_one_is_told_what_to_install(tmp_path, jail, how):
    tools = tmp_path / "bin"
    tools.mkdir()
    if how in BROKEN:
        (tools / "bwrap").write_text(f"#!/bin/sh\n{BROKEN[how][0]}\n")
        (tools / "bwrap").chmod(0o755)
    (tools / "sh").symlink_to(shutil.which("sh"))
    done = run(jail, "open('ran', 'w')", PATH=str(tools))
    assert done.returncode == 2
    assert "apt install bubblewrap" in done.stderr and "Nothing was run." in done.stderr
    assert BROKEN.get(how, ("", "is not installed"))[1] in done.stderr
    assert "Traceback" not in done.stderr and not (jail / "ran").exists()


@pytest.mark.parametrize("tool", ["bwrap", "prlimit", "timeout"])
def test_grade_sh_runs_nothing_where_a_part_is_missing(tmp_path, tool):
    exercise = "ex02_replace_a_product_by_a_lookup"
    course, tools = tmp_path / "notebooks", tmp_path / "bin"
    (course / "submitted/ann" / exercise).mkdir(parents=True)
    (course / "solutions" / exercise).mkdir(parents=True)
    (course / "gradebook.db").touch()
    tools.mkdir()
    for name in {"bash", "dirname", "mktemp", "prlimit", "timeout", "rm", "mkdir"} - {tool}:
        if path := shutil.which(name):
            (tools / name).symlink_to(path)
    (tools / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (tools / "python").chmod(0o755)
    done = subprocess.run(
        [shutil.which("bash"), ROOT / "tools/grade.sh", exercise],
        cwd=course,
        env=os.environ | {"PATH": str(tools)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2 and "Nothing was run." in done.stdout + done.stderr
    assert sorted(p.name for p in course.iterdir()) == ["gradebook.db", "solutions", "submitted"]
