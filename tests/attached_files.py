"""Small office, PDF and OFD files, written by hand from rows of cells.

A cell is its words, or (words, rows it spans); None where a cell above reaches down.
"""

import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

Cell = str | tuple[str, int] | None
Rows = Sequence[Sequence[Cell]]

CITIES: Rows = (
    ("序号", "省份", "城市", "试点任务"),
    ("1", ("辽宁省", 2), "大连市", "发展首发经济"),
    ("2", None, "沈阳市", "改造步行街"),
    ("3", "山东省", "青岛市", "发展即时零售"),
)


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    into = BytesIO()
    with ZipFile(into, "w") as archive:
        for name, content in members.items():
            archive.writestr(ZipInfo(name, (2026, 1, 9, 0, 0, 0)), content, ZIP_DEFLATED)
    return into.getvalue()


def docx(rows: Rows, *paragraphs: str, declared: str = "") -> bytes:
    """A Word file; `declared` stands before its document element (a DOCTYPE, say)."""
    body = "".join(f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>" for words in paragraphs)
    lines = "".join(f"<w:tr>{''.join(_word_cell(cell) for cell in row)}</w:tr>" for row in rows)
    body += f"<w:tbl>{lines}</w:tbl>" if rows else ""
    return zipped(
        {
            "[Content_Types].xml": _TYPES.format(
                part="/word/document.xml", kind="wordprocessingml.document.main", more=""
            ),
            "_rels/.rels": _RELATIONS.format(id="rId1", kind="officeDocument", target="word/document.xml"),
            "word/document.xml": f"{_XML}{declared}<w:document xmlns:w='{_W}'><w:body>{body}</w:body></w:document>",
        }
    )


def _word_cell(cell: Cell) -> str:
    merge = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' if isinstance(cell, tuple) else ""
    if cell is None:
        return "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>"
    words = cell[0] if isinstance(cell, tuple) else cell
    return f"<w:tc>{merge}<w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>"


def xlsx(rows: Rows) -> bytes:
    lines, merged = [], []
    for number, row in enumerate(rows, 1):
        cells = []
        for column, cell in zip("ABCDEFGH", row, strict=False):
            words = cell[0] if isinstance(cell, tuple) else cell
            if isinstance(cell, tuple):
                merged.append(f'<mergeCell ref="{column}{number}:{column}{number + cell[1] - 1}"/>')
            if words is not None:
                cells.append(f'<c r="{column}{number}" t="inlineStr"><is><t>{words}</t></is></c>')
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    data, sheet = "".join(lines), '<sheet name="名单" sheetId="1" r:id="rId1"/>'
    spans = f'<mergeCells count="{len(merged)}">{"".join(merged)}</mergeCells>' if merged else ""
    return zipped(
        {
            "[Content_Types].xml": _TYPES.format(
                part="/xl/workbook.xml",
                kind="spreadsheetml.sheet.main",
                more=_SHEET,
            ),
            "_rels/.rels": _RELATIONS.format(id="rId1", kind="officeDocument", target="xl/workbook.xml"),
            "xl/_rels/workbook.xml.rels": _RELATIONS.format(
                id="rId1", kind="worksheet", target="worksheets/sheet1.xml"
            ),
            "xl/workbook.xml": f'<workbook xmlns="{_S}" xmlns:r="{_R}"><sheets>{sheet}</sheets></workbook>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_S}"><sheetData>{data}</sheetData>{spans}</worksheet>',
        }
    )


def pdf(rows: Rows, *paragraphs: str, image: bool = False) -> bytes:
    """A PDF of one page: lines of text, then a ruled table; with `image`, a picture and no text."""
    drawn = "".join(_shown(line, 60, 780 - 20 * number) for number, line in enumerate(paragraphs))
    top, height, width = 780 - 20 * len(paragraphs) - 20, 24, 110
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is None:
                continue
            words, down = cell if isinstance(cell, tuple) else (cell, 1)
            left, upper = 60 + column * width, top - number * height
            drawn += f"{left} {upper - down * height} {width} {down * height} re S\n"
            drawn += _shown(words, left + 6, upper - down * height / 2 - 4)
    if image:
        drawn = "q 400 0 0 500 60 200 cm /I1 Do Q\n"
    return _pdf_of(drawn.encode("ascii"))


def _shown(words: str, left: float, baseline: float) -> str:
    return f"BT /F1 12 Tf {left} {baseline} Td <{words.encode('utf-16-be').hex()}> Tj ET\n"


def _pdf_of(content: bytes) -> bytes:
    unicode_map = zlib.compress(_TO_UNICODE)
    picture = zlib.compress(b"\x80" * 100)
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        _PAGE,
        _stream(zlib.compress(content), b"/Filter /FlateDecode"),
        *_FONT,
        _stream(unicode_map, b"/Filter /FlateDecode"),
        _stream(picture, _PICTURE),
    )
    return _assembled(objects)


def _assembled(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    written = b"%PDF-1.5\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
    return written + end % (len(objects) + 1, table, len(objects) + 1, trailer, len(written))


def encrypted_pdf() -> bytes:
    """A PDF whose password nobody has."""
    key = b"<" + b"00" * 32 + b">"
    return _assembled(
        (
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
            b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O %s /U %s >>" % (key, key),
        ),
        b"/Encrypt 4 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]",
    )


def _stream(content: bytes, entries: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(content), content)


def ofd(rows: Rows, *paragraphs: str) -> bytes:
    placed = [(line, 20.0, 20.0 + 8 * number) for number, line in enumerate(paragraphs)]
    top = 30.0 + 8 * len(paragraphs)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is not None:
                words = cell[0] if isinstance(cell, tuple) else cell
                placed.append((words, 20.0 + 45 * column, top + 8 * number))
    texts = "".join(
        f'<ofd:TextObject ID="{10 + number}" Boundary="{x} {y} 170 8" Font="2" Size="4">'
        f'<ofd:TextCode X="0" Y="4" DeltaX="g {len(words)} 4">{words}</ofd:TextCode></ofd:TextObject>'
        for number, (words, x, y) in enumerate(placed)
    )
    head = _XML + "{}"
    page = f'<ofd:Page xmlns:ofd="{_O}"><ofd:Content><ofd:Layer ID="3">{texts}</ofd:Layer></ofd:Content></ofd:Page>'
    return zipped(
        {
            "OFD.xml": head.format(
                f'<ofd:OFD xmlns:ofd="{_O}" Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo/>'
                "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
            ),
            "Doc_0/Document.xml": head.format(
                f'<ofd:Document xmlns:ofd="{_O}"><ofd:CommonData><ofd:MaxUnitID>99</ofd:MaxUnitID><ofd:PageArea>'
                "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>"
                '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>'
            ),
            "Doc_0/Pages/Page_0/Content.xml": head.format(page),
        }
    )


_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_SHEET = (
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
)
_PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
    b"/Resources << /Font << /F1 5 0 R >> /XObject << /I1 9 0 R >> >> >>"
)
_PICTURE = (
    b"/Type /XObject /Subtype /Image /Width 10 /Height 10 /ColorSpace /DeviceGray /BitsPerComponent 8 "
    b"/Filter /FlateDecode"
)
_FONT = (
    (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /Identity-H /DescendantFonts [6 0 R] "
        b"/ToUnicode 8 0 R >>"
    ),
    (
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /FontDescriptor 7 0 R "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
    ),
    (
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 "
        b"/Ascent 880 /Descent -120 /CapHeight 880 /StemV 80 >>"
    ),
)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_O = "http://www.ofdspec.org/2016"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="{part}" ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/>{more}</Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="{id}" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
    "</Relationships>"
)
_TO_UNICODE = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def /CMapType 2 def "
    b"1 begincodespacerange <0000> <FFFF> endcodespacerange "
    + b"".join(b"1 beginbfrange <%02X00> <%02XFF> <%02X00> endbfrange " % (n, n, n) for n in range(256))
    + b"endcmap end end"
)
