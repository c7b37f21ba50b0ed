"""What this room tells the rooms above."""

from django.dispatch import Signal

#: A person got a role that a room above keeps. Arguments: ``user``, ``terms`` (RoleTerms), ``by``.
role_granted = Signal()

#: A person was anonymised. Arguments: ``user`` (already without a name), ``known_as`` (e-mail).
person_anonymised = Signal()
