"""The set of bench `decode`: cards as a cheap 1280×720 camera gives them, drawn with Pillow from a seed.

Eight conditions × five sizes × five draws, the draws from mild to hard. A condition is what differs from a card held
upright and still in daylight; the sizes are pixels a QR module, as a code 25 mm wide has them before a lens of 60° at
about 53, 44, 33, 22 and 15 cm. Every frame is a cluttered room, has the grain of a small sensor (σ 3 grey levels) and
is compressed as cameras do it for USB (JPEG, quality 80). The strengths were fixed before any decoder saw them, and
stayed: that error correction M mends 15 % of a code and the harder glare takes more is how glare is.

- plain: nothing else.
- blur: out of focus (Gaussian, σ 0.8, 1.4 and 2 px), or moved while the shutter was open (by 4 and 7 px).
- noise: a dim room, σ 12, 20, 28, 36 and 44 grey levels.
- rotation: turned in the picture's plane by any angle.
- perspective: leaning away to one side, which loses 15 to 40 % of its height there, and turned by up to 20°.
- low contrast: faded print or a foggy lens, 60, 45, 35, 25 and 18 % of the contrast, in half of the light.
- glare: a lamp mirrored on the laminate, one soft white spot as large as 6 to 30 % of the code, somewhere upon it.
- phone: on a glossy screen: dark body, the moiré of screen and sensor (10 to 35 % of the light, 2 to 6 px a wave), a
  window mirrored in it, the screen at 100 down to 35 % of its light, turned by up to 12°.

Beside them, for wrong reads: frames without a code (rooms, and print that resembles one: chessboards, bar codes, lines
of text, halves of codes), and codes with modules turned over, far beyond what error correction M can mend (15 %).
"""

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

from sync.protocol.codes import ALPHABET, with_checks
from tests.bench import scenes

MODULES_PX: Final = (2.5, 3.0, 4.0, 6.0, 9.0)
DRAWS: Final = 5
_DAMAGED_PX: Final = 5.0
Look = Callable[[Image.Image, float, int, random.Random], Image.Image]


@dataclass(frozen=True)
class Photograph:
    """One frame, 1280×720 grey. `text` is what its code says; "" where there is none."""

    condition: str
    module: float
    text: str
    grey: Image.Image


def photographs(seed: int = 4) -> Iterator[Photograph]:
    """The 200 frames with a code, the same for one seed."""
    for condition in CONDITIONS:
        for module in MODULES_PX:
            for draw in range(DRAWS):
                yield photograph(condition, module, draw, seed)


def photograph(condition: str, module: float, draw: int, seed: int = 4) -> Photograph:
    """One frame of the set. `module`: of MODULES_PX; `draw`: 0 the mildest to DRAWS - 1 the hardest."""
    chance = random.Random(f"{seed} {condition} {module} {draw}")
    text = card_code(chance)
    frame = CONDITIONS[condition](scenes.modules_of(text), module, draw, chance)
    return Photograph(condition, module, text, scenes.taken(frame, chance))


def without_code(count: int, seed: int = 4) -> Iterator[Photograph]:
    """Frames in which there is nothing to read: a room, and by turns one with print that resembles a code."""
    for number in range(count):
        chance = random.Random(f"{seed} without {number}")
        frame = scenes.room(chance)
        if number % 2:
            resembling = _RESEMBLING[number // 2 % len(_RESEMBLING)](chance)
            scenes.place(frame, scenes.turned(resembling.convert("LA"), chance.uniform(-20, 20)), chance)
        yield Photograph("without a code", 0.0, "", scenes.taken(frame, chance))


def damaged(count: int, seed: int = 4) -> Iterator[Photograph]:
    """Codes with 0.5 to 25 % of their modules turned over. The mild ones may be read: as what they were."""
    for number in range(count):
        chance = random.Random(f"{seed} damaged {number}")
        text = card_code(chance)
        share = 0.005 + 0.25 * number / count
        code = scenes.modules_of(text)
        spoilt = bytes(255 - level if chance.random() < share else level for level in code.tobytes())
        frame = _plain(Image.frombytes("L", code.size, spoilt), _DAMAGED_PX, 0, chance)
        yield Photograph("damaged", _DAMAGED_PX, text, scenes.taken(frame, chance))


def card_code(chance: random.Random) -> str:
    """A reader card's code, drawn from `chance`."""
    return with_checks("TB" + "".join(chance.choice(ALPHABET) for _ in range(15)))


# ---- the conditions ----


def _plain(code: Image.Image, module: float, _draw: int, chance: random.Random) -> Image.Image:
    frame = scenes.room(chance)
    scenes.place(frame, scenes.card(code, module), chance)
    return frame


def _blurred(code: Image.Image, module: float, draw: int, chance: random.Random) -> Image.Image:
    frame = _plain(code, module, draw, chance)
    if draw < 3:
        return frame.filter(ImageFilter.GaussianBlur((0.8, 1.4, 2.0)[draw]))
    return scenes.moved(frame, (4, 7)[draw - 3], chance.uniform(0, math.pi))


def _noisy(code: Image.Image, module: float, draw: int, chance: random.Random) -> Image.Image:
    return scenes.grained(_plain(code, module, draw, chance), 12 + 8 * draw, chance)


def _rotated(code: Image.Image, module: float, _draw: int, chance: random.Random) -> Image.Image:
    frame = scenes.room(chance)
    scenes.place(frame, scenes.card(code, module, turn=chance.uniform(0, 360)), chance)
    return frame


def _leaning(code: Image.Image, module: float, draw: int, chance: random.Random) -> Image.Image:
    frame = scenes.room(chance)
    lost = 0.15 + 0.25 * draw / (DRAWS - 1)
    scenes.place(frame, scenes.card(code, module, turn=chance.uniform(-20, 20), lost=lost), chance)
    return frame


def _pale(code: Image.Image, module: float, draw: int, chance: random.Random) -> Image.Image:
    contrast = (0.60, 0.45, 0.35, 0.25, 0.18)[draw]
    frame = ImageEnhance.Contrast(_plain(code, module, draw, chance)).enhance(contrast)
    return ImageEnhance.Brightness(frame).enhance(0.5)


def _glaring(code: Image.Image, module: float, draw: int, chance: random.Random) -> Image.Image:
    frame = scenes.room(chance)
    left, top = scenes.place(frame, scenes.card(code, module), chance)
    side, middle = code.width * module, (4 + code.width / 2) * module
    shape = chance.uniform(0.6, 1.0)
    wide = side * math.sqrt((0.06, 0.10, 0.15, 0.22, 0.30)[draw] / (math.pi * shape))
    centre = (left + middle + chance.uniform(-side, side) / 2, top + middle + chance.uniform(-side, side) / 2)
    return ImageChops.add(frame, scenes.spot(centre, wide, wide * shape))


def _on_a_phone(code: Image.Image, module: float, draw: int, chance: random.Random) -> Image.Image:
    frame = scenes.room(chance)
    turn = chance.uniform(-12, 12)
    phone = scenes.phone(code, module, light=(1.0, 0.85, 0.7, 0.5, 0.35)[draw], turn=turn)
    place = scenes.place(frame, phone, chance)
    waves = (chance.uniform(2, 6), chance.uniform(2, 6))
    moire = scenes.moire((0.10, 0.16, 0.22, 0.28, 0.35)[draw], turn + chance.uniform(-8, 8), waves)
    screen = Image.new("L", scenes.SIZE, 0)
    screen.paste(phone.getchannel("A"), place)
    glass = Image.composite(ImageChops.multiply(frame, moire), frame, screen)
    mirrored = ImageChops.multiply(scenes.window(chance, 40 + 15 * draw), screen)
    return ImageChops.add(glass, mirrored)


CONDITIONS: Final[dict[str, Look]] = {
    "plain": _plain,
    "blur": _blurred,
    "noise": _noisy,
    "rotation": _rotated,
    "perspective": _leaning,
    "low contrast": _pale,
    "glare": _glaring,
    "phone": _on_a_phone,
}


# ---- print that resembles a code ----


def _chessboard(chance: random.Random) -> Image.Image:
    side = chance.randint(21, 29)
    squares = Image.frombytes("L", (side, side), bytes(255 * ((x + y) % 2) for x in range(side) for y in range(side)))
    return squares.resize((side * 6, side * 6), Image.Resampling.NEAREST)


def _bars(chance: random.Random) -> Image.Image:
    paper = Image.new("L", (260, 120), 240)
    draw, x = ImageDraw.Draw(paper), 20
    while x < 240:
        width = chance.choice((2, 4, 6))
        draw.rectangle((x, 10, x + width - 1, 100), fill=20)
        x += width + chance.choice((2, 4, 6))
    return paper


def _page(chance: random.Random) -> Image.Image:
    paper = Image.new("L", (300, 240), 240)
    draw = ImageDraw.Draw(paper)
    for line in range(10, 230, 14):
        x = 12
        while x < 280:
            width = chance.randint(4, 40)
            draw.rectangle((x, line, min(x + width, 288), line + 7), fill=40)
            x += width + 5
    return paper


def _half_a_code(chance: random.Random) -> Image.Image:
    code = scenes.modules_of(card_code(chance))
    half = code.crop((0, 0, code.width, code.height * 6 // 10))
    paper = Image.new("L", (half.width + 8, half.height + 8), 240)
    paper.paste(half, (4, 4))
    return paper.resize((paper.width * 6, paper.height * 6), Image.Resampling.NEAREST)


def _shuffled_code(chance: random.Random) -> Image.Image:
    """The three finder patterns around dice."""
    code = scenes.modules_of(card_code(chance))
    inner = Image.frombytes("L", (11, 11), bytes(chance.choice((0, 255)) for _ in range(121)))
    code.paste(inner, (9, 9))
    code.paste(inner.resize((11, 8)), (9, 0))
    paper = Image.new("L", (code.width + 8, code.height + 8), 240)
    paper.paste(code, (4, 4))
    return paper.resize((paper.width * 6, paper.height * 6), Image.Resampling.NEAREST)


_RESEMBLING: Final = (_chessboard, _bars, _page, _half_a_code, _shuffled_code)
