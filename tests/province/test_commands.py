"""`province …` as an administrator runs it: in processes of its own, beside a running server."""

import re
import socket
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from .kiosks import Kiosk
from .servers import Served, command, served


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("home") / "province") as province:
        yield province


def test_from_an_empty_folder_to_a_counted_visit(running: Served) -> None:
    added = running.command("add-point", "12019-01")
    assert added["name"] == "Thư viện xã Văn Giang"
    kiosk = running.enrolled("12019-01")
    kiosk.open("12019-01", 1_700_000_000)
    kiosk.visit(1_700_000_000)
    running.push(kiosk.push())
    status = running.command("status")
    (line,) = (line for line in status["points"] if line["code"] == "12019-01")
    assert (line["visits"], line["devices"], line["standing"]) == (1, 1, "well")
    assert "tất cả 1 lượt" in status["said"]
    assert running.command("rebuild-projection", "--check")["differing"] == []


def test_keys_are_for_the_province_s_own_user_only(running: Served) -> None:
    assert stat.S_IMODE(running.home.stat().st_mode) == 0o700
    for name in ("province.key", "django.secret"):
        assert stat.S_IMODE((running.home / name).stat().st_mode) == 0o600


def test_the_key_outlives_a_restart(tmp_path: Path) -> None:
    keys = []
    for _ in range(2):
        with served(tmp_path / "home") as province:
            requests.get(province.url, timeout=60)
            keys.append((province.home / "province.key").read_bytes())
    assert keys[0] == keys[1]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("add-point", "có dấu", "x"), "bad_code"),
        (("add-point", "A-", "x"), "bad_code"),
        (("add-point", "A" * 17, "x"), "bad_code"),
        (("add-point", "99999-01"), "unknown_unit"),
        (("add-point", "KHO"), "name_missing"),
        (("enrol-code", "KHONG-CO"), "no_such_point"),
        (("revoke-device", "00"), "no_such_device"),
        (("set-password", "khong-co-ai", "--password-stdin"), "no_such_user"),
        (("add-user", "a b", "--password-stdin"), "bad_name"),
    ],
)
def test_refused_input_is_named_and_exits_with_two(running: Served, words: tuple[str, ...], code: str) -> None:
    ended = running.command(*words)
    assert (ended["error"], ended["exit"]) == (code, 2)
    assert ended["said"].strip()


def test_a_point_is_added_once(running: Served) -> None:
    assert running.command("add-point", "kho-1", "Kho")["code"] == "KHO-1"
    assert running.command("add-point", "KHO-1", "Kho")["error"] == "point_exists"


def test_a_weak_password_is_refused_in_vietnamese(running: Served) -> None:
    ended = running.command("add-user", "lan", "--password-stdin", typed="12345\n")
    assert ended["error"] == "weak_password"
    assert "ít nhất 10 ký tự" in ended["said"]
    assert running.command("add-user", "lan", "--password-stdin", typed="mat-khau-dai\n")["exit"] == 0
    assert running.command("add-user", "lan", "--password-stdin", typed="mat-khau-dai\n")["error"] == "user_exists"


def test_a_taken_port_is_said_plainly(running: Served) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = command(running.home, "serve", "--port", str(taken.getsockname()[1]))
    assert (ended["error"], ended["exit"]) == ("port_unusable", 1)


def test_many_commands_at_once_on_an_empty_folder_make_one_database(tmp_path: Path) -> None:
    home, ended = tmp_path / "home", []

    def add(number: int) -> None:
        ended.append(command(home, "add-point", f"P-{number}", "Điểm"))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer["exit"] for answer in ended] == [0] * 4
    assert len(command(home, "status")["points"]) == 4
    assert {path.name for path in home.iterdir()} >= {"province.key", "django.secret", "province.db"}
    assert not [path for path in home.iterdir() if path.name.startswith(("province.key.", "django.secret."))]


def test_a_database_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    command(home, "add-point", "P-1", "Điểm")
    with sqlite3.connect(home / "province.db") as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('province', '9999_later', '2030-01-01')"
        )
    database.close()
    before = (home / "province.db").read_bytes()
    ended = command(home, "status")
    assert (ended["error"], ended["exit"]) == ("newer", 1)
    assert (home / "province.db").read_bytes() == before


def test_a_damaged_database_is_a_sentence(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "province.db").write_bytes(b"no database at all" * 100)
    ended = command(home, "status")
    assert (ended["error"], ended["exit"]) == ("unreachable", 1)
    assert "Traceback" not in ended["said"]


def test_a_damaged_key_is_a_sentence_and_is_not_replaced(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "province.key").write_bytes(b"half")
    ended = command(home, "serve", "--port", "0")
    assert (ended["error"], ended["exit"]) == ("key_damaged", 1)
    assert (home / "province.key").read_bytes() == b"half"


@pytest.mark.parametrize("address", ["nonsense", "mysql://a/b", "postgresql://nobody@127.0.0.1:1/none"])
def test_a_database_that_cannot_be_used_is_a_sentence(tmp_path: Path, address: str) -> None:
    ended = command(tmp_path / "home", "status", database_url=address)
    assert (ended["error"], ended["exit"]) in (("address", 1), ("unreachable", 1))
    assert "Traceback" not in ended["said"]


def test_help_loads_no_django(tmp_path: Path) -> None:
    program = (
        "import sys; from click.testing import CliRunner; from sync.province.commands import province;"
        "print(CliRunner().invoke(province, ['--help']).exit_code, 'django' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=root)
    assert ended.stdout.split() == ["0", "False"]


def test_kill_9_in_the_middle_of_pushes_loses_and_doubles_nothing(tmp_path: Path) -> None:
    home, kiosk, acknowledged = tmp_path / "home", Kiosk(), 0
    for round_ in range(3):
        with served(home) as province:
            if round_ == 0:
                province.add_point("P-1")
                province.enrolled("P-1", kiosk)
                kiosk.open("P-1", 1_700_000_000)
                for number in range(3_000):
                    kiosk.visit(1_700_000_000 + number)
            killer = threading.Timer(0.15, province.kill)
            killer.start()
            first = 1
            while first <= kiosk.seq:
                try:
                    receipt = province.push(kiosk.push(first, min(kiosk.seq, first + 49)))
                except requests.RequestException:
                    break
                acknowledged = max(acknowledged, receipt.seq)
                first = receipt.seq + 1
            killer.join()
        with sqlite3.connect(home / "province.db") as database:
            held, visits = database.execute(
                "SELECT (SELECT count(*) FROM province_entry), (SELECT sum(visits) FROM province_daycount)"
            ).fetchone()
        database.close()
        assert held >= acknowledged
        assert (visits or 0) == max(0, held - 2)
    with served(home) as province:
        province.push(kiosk.push(1, kiosk.seq))
        assert province.visits("P-1") == 3_000
        assert province.command("rebuild-projection", "--check")["differing"] == []


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    ended = command(tmp_path / "file" / "home", "status")
    assert (ended["error"], ended["exit"]) == ("unwritable", 1)


def test_behind_a_tls_proxy_an_officer_signs_in_and_the_cookie_stays_on_tls(tmp_path: Path) -> None:
    with served(tmp_path / "home", None, "--trusted-proxy", "127.0.0.1") as province:
        province.command("add-user", "lan", "--password-stdin", typed="mat-khau-dai\n")
        said = {
            "X-Forwarded-Proto": "https",
            "X-Forwarded-Host": "thuvien.example",
            "Origin": "https://thuvien.example",
        }
        form = requests.get(f"{province.url}/dang-nhap", headers=said, timeout=60)
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', form.text)
        assert token
        assert all(cookie.secure for cookie in form.cookies)
        answer = requests.post(
            f"{province.url}/dang-nhap",
            data={"csrfmiddlewaretoken": token[1], "username": "lan", "password": "mat-khau-dai", "next": "/"},
            headers={
                **said,
                "Referer": "https://thuvien.example/dang-nhap",
                "Cookie": f"csrftoken={form.cookies['csrftoken']}",
            },
            allow_redirects=False,
            timeout=60,
        )
        assert (answer.status_code, answer.headers["Location"]) == (302, "/")
        assert all(cookie.secure for cookie in answer.cookies)
