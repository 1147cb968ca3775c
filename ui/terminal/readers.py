"""Commands about readers and their cards."""

from pathlib import Path

import click

from kiosk.documents.cards import card_png, card_svg
from kiosk.errors import Unavailable
from kiosk.usecases.erase_reader import erase_reader
from kiosk.usecases.register_reader import register_reader
from kiosk.usecases.revoke_card import revoke_card
from kiosk.values import Consent
from ui import texts

from . import Desk, Report
from .visits import SEXES


@click.group()
def reader() -> None:
    """Bạn đọc và thẻ bạn đọc."""


@reader.command()
@click.option("--name", required=True, metavar="HỌ-TÊN", help="Họ và tên.")
@click.option("--birth-year", default=0, metavar="NĂM", help="Năm sinh; bỏ trống nếu không cho biết.")
@click.option("--sex", type=click.Choice(list(SEXES)), default="unknown", show_default=True, help="Giới tính.")
@click.option(
    "--consent",
    type=click.Choice([consent.name.lower() for consent in Consent]),
    required=True,
    help="Ai đã đồng ý cho lưu dữ liệu: bạn đọc; dưới 16 tuổi là người đại diện, hoặc còn chờ (awaited).",
)
@click.option("--representative", default="", metavar="HỌ-TÊN", help="Cha mẹ hoặc người đại diện đã đồng ý.")
@click.option("--class", "school_class", default="", metavar="LỚP", help="Lớp, nếu là học sinh.")
@click.option("--card", "picture", type=click.Path(path_type=Path), help="Ghi mã QR của thẻ ra tệp .png hoặc .svg.")
@click.pass_obj
def add(
    desk: Desk,
    name: str,
    birth_year: int,
    sex: str,
    consent: str,
    representative: str,
    school_class: str,
    picture: Path | None,
) -> Report:
    """Đăng ký một bạn đọc và cấp thẻ (việc của cán bộ)."""
    with desk.store() as store:
        card = register_reader(
            store,
            full_name=name,
            birth_year=birth_year,
            sex=SEXES[sex],
            consent=Consent[consent.upper()],
            representative=representative,
            school_class=school_class,
            clock=desk.clock,
            by_officer=True,
        )
    said = f"Đã cấp thẻ {card.code}, dùng đến {texts.day(card.valid_until)}. Mã thẻ chỉ hiện một lần này."
    if picture is not None:
        _draw(card.code, picture)
        said += f"\nMã QR đã ghi ra {picture}."
    return said, {
        "epoch": card.reader.epoch,
        "seq": card.reader.seq,
        "card": card.code,
        "valid_until": card.valid_until.isoformat(),
        "picture": str(picture) if picture else None,
    }


@reader.command()
@click.argument("card")
@click.pass_obj
def revoke(desk: Desk, card: str) -> Report:
    """Ngừng dùng một thẻ (mất, đổi, rút lại)."""
    with desk.store() as store:
        revoke_card(store, card, clock=desk.clock)
    return "Thẻ này đã ngừng dùng.", {"revoked": True}


@reader.command()
@click.argument("card")
@click.option("--yes", is_flag=True, help="Xóa thật. Xóa rồi không lấy lại được.")
@click.pass_obj
def erase(desk: Desk, card: str, yes: bool) -> Report:
    """Xóa vĩnh viễn thông tin cá nhân của một bạn đọc (theo mã thẻ, hoặc số mục đăng ký như 1-17)."""
    if not yes:
        said = "Họ tên, năm sinh sẽ mất vĩnh viễn ở máy này và ở tỉnh, thẻ ngừng dùng; số lượt đã đếm vẫn giữ."
        return f"{said}\nChưa xóa gì. Thêm --yes để xóa thật.", {"erased": False}
    with desk.store() as store:
        cards = erase_reader(store, card, clock=desk.clock)
    said = f"Đã xóa thông tin của bạn đọc này và ngừng {cards} thẻ. Các lượt đã đếm vẫn giữ, không còn tên ai."
    return said, {"erased": True, "cards": cards}


def _draw(code: str, picture: Path) -> None:
    try:
        if picture.suffix.lower() == ".svg":
            picture.write_text(card_svg(code), encoding="utf-8")
        else:
            picture.write_bytes(card_png(code))
    except OSError:
        raise Unavailable("picture_not_written", file=str(picture), card=code) from None
