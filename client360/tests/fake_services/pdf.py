# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A one-page PDF written by hand: small, but viewers open it."""

RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
SPELLED = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya"
LATIN = {
    letter: latin.strip("_")
    for letter, latin in zip(RUSSIAN, SPELLED.split(), strict=True)
}
LATIN |= {"«": '"', "»": '"', "№": "No.", "—": "-", "–": "-"}


def latin(text):
    """Transliterate Russian text, since the built-in fonts have no Cyrillic."""
    out = []
    for char in text or "":
        new = LATIN.get(char.lower(), char if " " <= char <= "~" else "?")
        out.append(new.capitalize() if char.isupper() else new)
    return "".join(out)


def _escape(text):
    for char in "\\()":
        text = text.replace(char, "\\" + char)
    return text


def page(title, lines):
    """Return the bytes of a PDF with one A4 page: a title and lines of Latin text."""
    text = ["BT", "/F1 18 Tf", "56 780 Td", f"({_escape(latin(title))}) Tj", "ET"]
    for number, line in enumerate(lines):
        text += [
            "BT",
            "/F1 11 Tf",
            f"56 {744 - 20 * number} Td",
            f"({_escape(latin(line))[:90]}) Tj",
            "ET",
        ]
    stream = "\n".join(text).encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica"
        b" /Encoding /WinAnsiEncoding >>",
    ]
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)
