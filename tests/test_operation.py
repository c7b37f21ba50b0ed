"""Settings, containers and the script hold what README.md says about them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent

PRODUCTION = {
    "SITIS_MODE": "production",
    "SECRET_KEY": "only for this test: long enough, and never used to sign anything 0123456789",
    "ALLOWED_HOSTS": "sitis.kraj.example",
    "SITE_URL": "https://sitis.kraj.example",
}


def manage(*arguments, **env):
    clean = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=clean | env,
        capture_output=True,
        text=True,
    )


def test_the_production_setting_passes_the_deployment_check(tmp_path):
    done = manage(
        "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION, SITIS_DATA=str(tmp_path)
    )

    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_production_does_not_start_with_a_guessed_secret_or_host(name, tmp_path):
    env = {key: value for key, value in PRODUCTION.items() if key != name}

    done = manage("check", **env, SITIS_DATA=str(tmp_path))

    assert done.returncode == 1
    assert f"Set the {name} environment variable" in done.stderr


def test_an_unknown_mode_is_refused(tmp_path):
    done = manage("check", SITIS_MODE="produktion", SITIS_DATA=str(tmp_path))

    assert done.returncode == 1
    assert "SITIS_MODE is production, demo or test" in done.stderr


def test_every_setting_from_the_environment_stands_in_the_readme_and_no_other():
    sources = [(ROOT / "sitis" / name).read_text("utf-8") for name in ("settings.py", "keys.py")]
    read = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", "".join(sources)))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme.partition("### Settings")[2].partition("\n### ")[0]
    written = set(re.findall(r"^\| `([A-Z_]+)`", table, re.MULTILINE))

    assert written == read


def test_the_lists_of_settings_in_compose_know_only_real_settings():
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    environment = compose.partition("environment: &environment")[2].partition("volumes:")[0]
    settings = (ROOT / "sitis" / "settings.py").read_text(encoding="utf-8")

    unknown = [
        name
        for name in re.findall(r"^    ([A-Z_]+):", environment, re.MULTILINE)
        if f'"{name}"' not in settings
    ]

    assert unknown == []


@pytest.mark.parametrize(
    "command",
    [
        ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"],
        ["hadolint", "Dockerfile"],
        ["sh", "-n", "run"],
    ],
)
def test_containers_and_the_script_are_well_formed(command):
    tool = BIN / command[0]
    done = subprocess.run(
        [tool if tool.exists() else command[0], *command[1:]],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_no_container_runs_as_root_and_no_secret_stands_in_a_file():
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    docker = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True
    ).stdout.split()

    assert re.search(r"^USER 1000$", docker, re.MULTILINE)
    assert all(
        value.startswith("${") and ":?" in value
        for value in re.findall(r"(?:SECRET_KEY|POSTGRES_PASSWORD): (\S+)", compose)
    )
    assert [name for name in tracked if name.startswith(".env")] == []


def test_headers_of_safety_come_with_every_page(client, settings, db):
    answer = client.get("/zdravi/", headers={"accept": "text/html"})

    policy = dict(
        part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'self'"
    assert "unsafe-inline" not in answer["Content-Security-Policy"]
    assert policy["frame-ancestors"] == "'none'"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"


def test_uploads_go_to_the_disk_and_no_address_serves_them(client, settings):
    assert settings.FILE_UPLOAD_HANDLERS == [
        "django.core.files.uploadhandler.TemporaryFileUploadHandler"
    ]
    assert settings.MEDIA_URL in {"", "/"}


SCRIPT = ROOT / "run"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["demo", "osm"], "The port must be a number"),
        (["deploy"], "usage: ./run demo [port]"),
    ],
)
def test_a_wrong_use_of_the_script_is_answered_with_a_sentence(arguments, sentence):
    done = subprocess.run([SCRIPT, *arguments], capture_output=True, text=True)

    assert done.returncode != 0
    assert sentence in done.stderr


def test_an_old_python_is_answered_with_a_sentence(tmp_path):
    """A copy of the script where every Python that can be found is too old."""
    (tmp_path / "run").write_bytes(SCRIPT.read_bytes())
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    for name in ("python3", *(f"python3.{minor}" for minor in range(11, 15))):
        (bin_ / name).write_text("#!/bin/sh\nexit 1\n")
        (bin_ / name).chmod(0o755)

    done = subprocess.run(
        ["sh", tmp_path / "run", "demo"],
        env={"PATH": f"{bin_}:/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert "SITIS needs Python 3.11 or newer" in done.stderr


def test_the_probe_of_a_container_says_no_where_nobody_listens():
    done = subprocess.run(
        [sys.executable, "-m", "sitis.healthcheck"],
        cwd=ROOT,
        env=os.environ | {"PORT": "1"},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert "refused" in done.stderr


@pytest.mark.parametrize("script", ["run", ".ci/run"])
def test_a_clone_can_start_the_script(script):
    assert os.access(ROOT / script, os.X_OK)
