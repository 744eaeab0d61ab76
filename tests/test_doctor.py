"""The installation check: silent about what is well, plain about each fault."""

import hashlib

import pytest

from w2vlib import doctor


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A data folder with one text and its card."""
    (tmp_path / "a.txt").write_text("you say goodbye\n")
    digest = hashlib.sha256((tmp_path / "a.txt").read_bytes()).hexdigest()
    (tmp_path / "README.md").write_text(f"| a.txt | {digest} |\n")
    monkeypatch.setenv("W2VLIB_DATA", str(tmp_path))
    return tmp_path


def test_a_healthy_machine_prints_ok_only(data, capsys):
    assert doctor.check_installation()
    assert [line[:4] for line in capsys.readouterr().out.splitlines()] == ["ok: "] * 3


def test_a_damaged_text_is_named(data, capsys):
    (data / "a.txt").write_text("you say hello\n")
    assert not doctor.check_installation()
    assert "FAILED: the texts are here and undamaged: a.txt" in capsys.readouterr().out


def test_missing_texts(data):
    (data / "a.txt").unlink()
    assert "every text damaged or missing" in doctor.texts_are_whole()
    (data / "README.md").unlink()
    assert "cannot be read" in doctor.texts_are_whole()


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setattr(doctor, "PACKAGES", ("numpy", "no_such_package"))
    assert "no_such_package" in doctor.packages_import()


def test_an_old_python_is_told(monkeypatch):
    monkeypatch.setattr(doctor.sys, "version_info", (3, 9, 1))
    assert "this is Python 3.9" in doctor.python_is_supported()
