"""A screenshot in a third of its bytes: a palette of at most 256 colours, which text and flat panels hardly exceed."""

from __future__ import annotations

import base64
import struct
import zlib

from playwright.sync_api import BrowserContext

# The colours are gathered in ever coarser steps until a palette holds them; each step keeps the colour most used in it.
PALETTE = """async (encoded) => {
  const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(encoded), (each) => each.charCodeAt(0))]));
  const { width, height } = bitmap;
  const pen = new OffscreenCanvas(width, height).getContext("2d");
  pen.drawImage(bitmap, 0, 0);
  const { data } = pen.getImageData(0, 0, width, height);
  const counts = new Map();
  for (let at = 0; at < data.length; at += 4) {
    const colour = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const used = [...counts].sort(([, a], [, b]) => b - a).map(([colour]) => colour);
  for (let bits = 0; bits < 8; bits += 1) {
    const mask = (0xff >> bits << bits) * 0x010101, places = new Map(), palette = [];
    for (const colour of used) if (!places.has(colour & mask)) places.set(colour & mask, palette.push(colour) - 1);
    if (palette.length > 256) continue;
    const pixels = new Uint8Array(width * height);
    for (let at = 0; at < pixels.length; at += 1) {
      const [red, green, blue] = data.subarray(at * 4);
      pixels[at] = places.get(((red << 16) | (green << 8) | blue) & mask);
    }
    let text = "";
    for (let at = 0; at < pixels.length; at += 8192) text += String.fromCharCode(...pixels.subarray(at, at + 8192));
    return { width, height, palette, pixels: btoa(text) };
  }
}"""


def smaller(picture: bytes, context: BrowserContext) -> bytes:
    """The same picture as a PNG with a palette; a blank page of the browser reads its colours."""
    blank = context.new_page()
    read = blank.evaluate(PALETTE, base64.b64encode(picture).decode())
    blank.close()
    width, height, pixels = read["width"], read["height"], base64.b64decode(read["pixels"])
    rows = b"".join(b"\0" + pixels[at : at + width] for at in range(0, width * height, width))
    colours = b"".join(colour.to_bytes(3, "big") for colour in read["palette"])
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", head), (b"PLTE", colours), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
