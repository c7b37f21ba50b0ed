"""A workbook in the hands of a coordinator: filled, uploaded, confirmed."""

import io

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from planning.importers.workbook.writing import write_workbook


class Book:
    """A workbook in the hands of a coordinator."""

    def __init__(self, plan):
        self.book = openpyxl.load_workbook(io.BytesIO(write_workbook(plan)))

    def at(self, sheet, row, head):
        page = self.book[sheet]
        heads = [cell.value for cell in page[4]]
        return page.cell(row, heads.index(head) + 1)

    def type(self, sheet, row, **cells):
        for head, value in cells.items():
            self.at(sheet, row, head.replace("_", " ")).value = value
        return self

    def need(self, row, **cells):
        return self.type("Potřeby", row, **cells)

    def year(self, row, year, proposal, change=None):
        self.at("Potřeby", row, f"{year} návrh").value = proposal
        self.at("Potřeby", row, f"{year} změna").value = change
        return self

    @property
    def content(self):
        stream = io.BytesIO()
        self.book.save(stream)
        return stream.getvalue()


def upload(client, plan, content):
    file = SimpleUploadedFile("sesit.xlsx", content)
    return client.post(reverse("planning:plan-workbook", args=[plan.pk]), {"file": file})


def shown(client, plan, content):
    """The page of differences."""
    return client.get(upload(client, plan, content).url)


def confirm(client, page, **boxes):
    found = page.context["found"]
    url = reverse("planning:workbook-detail", args=[page.context["workbook"].pk])
    return client.post(url, {"seen": found.seen} | boxes)


def lines(page):
    return [(one.what, one.label) for one in page.context["found"].lines]
