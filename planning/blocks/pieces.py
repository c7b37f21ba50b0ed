"""Pieces of a block as JSON, so that an approved plan shows exactly what was approved, and as HTML."""

from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from sitis import paper


def as_json(pieces: Iterable[paper.Part]) -> list[dict[str, Any]]:
    return [_piece(one) for one in pieces]


def _piece(one: paper.Part) -> dict[str, Any]:
    if isinstance(one, paper.Text):
        return {"kind": "text", "html": str(one.html)}
    if isinstance(one, paper.Figure):
        table = _piece(one.table) if one.table else None
        return {"kind": "figure", "caption": one.caption, "svg": str(one.svg), "table": table}
    return {
        "kind": "table",
        "caption": one.caption,
        "columns": [[column.title, column.align, column.width] for column in one.columns],
        "rows": [[str(conditional_escape(cell)) for cell in row] for row in one.rows],
        "wide": one.wide,
        "notes": list(one.notes),
        "heads": one.heads,
    }


def from_json(values: Iterable[dict[str, Any]]) -> list[paper.Part]:
    """Cells were escaped when they were kept."""
    return [_read(one) for one in values]


def _read(one: dict[str, Any]) -> Any:
    if one["kind"] == "text":
        return paper.Text(mark_safe(one["html"]))
    if one["kind"] == "figure":
        table = _read(one["table"]) if one["table"] else None
        return paper.Figure(one["caption"], mark_safe(one["svg"]), table)
    return paper.Table(
        one["caption"],
        [paper.Column(*column) for column in one["columns"]],
        [[mark_safe(cell) for cell in row] for row in one["rows"]],
        wide=one["wide"],
        notes=one["notes"],
        heads=one["heads"],
    )


def as_html(pieces: Iterable[paper.Part]) -> SafeString:
    """For a page: tables scroll in frames of their own, charts have their numbers below."""
    return render_to_string("planning/_pieces.html", {"pieces": list(pieces)})
