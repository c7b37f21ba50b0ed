from sitis.accounts.models.invitation import Invitation
from sitis.accounts.models.rules import Rules
from sitis.accounts.models.user import Permission, Role, RoleHolding, User

__all__ = ["Invitation", "Permission", "Role", "RoleHolding", "Rules", "User"]
