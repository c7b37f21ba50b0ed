"""What is wrong with laid-out pages: nothing on them, or words that leave their cell or their page."""

from typing import Any

from sitis.pdf import STATIC, VARIANT

LEAST = 60  # letters of a page beside its header and footer
SLACK = 1.0  # pixels, a tenth of a letter


def layout(html: str) -> Any:
    from weasyprint import HTML

    return HTML(string=html, base_url=STATIC.as_uri() + "/").render(pdf_variant=VARIANT)


def faults(document: Any) -> list[str]:
    """Blank pages, and words that reach out of a cell, of the text's area or of the page."""
    found = []
    for at, page in enumerate(document.pages, 1):
        box = page._page_box
        left = box.position_x + box.margin_left
        room = left, left + box.width, box.position_y + box.margin_top + box.height
        letters = 0
        for child in box.children:
            if type(child).__name__ == "MarginBox":
                edges = (0.0, page.width, page.height)
                found += [f"strana {at}: {said}" for said, _n in _words(child, edges)]
                continue
            for said, number in _words(child, room):
                letters += number
                found += [f"strana {at}: {said}"] if said else []
        if letters < LEAST:
            found.append(f"strana {at}: jen {letters} písmen")
    return [one for one in found if one.partition(": ")[2]]


def _words(box: Any, room: tuple[float, float, float]) -> Any:
    """What is wrong with each piece of text under ``box``, and how many letters it has."""
    kind = type(box).__name__
    if kind == "TextBox":
        inside = (
            box.position_x >= room[0] - SLACK
            and box.position_x + box.width <= room[1] + SLACK
            and box.position_y + box.height <= room[2] + SLACK
        )
        yield ("" if inside else f"„{box.text[:40]}“ vyčnívá"), len(box.text.strip())
        return
    if kind == "TableCellBox":
        room = box.position_x, box.position_x + box.border_width(), room[2]
    elif kind == "FootnoteAreaBox":
        room = room[0], room[1], float("inf")  # it stands below the text
    for child in getattr(box, "children", ()):
        yield from _words(child, room)
