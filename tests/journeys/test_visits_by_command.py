"""A terminal enters paper late and keeps the programme."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk.clock import VIETNAM
from tests.journeys.test_spine import run


def test_paper_and_programme_by_command(tmp_path: Path) -> None:
    home = tmp_path / "kiosk"
    assert run(home, "init", "--point", "12019-01", "--name", "Thư viện xã Văn Giang")["exit"] == 0
    now = datetime.now(UTC).astimezone(VIETNAM)
    yesterday, tomorrow = now - timedelta(days=1), now + timedelta(days=1)
    words = ("tally", "--day", f"{yesterday:%d/%m/%Y}", "--hour", "8", "--count", "12", "--purpose", "reading")
    late = run(home, *words)
    assert (late["exit"], late["head_count"], late["visits_that_day"]) == (0, 12, 12)
    assert "nhập bù 12 lượt" in str(late["said"])
    assert run(home, "status")["visits_today"] == 0
    assert run(home, "tally", "--day", f"{tomorrow:%d/%m/%Y}")["error"] == "late_day_impossible"
    assert run(home, "tally", "--day", "hôm qua")["error"] == "day_not_understood"
    assert run(home, "tally", "--estimated")["error"] == "late_needs_day"
    start, end = f"{tomorrow:%d/%m/%Y} 08:00", f"{tomorrow:%d/%m/%Y} 10:30"
    added = run(home, "programme", "add", "--title", "Kể chuyện", "--kind", "talk", "--from", start, "--to", end)
    assert (added["exit"], added["kind"], added["cancelled"]) == (0, "talk", False)
    assert "08:00–10:30" in str(added["said"])
    assert (
        run(home, "programme", "add", "--title", "x", "--from", end, "--to", start)["error"] == "event_times_impossible"
    )
    assert run(home, "programme", "cancel", str(added["number"]))["cancelled"] is True
    listed = run(home, "programme", "list")
    assert "Kể chuyện (đã hủy)" in str(listed["said"])
    assert run(home, "programme", "cancel", "99")["error"] == "event_unknown"
