"""atomic_write: the old file or the new one, never half of one."""

import os

import pytest

from w2vlib.setup.atomic import atomic_write


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
