"""Forms of regional cards."""

from providers.forms.cards.filling import ConfirmForm, FillForm, SpecificsForm
from providers.forms.cards.parts import PartForm, RowFields
from providers.forms.cards.steps import (
    ApproveForm,
    CardFilterForm,
    CardForm,
    CommentForm,
    CostForm,
    ForceForm,
    NoteForm,
    OpenCommentsForm,
    SettleForm,
    TemplateEditForm,
    TemplateForm,
)

__all__ = [
    "ApproveForm",
    "CardFilterForm",
    "CardForm",
    "CommentForm",
    "ConfirmForm",
    "CostForm",
    "FillForm",
    "ForceForm",
    "NoteForm",
    "OpenCommentsForm",
    "PartForm",
    "RowFields",
    "SettleForm",
    "SpecificsForm",
    "TemplateEditForm",
    "TemplateForm",
]
