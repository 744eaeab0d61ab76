"""Run a command shut off from everything, by bubblewrap; where that cannot be had, run nothing.

    python tools/sandbox.py FOLDER COMMAND …

The command runs in FOLDER, the only place it can write (besides a small /tmp), with no network, no
rights of root, no sight of other processes; all it starts ends with it. Of this machine it sees the
system's programs, this Python with its packages, and the course's w2vlib and data, all read-only:
not the homes, not the gradebook, not what others have handed in.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SYSTEM = (
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/nix/store",
    "/var/cache/fontconfig",
)
# Of /etc what programs need to run; the rest, such as keys and passwords, is nobody's business.
ETC = ("alternatives", "fonts", "group", "hosts", "ld.so.cache", "localtime", "nsswitch.conf")
ETC += ("passwd", "ssl/openssl.cnf")
INSTALL = (
    "students' code runs in a sandbox only, and bubblewrap, which makes it, {}: on Debian and "
    "Ubuntu `sudo apt install bubblewrap`. Nothing was run."
)


def trouble() -> str | None:
    """What is wrong with the sandbox on this machine, and what to install; None if it works."""
    if not shutil.which("bwrap"):
        return INSTALL.format("is not installed")
    try:
        done = subprocess.run(command(ROOT, ["true"]), capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired) as error:
        return INSTALL.format(f"does not run ({error})")
    if done.returncode:
        reason = done.stderr.strip() or f"ended with {done.returncode}"
        return INSTALL.format(f"may not make it here ({reason})")
    return None


def command(
    folder: Path,
    what: list[str],
    environment: dict[str, str] | None = None,
    start: Path | None = None,
    also: tuple[Path, ...] = (),
) -> list[str]:
    """The whole command line: `what` in the sandbox, where `folder` alone can be written.

    environment: all its variables, besides PATH, LANG, HOME and TMPDIR. start: where it begins,
    if not in `folder`. also: more that it can read.
    """
    readable = [*SYSTEM, *(f"/etc/{name}" for name in ETC), *python_s_own()]
    readable += map(str, (ROOT / "w2vlib", ROOT / "data", *also))
    small = ["--size", str(64 << 20), "--tmpfs"]
    options = ["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    options += ["--proc", "/proc", "--dev", "/dev", *small, "/dev/shm", *small, "/tmp"]
    for place in readable:
        options += ["--ro-bind-try", place, place]
    options += ["--bind", str(folder), str(folder), "--remount-ro", "/", "--clearenv"]
    own = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(folder)}
    for name, value in (own | {"TMPDIR": str(folder)} | (environment or {})).items():
        options += ["--setenv", name, value]
    return ["bwrap", *options, "--chdir", str(start or folder), "--", *what]


def python_s_own() -> list[str]:
    """The folders of this Python and of its packages; where links lead, not the links."""
    packages = [p for p in sys.path if os.path.isabs(p) and not Path(p).is_relative_to(ROOT)]
    parts = [str(path) for path in Path(sys.prefix).iterdir()]
    places = [sys.base_prefix, os.path.dirname(sys.executable), *packages, *parts]
    found = [sys.prefix]
    for place in sorted({os.path.realpath(p) for p in places}):  # a folder before what is in it
        whole = place in (str(ROOT), str(Path.home()), "/")  # never all of a home, nor the course
        seen = any(Path(place).is_relative_to(other) for other in found)
        if os.path.isdir(place) and not whole and not seen:
            found.append(place)
    return found


def main(folder: str, *what: str) -> int:
    if reason := trouble():
        print(reason, file=sys.stderr)
        return 2
    place = Path(folder).resolve()
    line = command(place, list(what), {"OPENBLAS_NUM_THREADS": "1"})
    os.execvp(line[0], line)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
