"""The recovery sheet: one A4 page with the point's key, to be printed once and locked away."""

import io
from datetime import date
from pathlib import Path
from typing import Final

import qrcode
from PIL import Image, ImageDraw, ImageFont
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.image.pil import PilImage

from kiosk.rules import recovery
from kiosk.values import Point

_DPI: Final = 200
_A4: Final = (1_654, 2_339)
_EDGE: Final = 150
_FONTS: Final = Path(__file__).resolve().parents[2] / "assets" / "fonts"
_INK, _SOFT, _PAPER = "#1d2b26", "#4a5a54", "white"
_WARNING: Final = (
    "Ai có phiếu này đọc được họ tên mọi bạn đọc của điểm. Hãy bỏ phong bì dán kín, cất nơi khóa được, tách khỏi máy "
    "tính và USB sao lưu. Không chụp ảnh, không gửi qua mạng. In xong hãy xóa tệp."
)
_USES: Final = (
    "Khi máy hỏng hoặc mất: khởi tạo máy mới bằng lệnh main.py init --recovery, đăng ký với tỉnh, dữ liệu sẽ về.",
    "Khi điểm có thêm máy thứ hai: khởi tạo máy đó cũng bằng lệnh main.py init --recovery.",
    "Máy đã khởi tạo mà chưa dùng phiếu: chạy lệnh main.py recovery-use.",
    "Quét mã vuông bằng máy quét, hoặc gõ đủ sáu dòng. Gõ sai, máy cho biết sai dòng nào.",
)


def recovery_sheet(point_key: bytes, point: Point, made_on: date, form: str) -> bytes:
    """The sheet as a file. `point_key`: 32 bytes; `form`: "PDF" or "PNG"."""
    page = Image.new("RGB", _A4, _PAPER)
    _Page(page).filled(point_key, point, made_on)
    file = io.BytesIO()
    if form == "PDF":
        page.save(file, "PDF", resolution=_DPI, title="Phiếu khôi phục")
    else:
        page.save(file, "PNG", dpi=(_DPI, _DPI))
    return file.getvalue()


class _Page:
    """A page that is written from top to bottom."""

    def __init__(self, page: Image.Image) -> None:
        self._page = page
        self._draw = ImageDraw.Draw(page)
        self._y = 120

    def filled(self, point_key: bytes, point: Point, made_on: date) -> None:
        self._words("Phiếu khôi phục", 76, "ExtraBold")
        self._words(f"{point.name} ({point.code})", 44, "SemiBold")
        self._words(f"In ngày {made_on:%d/%m/%Y} · dấu khóa {recovery.fingerprint(point_key)}", 32, colour=_SOFT)
        self._y += 30
        self._words(_WARNING, 34, "SemiBold")
        self._y += 20
        code = recovery.code_of(point_key)
        self._picture(code)
        for number, line in enumerate(recovery.lines_of(code), start=1):
            self._code_line(number, line)
        self._y += 40
        for use in _USES:
            self._words(f"•  {use}", 30)

    def _words(self, text: str, size: int, face: str = "Regular", colour: str = _INK) -> None:
        font = _font(face, size)
        line = ""
        for word in text.split(" "):
            longer = f"{line} {word}" if line else word
            if font.getlength(longer) > _A4[0] - 2 * _EDGE:
                self._write(line, font, colour)
                longer = word
            line = longer
        self._write(line, font, colour)
        self._y += size // 2

    def _write(self, line: str, font: ImageFont.FreeTypeFont, colour: str) -> None:
        self._draw.text((_EDGE, self._y), line, font=font, fill=colour)
        self._y += round(font.size * 1.4)

    def _picture(self, code: str) -> None:
        made = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, box_size=11, border=4)
        made.add_data(code)
        made.make(fit=True)
        picture = made.make_image(image_factory=PilImage).get_image()
        self._page.paste(picture, ((_A4[0] - picture.width) // 2, self._y))
        self._y += picture.height + 20

    def _code_line(self, number: int, line: str) -> None:
        """Every group has its own place, so that the eye keeps its line while typing."""
        self._draw.text((_EDGE + 140, self._y + 12), f"dòng {number}", font=_font("Regular", 32), fill=_SOFT)
        font = _font("SemiBold", 56)
        for group, text in enumerate(line.split(" ")):
            for place, character in enumerate(text):
                centre = _EDGE + 420 + group * 260 + place * 54
                self._draw.text((centre, self._y), character, font=font, fill=_INK, anchor="ma")
        self._y += 88


def _font(face: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONTS / f"BeVietnamPro-{face}.ttf", size)
