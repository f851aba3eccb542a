"""The API as a whole, its OpenAPI description, and a page that shows it without anything from elsewhere."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

import whytwitch
from whytwitch.api.guard import ReadBefore
from whytwitch.api.operations import router
from whytwitch.api.problems import MEDIA, of_bug, of_fields, of_input, refuse
from whytwitch.api.shapes import CASE_TITLE
from whytwitch.errors import InputError

PREFIX = "/api/v1/"


@lru_cache(maxsize=1)
def api() -> NinjaAPI:
    """The API with its operations and error handlers."""
    made = NinjaAPI(
        title="whytwitch",
        version=whytwitch.__version__,
        description="One person's evidence in, one clinical picture out. Loopback only; nothing that is sent is kept.",
        parser=ReadBefore(),
        docs_url=None,
        openapi_url=None,
        urls_namespace="api-v1",
    )
    made.add_router("", router)
    made.add_exception_handler(InputError, of_input)
    made.add_exception_handler(ValidationError, of_fields)
    made.add_exception_handler(HttpError, lambda request, error: refuse(error.status_code, str(error)))
    made.add_exception_handler(Exception, of_bug)
    return made


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """The OpenAPI document: what ninja says, with the schema of a case and the media type of problems put right.

    Returns
    -------
    dict
        OpenAPI 3.1.
    """
    from whytwitch.evidence.case.schema import case_schema
    from whytwitch.knowledge import knowledge

    made = dict(api().get_openapi_schema(path_prefix=PREFIX))
    made["servers"] = [{"url": "/"}]
    case = case_schema(knowledge())
    case.pop("$schema")
    case["properties"].pop("nights")
    made["components"]["schemas"][CASE_TITLE] = case
    for name, schema in list(made["components"]["schemas"].items()):
        if name != CASE_TITLE:
            made["components"]["schemas"][name] = _referring(schema)
    for path in made["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    response["description"] = _STATUS[int(status)]
                    response["content"] = {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return made


_STATUS = {
    400: "What was sent cannot be read",
    403: "From a page of another site",
    413: "Too large",
    415: "Not JSON",
    422: "What was sent cannot be",
    500: "A fault of the program",
    501: "This computer lacks a part",
}


def _referring(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_referring(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("title") == CASE_TITLE and schema.get("description") == "What a case file holds.":
        return {"$ref": f"#/components/schemas/{CASE_TITLE}"}
    return {key: _referring(one) for key, one in schema.items()}


def openapi(request: HttpRequest) -> HttpResponse:
    """The description as JSON."""
    del request
    return JsonResponse(description(), json_dumps_params={"ensure_ascii": False})


def page(request: HttpRequest) -> HttpResponse:
    """The description as a page: plain HTML, our own style sheet, no script."""
    from django.shortcuts import render

    return render(request, "api/page.jinja", {"operations": operations(), "prefix": PREFIX})


def operations() -> list[dict[str, Any]]:
    """Each operation as the page and docs/api.md show it: method, address, what it does, what it takes and gives."""
    rows = []
    for path, methods in description()["paths"].items():
        for method, one in methods.items():
            body = one.get("requestBody", {}).get("content", {})
            takes = [f"{kind}: {_name(held['schema'])}" for kind, held in body.items()]
            gives = [_name(held["schema"]) for held in one["responses"][200].get("content", {}).values()]
            rows.append(
                {
                    "method": method.upper(),
                    "path": path,
                    "what": one.get("description") or one["summary"],
                    "takes": ", ".join(takes),
                    "gives": " or ".join(gives),
                    "fields": _fields(body),
                }
            )
    return rows


def _name(schema: dict[str, Any]) -> str:
    return schema.get("$ref", "").rpartition("/")[2] or str(schema.get("format") or schema.get("type") or "object")


def _fields(body: dict[str, Any]) -> list[tuple[str, bool, str]]:
    for held in body.values():
        schema = held["schema"]
        name = schema.get("$ref", "").rpartition("/")[2]
        known = description()["components"]["schemas"].get(name, schema)
        wanted = known.get("required", ())
        return [(key, key in wanted, one.get("description", "")) for key, one in known.get("properties", {}).items()]
    return []
