"""Who uses this program. On one's own machine there is one user, without a password."""

from __future__ import annotations

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

#: The household that uses a program on its own machine.
LOCAL = "local"


class UserManager(BaseUserManager["User"]):
    """Make and find users."""

    def local(self) -> User:
        """The one user of a program that runs on one's own machine; made on first use."""
        user, made = self.get_or_create(name=LOCAL)
        if made:
            user.set_unusable_password()
            user.save(update_fields=["password"])
        return user

    def get_by_natural_key(self, name: str | None) -> User:
        """Find by name."""
        return self.get(name=name)


class User(AbstractBaseUser):
    """Our own user model from the first migration on, so that it can grow."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=150, unique=True)

    USERNAME_FIELD = "name"

    objects = UserManager()
