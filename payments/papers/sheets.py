"""Printed sheets: paper, letters and tables that all of them share."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

LETTERS = "STSong-Light"  # known to every reader of PDF, so no font has to be shipped
PADDING = 6  # what a frame keeps for itself on each side, in points
INK, RULE = HexColor("#1f2937"), HexColor("#d1d5db")
pdfmetrics.registerFont(UnicodeCIDFont(LETTERS))

PLAIN = ParagraphStyle("plain", fontName=LETTERS, fontSize=9, leading=13, textColor=INK)
TEXT = ParagraphStyle("text", parent=PLAIN, spaceBefore=2)
HEADING = ParagraphStyle("heading", parent=PLAIN, fontSize=16, leading=22)
RIGHT = ParagraphStyle("right", parent=PLAIN, alignment=2)


def sheet(title: str, parts: Sequence[Any]) -> bytes:
    """A PDF on A4, its pages numbered."""
    content = io.BytesIO()
    paper = SimpleDocTemplate(
        content,
        pagesize=A4,
        title=title,
        leftMargin=18 * mm - PADDING,
        rightMargin=18 * mm - PADDING,
        topMargin=18 * mm,
        bottomMargin=18 * mm,
    )
    paper.build([Paragraph(_escaped(title), HEADING), *parts], onFirstPage=_number, onLaterPages=_number)
    return content.getvalue()


def lines(*texts: str) -> list[Any]:
    return [*(Paragraph(_escaped(text), TEXT) for text in texts), Spacer(0, 4 * mm)]


def table(
    head: Sequence[str], rows: Sequence[Sequence[str]], *, widths: Sequence[int], figures: int
) -> Table:
    """The last columns, as many as `figures`, stand to the right; widths in millimetres."""
    content = [
        [_cell(text, index, len(head) - figures) for index, text in enumerate(row)] for row in (head, *rows)
    ]
    drawn = Table(content, colWidths=[width * mm for width in widths], repeatRows=1)
    drawn.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, 0), 1, INK),
                ("LINEBELOW", (0, 1), (-1, -1), 1, RULE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ]
        )
    )
    return drawn


def _cell(text: str, index: int, first_figure: int) -> Paragraph:
    return Paragraph(_escaped(text), RIGHT if index >= first_figure else PLAIN)


def _escaped(text: str) -> str:
    """The paragraphs of the library read tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _number(canvas: Any, paper: Any) -> None:
    canvas.setFont(LETTERS, 8)
    canvas.drawRightString(A4[0] - 18 * mm, 10 * mm, str(canvas.getPageNumber()))
