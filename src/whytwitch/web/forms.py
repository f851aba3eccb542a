"""What all forms share: a token that makes a form count once, and parameters for the nhsuk components."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _


class PlainForm(forms.Form):
    """A form whose fields the components of nhsuk-frontend draw.

    ``once`` is a fresh UUID on every page, so that the same page sent twice counts once.
    """

    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", None)
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.fields["once"].initial = str(uuid.uuid4())
        for field in self.fields.values():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _("Answer this: %(question)s") % {"question": field.label or ""}

    @property
    def token(self) -> str:
        """The token of the form that was sent, or a fresh one."""
        return (self.data.get("once") if self.is_bound else None) or str(uuid.uuid4())

    @property
    def said(self) -> str:
        """A hash of what the form says, which tells a page that is sent twice from one that was changed."""
        return said_in(self.data, self.files)

    @property
    def problems(self) -> list[dict[str, str]]:
        """Items of an error summary: text, and the address of the field."""
        found = []
        for name, errors in self.errors.items():
            target = f"#{name}" if name in self.fields else "#maincontent"
            found += [{"text": str(error), "href": target} for error in errors]
        return found

    def as_text(self, name: str, **more: Any) -> dict[str, Any]:
        """Parameters of an ``input``."""
        return self._common(name) | {"value": _shown(self[name].value())} | self._label(name, more)

    def as_choice(
        self,
        name: str,
        *,
        legend_size: str = "m",
        page_heading: bool = False,
        with_empty: bool = False,
        **more: Any,
    ) -> dict[str, Any]:
        """Parameters of ``radios`` or ``checkboxes`` in a fieldset; ``with_empty`` also shows what was not said."""
        field = self[name]
        held = field.value()
        chosen = {str(one) for one in (held if isinstance(held, list | tuple | set) else [held]) if one is not None}
        items = [
            {"value": value, "text": label, "checked": str(value) in chosen}
            for value, label in field.field.choices  # type: ignore[attr-defined]
            if value != "" or with_empty
        ]
        if with_empty:  # what says nothing comes last, and holds until something is said
            items = [*items[1:], items[0] | {"checked": not chosen - {""}}]
        legend = {
            "text": str(field.label),
            "classes": f"nhsuk-fieldset__legend--{legend_size}",
            "isPageHeading": page_heading,
        }
        made = self._common(name)
        del made["id"]  # the first item gets it
        return made | {"idPrefix": name, "fieldset": {"legend": legend}, "items": items} | more

    def as_select(self, name: str, **more: Any) -> dict[str, Any]:
        """Parameters of a ``select``."""
        field = self[name]
        held = "" if field.value() is None else str(field.value())
        items = [
            {"value": value, "text": label, "selected": str(value) == held}
            for value, label in field.field.choices  # type: ignore[attr-defined]
        ]
        return self._common(name) | {"items": items} | self._label(name, more)

    def _common(self, name: str) -> dict[str, Any]:
        field: BoundField = self[name]
        made: dict[str, Any] = {"id": name, "name": name}
        if field.help_text:
            made["hint"] = {"text": str(field.help_text)}
        if field.errors:
            made["errorMessage"] = {"text": str(field.errors[0])}
        return made

    def _label(self, name: str, more: dict[str, Any]) -> dict[str, Any]:
        return {"label": {"text": str(self[name].label), "classes": more.pop("label_classes", "")}} | more


def said_in(data: Mapping[str, Any], files: Mapping[str, Any] | None = None) -> str:
    """A hash of what was sent, without the marks of the page and of the session.

    Parameters
    ----------
    data, files : mapping
        As a request holds them.
    """
    told = [[name, sorted(_all(data, name))] for name in sorted(data) if name not in _MARKS]
    told += [[name, str(one.name), str(one.size)] for name, one in sorted((files or {}).items())]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


#: What a form carries that the person did not say.
_MARKS = {"csrfmiddlewaretoken", "once", "seen", "shown"}


def _all(data: Mapping[str, Any], name: str) -> list[str]:
    return [str(one) for one in (data.getlist(name) if hasattr(data, "getlist") else [data[name]])]


def _shown(value: Any) -> str:
    return "" if value is None else str(value)
