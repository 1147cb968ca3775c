"""The officer's commands about readers: find, what waits, consent, approval, staff, new cards, a school's list."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, cast

import click

from kiosk.errors import KioskError
from kiosk.usecases.answer_erasure import decline_erasure
from kiosk.usecases.approve_reader import approve_reader
from kiosk.usecases.export_readers import export_readers
from kiosk.usecases.find_readers import FoundReader, Order, find_readers, find_told
from kiosk.usecases.mark_staff import mark_staff
from kiosk.usecases.new_cards import NewCard, draw_cards, draw_slips, reissue_cards, slips_of
from kiosk.usecases.print_papers import Letterhead, letterhead
from kiosk.usecases.readers_waiting import Waiting, WaitingFor, readers_waiting
from kiosk.usecases.register_class import ClassPreview, look_over, register_class
from kiosk.usecases.save_paper import save_paper
from kiosk.usecases.tell_consent import tell_consent
from kiosk.values import Consent, Declined
from ui import reader_words, texts

from . import Desk, Report
from .readers import reader

_MOST = 200
_REASONS = {reason.name.lower().replace("_", "-"): reason for reason in Declined}
_who = click.argument("who")
_pdf = click.Path(path_type=Path, dir_okay=False)
_per_page = click.option("--per-page", type=click.Choice(["8", "10"]), default="10", help="Số thẻ một tờ A4.")
WHO = "WHO là mã thẻ, mã trên phiếu của phụ huynh, hoặc số đăng ký như 1-42."


@reader.command()
@click.argument("words", nargs=-1)
@click.option("--order", type=click.Choice([order.value for order in Order]), default="name", help="Xếp theo gì.")
@click.pass_obj
def find(desk: Desk, words: tuple[str, ...], order: str) -> Report:
    """Tìm bạn đọc theo tên, lớp, năm sinh, không cần dấu; không ghi gì: tất cả."""
    with desk.store() as store:
        found = find_readers(store, " ".join(words), order=Order(order), most=_MOST)
    lines = [f"{texts.number(found.matching)} người khớp, trong {texts.number(found.total)} bạn đọc."]
    lines += [_line(one) for one in found.readers]
    if found.matching > len(found.readers):
        lines.append(f"… chỉ hiện {len(found.readers)} người đầu; hãy gõ thêm.")
    facts = {"matching": found.matching, "total": found.total, "readers": [_facts(one) for one in found.readers]}
    return "\n".join(lines), facts


@reader.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("words", nargs=-1)
@click.option("--order", type=click.Choice([order.value for order in Order]), default="name", help="Xếp theo gì.")
@click.pass_obj
def export(desk: Desk, file: Path, words: tuple[str, ...], order: str) -> Report:
    """Ghi danh sách bạn đọc ra tệp .csv (có họ tên: hãy giữ kín); thêm chữ để chỉ lấy những người khớp."""
    with desk.store() as store:
        count = export_readers(store, " ".join(words), Order(order), file)
    return f"Đã ghi {texts.number(count)} bạn đọc ra {file}. Hãy giữ kín, dùng xong thì xóa.", {"readers": count}


@reader.command()
@click.pass_obj
def waiting(desk: Desk) -> Report:
    """Ai đang chờ cán bộ: xin xóa, chờ duyệt, chờ phiếu của phụ huynh."""
    return _waiting(desk, None)


@reader.command()
@click.pass_obj
def requests(desk: Desk) -> Report:
    """Các yêu cầu xóa thông tin: trả lời trong 2 ngày làm việc, xóa xong trong 15 ngày."""
    return _waiting(desk, WaitingFor.ERASURE)


def _waiting(desk: Desk, what: WaitingFor | None) -> Report:
    with desk.store() as store:
        found = [one for one in readers_waiting(store, clock=desk.clock) if what in (None, one.what)]
    lines = [
        f"{reader_words.person(one.reader)} (số {one.reader.entry}): {reader_words.waits(one)[0]}" for one in found
    ]
    return "\n".join(lines) or "Không có ai đang chờ.", {"waiting": [_waiting_facts(one) for one in found]}


@reader.command(help=f"Không xóa: người ấy rút lại, hoặc người khác xin. {WHO}")
@_who
@click.option("--reason", type=click.Choice(list(_REASONS)), required=True, help="Vì sao không xóa.")
@click.pass_obj
def decline(desk: Desk, who: str, reason: str) -> Report:
    with desk.store() as store:
        decline_erasure(store, find_told(store, who).number, _REASONS[reason], clock=desk.clock)
    return "Đã ghi: không xóa. Thông tin của bạn đọc được giữ nguyên.", {"declined": True}


@reader.command(help=f"Phiếu đồng ý đã ký về (phiếu giấy cất vào hồ sơ). {WHO}")
@_who
@click.option("--by-reader", is_flag=True, help="Bạn đọc từ 16 tuổi tự đồng ý, không phải người đại diện.")
@click.pass_obj
def consent(desk: Desk, who: str, by_reader: bool) -> Report:
    agreed = Consent.READER if by_reader else Consent.REPRESENTATIVE
    with desk.store() as store:
        tell_consent(store, find_told(store, who).number, consent=agreed, clock=desk.clock)
    return "Đã ghi: có sự đồng ý. Hãy cất phiếu giấy vào hồ sơ.", {"consent": agreed.name.lower()}


@reader.command(help=f"Duyệt một bạn đọc tự đăng ký. {WHO}")
@_who
@click.pass_obj
def approve(desk: Desk, who: str) -> Report:
    with desk.store() as store:
        approve_reader(store, find_told(store, who).number, clock=desk.clock)
    return "Đã duyệt. Bạn đọc mượn được sách.", {"approved": True}


@reader.command(help=f"Là cán bộ thư viện: được chào, không tính lượt. {WHO}")
@_who
@click.option("--no-longer", is_flag=True, help="Không còn là cán bộ: lại tính lượt.")
@click.pass_obj
def staff(desk: Desk, who: str, no_longer: bool) -> Report:
    with desk.store() as store:
        mark_staff(store, find_told(store, who).number, staff=not no_longer, clock=desk.clock)
    said = "Thẻ này lại được tính lượt." if no_longer else "Từ nay thẻ này được chào, không tính lượt."
    return said, {"staff": not no_longer}


@reader.command(help=f"Cấp thẻ mới, thẻ cũ ngừng dùng ngay; thẻ mới ghi ra tệp PDF. {WHO}")
@click.argument("who", nargs=-1, required=True)
@click.option("--out", type=_pdf, required=True, help="Ghi thẻ mới ra tệp .pdf này.")
@_per_page
@click.pass_obj
def reissue(desk: Desk, who: tuple[str, ...], out: Path, per_page: str) -> Report:
    _ensure_writable(out)
    with desk.store() as store:
        numbers = [find_told(store, one).number for one in who]
        cards = reissue_cards(store, list(dict.fromkeys(numbers)), clock=desk.clock)
        head = letterhead(store, clock=desk.clock)
    told = _saved(head, cards, out, per_page)
    return f"Đã cấp {len(cards)} thẻ mới, thẻ cũ ngừng dùng. {told}", {"cards": [card.code for card in cards]}


@reader.command(help="In lại phiếu cho phụ huynh của mọi em đang chờ, ra tệp PDF.")
@click.argument("out", type=_pdf)
@click.pass_obj
def slips(desk: Desk, out: Path) -> Report:
    with desk.store() as store:
        asked = [
            one.reader.number for one in readers_waiting(store, clock=desk.clock) if one.what is WaitingFor.CONSENT
        ]
        children = slips_of(store, asked)
        head = letterhead(store, clock=desk.clock)
    save_paper(draw_slips(head, children), out)
    return f"{len(children)} phiếu ở {out}.", {"slips": len(children), "file": str(out)}


@reader.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", type=_pdf, required=True, help="Ghi thẻ ra tệp .pdf này; phiếu cho phụ huynh cạnh đó.")
@_per_page
@click.option("--again", is_flag=True, help="Làm thẻ cả cho người trùng họ tên và năm sinh với người đã có thẻ.")
@click.option("--dry-run", is_flag=True, help="Chỉ xem sẽ ra sao, không ghi gì.")
@click.pass_obj
def import_class(desk: Desk, file: Path, out: Path, per_page: str, again: bool, dry_run: bool) -> Report:
    """Làm thẻ cho cả lớp từ danh sách của trường (.xlsx hoặc .csv có cột Họ và tên, Ngày sinh)."""
    with desk.store() as store:
        preview = look_over(store, file, clock=desk.clock)
        pupils = preview.chosen(despite_likeness=again)
        lines, facts = _preview_told(preview, len(pupils))
        if dry_run or not pupils:
            return "\n".join((*lines, "Chưa ghi gì.")), {**facts, "cards": []}
        _ensure_writable(out)
        cards = register_class(store, pupils, clock=desk.clock)
        head = letterhead(store, clock=desk.clock)
    lines.append(_saved(head, cards, out, per_page))
    return "\n".join(lines), {**facts, "cards": [card.code for card in cards]}


def _preview_told(preview: ClassPreview, chosen: int) -> tuple[list[str], dict[str, object]]:
    lines = [f"{chosen} người được làm thẻ."]
    if preview.alike:
        lines.append(f"{len(preview.alike)} dòng trùng họ tên và năm sinh: {_listed(preview.alike)}.")
    for flaw in preview.flaws:
        lines.append(f"Dòng {flaw.line} ({flaw.name}): {texts.sentence(KioskError(flaw.code))}")
    facts: dict[str, object] = {
        "chosen": chosen,
        "alike": sorted(preview.alike),
        "flaws": [{"line": flaw.line, "error": flaw.code} for flaw in preview.flaws],
    }
    return lines, facts


def _listed(lines: frozenset[int]) -> str:
    return ", ".join(f"dòng {line}" for line in sorted(lines))


def _ensure_writable(out: Path) -> None:
    """Before cards are issued that could then not be put anywhere. Raises Unavailable(`paper_not_saved`)."""
    trial = out.with_name(f"{out.name}.thu")
    save_paper(b"", trial)
    trial.unlink(missing_ok=True)


def _saved(head: Letterhead, cards: Sequence[NewCard], out: Path, per_page: str) -> str:
    save_paper(draw_cards(head, cards, per_page=cast(Literal[8, 10], int(per_page))), out)
    said = f"Thẻ ở {out}. Hãy in rồi xóa tệp này: máy không giữ mã thẻ."
    if any(card.slip for card in cards):
        paper = out.with_name(f"{out.stem}-phieu.pdf")
        save_paper(draw_slips(head, cards), paper)
        said += f"\nPhiếu cho phụ huynh ở {paper}."
    return said


def _line(one: FoundReader) -> str:
    parts = [f"số {one.entry}", *reader_words.standings(one)]
    return f"{reader_words.person(one)} · {' · '.join(parts)}"


def _facts(one: FoundReader) -> dict[str, object]:
    return {
        "entry": one.entry,
        "name": one.full_name,
        "birth_year": one.birth_year,
        "class": one.school_class,
        "consent": one.consent.name.lower(),
        "approved": one.approved,
        "staff": one.staff,
        "last_visit": one.last_visit,
        "erasure_asked_at": one.erasure_asked_at,
    }


def _waiting_facts(one: Waiting) -> dict[str, object]:
    return {
        "what": one.what.name.lower(),
        "entry": one.reader.entry,
        "days": one.days,
        "answer_by": one.answer_by and one.answer_by.isoformat(),
        "carry_out_by": one.carry_out_by and one.carry_out_by.isoformat(),
        "late": one.late or one.answer_late,
    }
