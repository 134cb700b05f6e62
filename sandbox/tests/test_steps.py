"""What a killed set-up leaves behind does not hinder the next one."""

import subprocess
import sys

import pytest

from sandbox import settings, steps


def test_folder_takes_its_place_when_finished(tmp_path):
    target = tmp_path / "thing"
    target.mkdir()
    (target / "old").touch()
    with steps.fresh_folder(target) as work:
        (work / "new").touch()
        assert (target / "old").exists()
    assert [path.name for path in target.iterdir()] == ["new"]
    assert [path.name for path in tmp_path.iterdir()] == ["thing"]


def test_interrupted_folder_starts_anew(tmp_path):
    target = tmp_path / "thing"
    with pytest.raises(KeyboardInterrupt), steps.fresh_folder(target) as work:
        (work / "half").touch()
        raise KeyboardInterrupt
    assert not target.exists()
    with steps.fresh_folder(target) as work:
        assert not list(work.iterdir())


def test_broken_stamp_counts_as_none(tmp_path):
    assert steps.stamp(tmp_path) is None
    (tmp_path / ".stamp").write_text("{")
    assert steps.stamp(tmp_path) is None
    steps.write_stamp(tmp_path, version="1")
    assert steps.stamp(tmp_path) == {"version": "1"}


def test_failed_command_shows_its_end_and_the_hint():
    with pytest.raises(steps.Problem, match=r"(?s)status 3.*the reason.*Do this"):
        steps.run([sys.executable, "-c", "print('the reason'); exit(3)"], "Do this.")


def test_missing_command():
    with pytest.raises(steps.Problem, match="Cannot run /nowhere/tool.*Do this"):
        steps.run(["/nowhere/tool"], "Do this.")


def test_helpers_end_with_the_command():
    code = (
        "import os, signal, subprocess\n"
        "from sandbox import steps\n"
        "child = subprocess.Popen(['sleep', '60'], preexec_fn=steps.end_with_parent)\n"
        "print(child.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.CHECKOUT,
        stdout=subprocess.PIPE,
        check=False,
        timeout=30,  # the pipe is open as long as the child lives
    )
    assert done.returncode == -9
    assert done.stdout.strip().isdigit()


def test_digest_of_tree_sees_names_and_contents(tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "a.xml").write_text("1")
    first = settings.digest_of_tree(tmp_path)
    (tmp_path / "tests" / "b.py").write_text("2")
    assert settings.digest_of_tree(tmp_path, exclude=("tests",)) == first
    assert settings.digest_of_tree(tmp_path) != first
    (tmp_path / "a.xml").write_text("3")
    assert settings.digest_of_tree(tmp_path, exclude=("tests",)) != first
