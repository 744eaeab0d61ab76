"""atomic_write: the old file or the new one, never half of one."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from w2vlib.setup.atomic import atomic_write, check_target, target


def test_writes_text_and_bytes_and_leaves_nothing_else(tmp_path):
    with atomic_write(tmp_path / "a.txt") as file:
        file.write("é\n")
    with atomic_write(tmp_path / "b.bin", "wb") as file:
        file.write(b"\x00\r\n")
    assert (tmp_path / "a.txt").read_bytes() == "é\n".encode()
    assert (tmp_path / "b.bin").read_bytes() == b"\x00\r\n"
    assert sorted(os.listdir(tmp_path)) == ["a.txt", "b.bin"]


def test_the_name_appears_only_at_the_end(tmp_path):
    path = tmp_path / "a.txt"
    with atomic_write(path) as file:
        file.write("half")
        file.flush()
        assert not path.exists()
    assert path.read_text() == "half"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_exception_keeps_the_old_file_and_removes_the_new(tmp_path, error):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(error), atomic_write(path) as file:
        file.write("half of the new")
        raise error
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_a_failing_rename_leaves_no_litter(tmp_path, monkeypatch):
    def fail(*args):
        raise PermissionError("no")

    monkeypatch.setattr("w2vlib.setup.atomic.os.replace", fail)
    with pytest.raises(PermissionError), atomic_write(tmp_path / "a.txt") as file:
        file.write("x")
    assert os.listdir(tmp_path) == []


def test_the_bytes_reach_the_disk_before_the_name(tmp_path, monkeypatch):
    calls = []
    for name in ("fsync", "replace"):
        real = getattr(os, name)

        def noted(*args, name=name, real=real):
            calls.append(name)
            return real(*args)

        monkeypatch.setattr(f"w2vlib.setup.atomic.os.{name}", noted)
    with atomic_write(tmp_path / "a.txt") as file:
        file.write("x")
    assert calls == ["fsync", "replace"]


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real.txt").write_text("old")
    link = tmp_path / "link.txt"
    try:
        link.symlink_to(tmp_path / "real.txt")
    except OSError:
        pytest.skip("this system does not let us make links")
    with atomic_write(link) as file:
        file.write("new")
    assert link.is_symlink() and (tmp_path / "real.txt").read_text() == "new"


def test_refusals_say_what_to_do(tmp_path):
    with pytest.raises(FileNotFoundError, match="make it before"):
        atomic_write(tmp_path / "nowhere" / "a.txt").__enter__()
    with pytest.raises(OSError, match="name of a file"):
        atomic_write(tmp_path).__enter__()
    with pytest.raises(ValueError, match="'w' or 'wb', got 'a'"):
        atomic_write(tmp_path / "a.txt", "a").__enter__()


@pytest.mark.parametrize("path", [0, None, True, b"a", "", "a\0b", 3.5, ["a"]])
def test_what_is_no_path_is_refused(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises((TypeError, ValueError), match="the path must"):
        target(path)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("name", ["a" * 255, "말" * 85, "é" * 127, "a[1]*?.npz", "한글 벡터.npz"])
def test_names_as_long_as_the_system_takes(name, tmp_path):
    path = check_target(tmp_path / name)
    assert os.listdir(tmp_path) == []
    for text in ("one", "two"):
        with atomic_write(path) as file:
            file.write(text)
    assert os.listdir(tmp_path) == [name] and path.read_text() == "two"


@pytest.mark.parametrize("name", ["a" * 256, "말" * 86])
def test_longer_names_are_refused_with_their_bytes(name, tmp_path):
    with pytest.raises(OSError, match=f"255 bytes, this name has {len(name.encode())}"):
        check_target(tmp_path / name)


def test_folders_links_and_read_only_files(tmp_path):
    file = tmp_path / "file"
    file.write_text("x")
    for path in (tmp_path, file / "inside", tmp_path / "no" / "a", str(tmp_path / "new") + "/"):
        with pytest.raises(OSError, match="folder"):
            check_target(path)
    (tmp_path / "round").symlink_to("round")
    with pytest.raises(OSError, match="round"):
        check_target(tmp_path / "round")
    (tmp_path / "link").symlink_to(tmp_path / "new")
    assert check_target(tmp_path / "link") == tmp_path / "new"
    file.chmod(0o444)
    with pytest.raises(PermissionError, match="read-only"):
        check_target(file)


@pytest.mark.skipif(not getattr(os, "geteuid", int)(), reason="root may write everywhere")
def test_a_read_only_folder(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(PermissionError, match="cannot be written to"):
        check_target(tmp_path / "a")
    tmp_path.chmod(0o700)


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666])
def test_a_replaced_file_keeps_its_permissions(mode, tmp_path):
    path = tmp_path / "a"
    path.write_text("secret")
    path.chmod(mode)
    with atomic_write(path) as file:
        assert os.stat(file.name).st_mode & 0o777 == mode, "not even the new one is readable before"
    assert path.stat().st_mode & 0o777 == mode


CHILD = """
import sys, time
from w2vlib.setup.atomic import atomic_write
with atomic_write(sys.argv[1]) as file:
    file.write("half")
    file.flush()
    print("writing", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("name", ["a.npz", "a[b].npz", "말" * 85])
def test_what_a_killed_program_left_is_swept_but_not_a_living_ones(name, tmp_path):
    path = tmp_path / name
    command = [sys.executable, "-c", CHILD, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        (tmp_path / ".a.npz.12.tmp").touch()  # of others
        (tmp_path / ".other.npz.12345678.tmp").touch()
        for text, litter in (("one", 1), ("two", 0)):
            with atomic_write(path) as file:
                file.write(text)
            assert path.read_text() == text
            assert len(os.listdir(tmp_path)) == 3 + litter
            child.kill()
            child.wait()


def test_a_file_swept_before_it_was_locked_is_made_again(tmp_path, monkeypatch):
    fcntl = pytest.importorskip("fcntl")
    real, calls = fcntl.flock, []

    def swept(file, how):
        calls.append(file.name)
        if len(calls) == 1:
            os.unlink(file.name)
        real(file, how)

    monkeypatch.setattr(fcntl, "flock", swept)
    with atomic_write(tmp_path / "a") as file:
        file.write("x")
    assert len(set(calls)) == 2 and (tmp_path / "a").read_text() == "x"


def test_many_writers_of_one_name_do_not_sweep_each_other(tmp_path):
    def write(number):
        for _ in range(20):
            with atomic_write(tmp_path / "a") as file:
                file.write(f"{number}" * 1000)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert os.listdir(tmp_path) == ["a"] and len(set((tmp_path / "a").read_text())) == 1
