"""What the photographs of bench `decode` are put together from: a room, cards, telephones, light, grain. All grey."""

import io
import math
import random
from typing import Any, Final

import qrcode
from PIL import Image, ImageChops, ImageDraw, ImageFilter
from qrcode.constants import ERROR_CORRECT_M

SIZE: Final = (1280, 720)
_FINE: Final = 4
"""Cards are drawn so many times larger and averaged down, as a lens does it."""
_SENSOR_GRAIN: Final = 3
_JPEG_QUALITY: Final = 80


def modules_of(text: str) -> Image.Image:
    """The QR code of `text`, as cards have it (error correction M), a pixel a module, without its quiet zone."""
    code: qrcode.QRCode[Any] = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    side = len(rows)
    return Image.frombytes("L", (side, side), bytes(0 if dark else 255 for row in rows for dark in row))


def room(chance: random.Random) -> Image.Image:
    """Shelves, a window, somebody's shirt: patches of grey with soft edges, and backs of books."""
    frame = Image.new("L", SIZE, 160)
    draw = ImageDraw.Draw(frame)
    for _ in range(40):
        left, top = chance.randint(-50, 1250), chance.randint(-50, 700)
        box = (left, top, left + chance.randint(30, 400), top + chance.randint(20, 300))
        draw.rectangle(box, fill=chance.randint(30, 225))
    left, top = chance.randint(0, 900), chance.randint(0, 500)
    for _ in range(chance.randint(5, 25)):
        width = chance.randint(6, 30)
        draw.rectangle((left, top, left + width, top + chance.randint(120, 200)), fill=chance.randint(20, 235))
        left += width + chance.randint(0, 3)
    return frame.filter(ImageFilter.GaussianBlur(2))


def card(code: Image.Image, module: float, *, turn: float = 0.0, lost: float = 0.0) -> Image.Image:
    """A white card with the code, its number as a grey line below it; "LA", transparent around it.

    `module`: pixels a module; `turn`: degrees; `lost`: the share of its height that its far side loses.
    """
    step = module * _FINE
    side, quiet = round(code.width * step), round(4 * step)
    paper = Image.new("LA", (side + 2 * quiet, side + 2 * quiet + round(3 * step)), (238, 255))
    ink = code.resize((side, side), Image.Resampling.NEAREST).point(
        [24 if level < 128 else 238 for level in range(256)]
    )
    paper.paste(ink, (quiet, quiet))
    number = (quiet, quiet + side + round(4 * step), quiet + side, quiet + side + round(5.5 * step))
    ImageDraw.Draw(paper).rectangle(number, fill=(120, 255))
    return _averaged(turned(_leaning(paper, lost), turn))


def phone(code: Image.Image, module: float, *, light: float, turn: float, inverted: bool = False) -> Image.Image:
    """A telephone's dark body, its screen lit to `light` of the paper's white, with the code in the middle; "LA".

    `inverted`: light modules on a dark ground, as an app in dark mode may show it.
    """
    step = module * _FINE
    side, quiet, rim = round(code.width * step), round(4 * step), round(2.5 * step)
    width, height = side + 2 * quiet, round((side + 2 * quiet) * 1.7)
    body = Image.new("LA", (width + 2 * rim, height + 2 * rim), (18, 255))
    ground, ink = (30, 232) if inverted else (round(250 * light), round(12 * light))
    shown = code.resize((side, side), Image.Resampling.NEAREST)
    ImageDraw.Draw(body).rectangle((rim, rim, rim + width, rim + height), fill=(ground, 255))
    levels = [
        round((ink * light) if inverted and level < 128 else ink if level < 128 else ground) for level in range(256)
    ]
    body.paste(shown.point(levels), (rim + quiet, rim + (height - side) // 2))
    return _averaged(turned(body, turn))


def place(frame: Image.Image, thing: Image.Image, chance: random.Random) -> tuple[int, int]:
    """Lay `thing` ("LA") somewhere into the frame, whole where it fits; gives its left and top."""
    x = _somewhere(SIZE[0] - thing.width, chance)
    y = _somewhere(SIZE[1] - thing.height, chance)
    frame.paste(thing.getchannel("L"), (x, y), thing.getchannel("A"))
    return x, y


def _somewhere(room_left: int, chance: random.Random) -> int:
    return chance.randint(0, room_left) if room_left > 0 else room_left // 2


def turned(thing: Image.Image, degrees: float) -> Image.Image:
    return thing.rotate(degrees, Image.Resampling.BICUBIC, expand=True) if degrees else thing


def _averaged(thing: Image.Image) -> Image.Image:
    return thing.resize((thing.width // _FINE, thing.height // _FINE), Image.Resampling.BOX)


def _leaning(thing: Image.Image, lost: float) -> Image.Image:
    """The right side turned away: seen `lost` shorter, and the whole narrower, in true perspective."""
    if not lost:
        return thing
    width, height = thing.size
    narrow = round(width * (1 - lost / 2))
    shrinking = -lost / narrow
    to_thing = (width * (1 - lost) / narrow, 0, 0, height * shrinking / 2, 1, 0, shrinking, 0)
    return thing.transform((narrow, height), Image.Transform.PERSPECTIVE, to_thing, Image.Resampling.BICUBIC)


# ---- light ----


def moved(frame: Image.Image, length: int, angle: float) -> Image.Image:
    """The frame while it moves by `length` px in the direction `angle` (radians): the mean of the places in between."""
    steps = 2 * length
    mean = frame
    for step in range(1, steps + 1):
        far = length * step / steps
        shift = (1, 0, -far * math.cos(angle), 0, 1, -far * math.sin(angle))
        there = frame.transform(frame.size, Image.Transform.AFFINE, shift, Image.Resampling.BILINEAR)
        mean = Image.blend(mean, there, 1 / (step + 1))
    return mean


def spot(centre: tuple[float, float], wide: float, high: float) -> Image.Image:
    """A lamp's mirror image: a white ellipse with a soft edge on black."""
    light = Image.new("L", SIZE, 0)
    box = (centre[0] - wide, centre[1] - high, centre[0] + wide, centre[1] + high)
    ImageDraw.Draw(light).ellipse(box, fill=255)
    return light.filter(ImageFilter.GaussianBlur(min(wide, high) / 3))


def window(chance: random.Random, level: int) -> Image.Image:
    """A bright window mirrored in glass: a slanting pane of grey `level` on black."""
    light = Image.new("L", SIZE, 0)
    left, top, slant = chance.randint(100, 1000), chance.randint(-100, 400), chance.randint(-80, 80)
    wide, high = chance.randint(80, 260), chance.randint(120, 400)
    corners = [(left, top), (left + wide, top), (left + wide + slant, top + high), (left + slant, top + high)]
    ImageDraw.Draw(light).polygon(corners, fill=level)
    return light.filter(ImageFilter.GaussianBlur(6))


def moire(strength: float, turn: float, waves: tuple[float, float]) -> Image.Image:
    """Two crossing waves (px each) that take up to `strength` of the light away, turned by `turn` degrees."""
    reach = math.ceil(math.hypot(*SIZE))
    across, down = (_wave(reach, strength / 2, wave) for wave in waves)
    grid = ImageChops.multiply(
        across.resize((reach, reach), Image.Resampling.NEAREST),
        down.transpose(Image.Transpose.ROTATE_90).resize((reach, reach), Image.Resampling.NEAREST),
    )
    left, top = (reach - SIZE[0]) // 2, (reach - SIZE[1]) // 2
    return grid.rotate(turn, Image.Resampling.BILINEAR).crop((left, top, left + SIZE[0], top + SIZE[1]))


def _wave(reach: int, strength: float, wave: float) -> Image.Image:
    levels = (1 - strength * (0.5 + 0.5 * math.sin(2 * math.pi * x / wave)) for x in range(reach))
    return Image.frombytes("L", (reach, 1), bytes(round(255 * level) for level in levels))


def grained(frame: Image.Image, sigma: float, chance: random.Random) -> Image.Image:
    """Noise of `sigma` grey levels on every pixel: three equal dice, which is near enough to a bell."""
    pixels = SIZE[0] * SIZE[1]
    dice = [Image.frombytes("L", SIZE, chance.randbytes(pixels)) for _ in range(3)]
    mean = Image.blend(Image.blend(dice[0], dice[1], 0.5), dice[2], 1 / 3)  # σ 255 / 6 = 42.5 around 127.5
    grain = mean.point([max(0, min(255, round(128 + (level - 127.5) * sigma / 42.5))) for level in range(256)])
    return ImageChops.add(frame, grain, 1, -128)


def taken(frame: Image.Image, chance: random.Random) -> Image.Image:
    """What the camera makes of it: a small sensor's grain, and JPEG as it travels over USB."""
    travelling = io.BytesIO()
    grained(frame, _SENSOR_GRAIN, chance).save(travelling, "JPEG", quality=_JPEG_QUALITY)
    return Image.open(travelling).convert("L")
