"""The pages as a browser gets them."""

import re
import time
from typing import Any

import pytest
import requests

from sync.protocol.entries import Purpose

from .conftest import PASSWORD, Province, sign_in
from .kiosks import Kiosk


def page(session: requests.Session, province: Province, path: str) -> str:
    answer = session.get(province.url + path, timeout=60)
    assert answer.status_code == 200
    return answer.text


def row_of(table: str, code: str) -> str:
    return next(row for row in table.split("<tr")[1:] if f'<td class="code">{code}</td>' in row)


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


@pytest.mark.parametrize("path", ["/", "/diem/T-1", "/diem/NOTHING"])
def test_whoever_has_not_signed_in_sees_only_the_door(province: Province, path: str) -> None:
    answer = requests.get(province.url + path, timeout=60)
    assert "/dang-nhap" in answer.url
    assert "Đăng nhập" in answer.text


def test_a_wrong_password_and_a_wrong_name_get_the_same_sentence(province: Province) -> None:
    from sync.province import registry

    registry.save_user("thu-hai", PASSWORD, is_new=True)
    for name in ("thu-hai", "khong-co-ai"):
        assert "Tên hoặc mật khẩu không đúng." in sign_in(requests.Session(), province.url, name, "sai").text


def test_five_failures_lock_the_name_even_for_the_right_password_until_it_is_set_anew(province: Province) -> None:
    from sync.province import registry

    registry.save_user("thu-ba", PASSWORD, is_new=True)
    for _ in range(5):
        sign_in(requests.Session(), province.url, "Thu-Ba", "sai")
    assert "Hãy thử lại sau 5 phút" in sign_in(requests.Session(), province.url, "thu-ba", PASSWORD).text
    registry.save_user("thu-ba", PASSWORD + "-2", is_new=False)
    assert "Đăng xuất" in sign_in(requests.Session(), province.url, "thu-ba", PASSWORD + "-2").text


def test_a_success_forgets_earlier_failures(province: Province) -> None:
    from sync.province import registry

    registry.save_user("thu-tu", PASSWORD, is_new=True)
    for _ in range(2):
        for _ in range(4):
            sign_in(requests.Session(), province.url, "thu-tu", "sai")
        assert "Đăng xuất" in sign_in(requests.Session(), province.url, "thu-tu", PASSWORD).text


def test_a_form_without_its_token_is_refused(province: Province) -> None:
    answer = requests.post(f"{province.url}/dang-nhap", data={"username": "a", "password": "b"}, timeout=60)
    assert answer.status_code == 403
    assert "Biểu mẫu đã cũ" in answer.text


def test_a_visit_shows_in_the_table_and_on_the_point_s_page(
    province: Province, signed_in: requests.Session, kiosk: Kiosk, point: Any
) -> None:
    now = int(time.time())
    kiosk.visit(now)
    class_visit = kiosk.visit(now, head_count=1_234)
    kiosk.tell(class_visit, Purpose.CLASS_OR_CLUB, now)
    kiosk.visit(now - 10 * 86_400)
    province.push(kiosk.push())

    line = words(row_of(page(signed_in, province, "/"), point.code))
    assert point.name in line
    assert line.endswith("vừa xong 1.235 1.235 1.236 1.236 Bình thường")
    own = words(page(signed_in, province, f"/diem/{point.code}"))
    assert "Lớp – câu lạc bộ 1.234" in own
    assert "Quét thẻ 1.236" in own
    assert f"kỳ 1: mục {kiosk.seq}" in own


def test_a_point_that_fell_silent_stands_out(
    province: Province, signed_in: requests.Session, kiosk: Kiosk, point: Any
) -> None:
    from sync.province.models import Device

    province.push(kiosk.push())
    Device.objects.filter(point=point).update(last_contact_at=int(time.time()) - 3 * 86_400 - 60)
    row = row_of(page(signed_in, province, "/"), point.code)
    assert 'class="silent"' in row
    assert "Im lặng 3 ngày" in words(row)
    assert point.code in page(signed_in, province, "/?xem=can")


def test_a_search_needs_no_marks(province: Province, signed_in: requests.Session, point: Any) -> None:
    from sync.province import registry

    registry.add_point(f"{point.code}-DH", "Thư viện phường Đường Hào", now=0)
    found = page(signed_in, province, "/?tim=duong+hao")
    assert f"{point.code}-DH" in found
    assert f">{point.code}<" not in found
    assert "Không có điểm nào khớp" in page(signed_in, province, "/?tim=khong-co-diem-nay")


def test_a_point_without_a_device_says_what_to_do(province: Province, signed_in: requests.Session, point: Any) -> None:
    own = words(page(signed_in, province, f"/diem/{point.code}"))
    assert "Điểm này chưa có máy" in own
    assert f"province enrol-code {point.code}" in own


def test_what_is_held_aside_and_what_is_alarming_is_said_in_words(
    province: Province, signed_in: requests.Session, kiosk: Kiosk, point: Any
) -> None:
    kiosk.write(b"\xc1")
    kiosk.write(b"\x96\x5a\x01\x05\x05\x01\x07")
    kiosk.write(b"\x96\x5a\x01\x05\x05\x01\x07")
    province.push(kiosk.push())
    clone = Kiosk(kiosk.key, 1, kiosk.nonce, kiosk.raws[:4], kiosk.hashes[:4])
    clone.visit(0)
    province.refused(clone.push(), 409)
    own = words(page(signed_in, province, f"/diem/{point.code}"))
    assert "không đúng khuôn dạng" in own
    assert "kỳ 1, 4 – 5 2 Máy ở điểm dùng phiên bản mới hơn" in own
    assert "Máy số 1: Máy gửi một nhật ký khác" in own
    assert "Có báo động" in words(row_of(page(signed_in, province, "/"), point.code))


def test_a_name_is_text_and_never_markup(province: Province, signed_in: requests.Session, point: Any) -> None:
    from sync.province import registry

    registry.add_point(f"{point.code}-X", '<script>alert("x")</script>', now=0)
    for path in ("/", f"/diem/{point.code}-X", "/?tim=<script>"):
        assert "<script" not in page(signed_in, province, path)


def test_no_such_point_is_a_calm_page(province: Province, signed_in: requests.Session) -> None:
    answer = signed_in.get(f"{province.url}/diem/NOTHING", timeout=60)
    assert answer.status_code == 404
    assert "Không có trang này" in answer.text


def test_everything_a_page_loads_comes_from_the_province_itself(
    province: Province, signed_in: requests.Session, point: Any
) -> None:
    for path in ("/", f"/diem/{point.code}"):
        html = page(signed_in, province, path)
        assert not re.findall(r'(?:href|src)="(?:https?:)?//', html)
        assert "<script" not in html
        for address in re.findall(r'<link[^>]*href="([^"]+)"', html):
            assert requests.get(province.url + address, timeout=60).status_code == 200
    sheet = requests.get(f"{province.url}/static/province.css", timeout=60).text
    fonts = re.findall(r'url\("([^"]+)"\)', sheet)
    assert len(fonts) == 3
    for font in fonts:
        answer = requests.get(f"{province.url}/static/{font}", timeout=60)
        assert answer.status_code == 200
        assert answer.content[:4] == b"\x00\x01\x00\x00"  # TrueType


def test_every_token_that_the_style_sheet_names_exists(province: Province) -> None:
    sheet = requests.get(f"{province.url}/static/province.css", timeout=60).text
    tokens = requests.get(f"{province.url}/tokens.css", timeout=60).text
    named = set(re.findall(r"var\((--[a-z-]+)\)", sheet))
    assert named
    assert named <= set(re.findall(r"(--[a-z-]+):", tokens))


def test_signing_out_ends_the_session(province: Province, signed_in: requests.Session) -> None:
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page(signed_in, province, "/"))
    assert token
    signed_in.post(f"{province.url}/dang-xuat", data={"csrfmiddlewaretoken": token[1]}, timeout=60)
    assert "/dang-nhap" in signed_in.get(province.url, timeout=60).url


def test_a_page_may_run_no_script_and_is_kept_in_no_cache(province: Province, signed_in: requests.Session) -> None:
    headers = signed_in.get(province.url, timeout=60).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
