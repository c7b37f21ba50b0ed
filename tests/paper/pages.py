"""What is wrong with pages of a PDF, as poppler sees them: ``python -m tests.paper.pages FILE``."""

import re
import subprocess
import sys
from pathlib import Path

MARGIN = 14  # points; nothing but the colour of the cover stands nearer to the edge
LEAST = 60  # letters beside the header and the footer

_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(
    r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">([^<]*)<'
)


def faults(file: Path) -> list[str]:
    """Blank pages, and words that reach over a page's margin."""
    drawn = subprocess.run(
        ["pdftotext", "-bbox", str(file), "-"], capture_output=True, check=True, text=True
    )
    found = []
    for at, (width, height, content) in enumerate(_PAGE.findall(drawn.stdout), 1):
        words = [(*map(float, one[:4]), one[4]) for one in _WORD.findall(content)]
        letters = sum(len(one[4]) for one in words if 50 < one[1] < float(height) - 50)
        if letters < LEAST:
            found.append(f"strana {at}: jen {letters} písmen")
        for left, top, right, bottom, _text in words:
            inside = left >= MARGIN and right <= float(width) - MARGIN
            if not (inside and top >= MARGIN and bottom <= float(height) - MARGIN):
                found.append(f"strana {at}: slovo mimo stranu ({left:.0f}, {top:.0f})")
                break
    return found


if __name__ == "__main__":
    wrong = faults(Path(sys.argv[1]))
    sys.stdout.write("\n".join([*wrong, f"chyb: {len(wrong)}"]) + "\n")
    sys.exit(bool(wrong))
