"""The tables of the ground floor itself; people, territory and jobs have rooms of their own."""

from sitis.audit import Event
from sitis.mail import KeptMail, OutgoingMail
from sitis.notices import Notice
from sitis.resolutions import Resolution

__all__ = ["Event", "KeptMail", "Notice", "OutgoingMail", "Resolution"]
