"""Run by the peers' own interpreter: read the frames that come over stdin with pyzbar and OpenCV's two QR detectors.

    python decode.py            says {"peers": [names], "missing": {name: why}}, then an object a frame

A frame is 1280×720 grey bytes. The answer: {name: [milliseconds, [texts]]}. Each decoder looks for QR codes alone, in
one thread, and turns what it read into text as it does by itself.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

WIDTH, HEIGHT = 1280, 720
Reader = Callable[[Any], list[str]]


def readers() -> tuple[dict[str, Reader], dict[str, str]]:
    """The decoders that are here, and why the others are not."""
    found: dict[str, Reader] = {}
    missing: dict[str, str] = {}
    try:
        import cv2

        cv2.setNumThreads(1)
        found["OpenCV QRCodeDetector"] = _detector(cv2.QRCodeDetector(), cv2.error)
        found["OpenCV QRCodeDetectorAruco"] = _detector(cv2.QRCodeDetectorAruco(), cv2.error)
    except ImportError as error:
        missing["OpenCV"] = str(error)
    try:
        from pyzbar import pyzbar

        symbols = [pyzbar.ZBarSymbol.QRCODE]
        found["pyzbar"] = lambda grey: [
            code.data.decode("utf-8", "replace") for code in pyzbar.decode(grey, symbols=symbols)
        ]
    except ImportError as error:  # libzbar.so.0 is a package of the system
        missing["pyzbar"] = str(error)
    return found, missing


def _detector(detector: Any, refusal: type[Exception]) -> Reader:
    def read(grey: Any) -> list[str]:
        try:
            _, texts, _, _ = detector.detectAndDecodeMulti(grey)
        except refusal:  # it fails so on some frames where it finds corners that make no square
            return []
        return [text for text in texts or () if text]

    return read


def main() -> None:
    import numpy

    found, missing = readers()
    print(json.dumps({"peers": list(found), "missing": missing}), flush=True)
    while frame := sys.stdin.buffer.read(WIDTH * HEIGHT):
        grey = numpy.frombuffer(frame, numpy.uint8).reshape(HEIGHT, WIDTH)
        told = {}
        for name, read in found.items():
            started = time.perf_counter()
            texts = read(grey)
            told[name] = [(time.perf_counter() - started) * 1000, texts]
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
