"""Pages of lists: which rows a page holds, and what the profile says around them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from catalog.answers import as_json
from catalog.hsds.questions import Question


def cut(keys: Sequence[Any], question: Question) -> Sequence[Any]:
    """The keys of the page asked for; none past the end."""
    start = (question.page - 1) * question.per_page
    return keys[start : start + question.per_page]


def paged(
    request: HttpRequest, question: Question, total: int, contents: Iterable[Any]
) -> HttpResponse:
    """A page with links to its neighbours (RFC 8288). ``notes`` are ours, the profile lets them be."""
    listed = list(contents)
    pages = -(-total // question.per_page)
    said: dict[str, Any] = {
        "total_items": total,
        "total_pages": pages,
        "page_number": question.page,
        "size": len(listed),
        "first_page": question.page == 1,
        "last_page": question.page >= pages,
        "empty": not listed,
        "contents": listed,
    }
    if question.notes:
        said["notes"] = list(question.notes)
    answer = as_json(said)
    if links := list(_links(request, question.page, pages)):
        answer["Link"] = ", ".join(links)
    return answer


def _links(request: HttpRequest, page: int, pages: int) -> Iterable[str]:
    for name, number in (("prev", page - 1), ("next", page + 1)):
        if 1 <= number <= pages:
            query = request.GET.copy()
            query["page"] = str(number)
            yield f'<{request.path}?{query.urlencode()}>; rel="{name}"'
