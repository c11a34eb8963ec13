"""Who may call a route: every view declares a permission or says that it is public."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from trainer.kit.errors import NotAllowed
from trainer.kit.permissions import Permission, Viewer
from trainer.web.platform import platform

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
SIGN_IN_KEY = "sign_in"


class UndeclaredAccess(RuntimeError):
    """A route has neither a permission nor `public`: the application refuses to start."""


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare the permission that a view needs in the viewer's current organisation."""

    def mark(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Declare a view as open to everybody."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def access_of(view: Callable[..., Any]) -> Permission | str | None:
    """What a view declared, or None."""
    return getattr(view, "access", None)


def check_declarations(app: Flask) -> None:
    """Raise UndeclaredAccess naming every route that declares nothing."""
    views = app.view_functions.items()
    silent = [name for name, view in views if name != "static" and access_of(view) is None]
    if silent:
        raise UndeclaredAccess(", ".join(sorted(silent)))


def load_viewer() -> ResponseReturnValue | None:
    """Before each request: find the viewer and hold the route's declaration against them."""
    g.viewer = _viewer_of_cookie() if request.endpoint != "static" else None
    access = access_of(current_app.view_functions[request.endpoint]) if request.endpoint else PUBLIC
    if access == PUBLIC or request.endpoint == "static":
        return None
    if g.viewer is None:
        return _ask_to_sign_in()
    if not g.viewer.can(access):
        raise NotAllowed
    return None


def viewer() -> Viewer:
    """The signed-in person of this request; only for views that are not public."""
    found: Viewer = g.viewer
    return found


def _viewer_of_cookie() -> Viewer | None:
    sign_in_id = session.get(SIGN_IN_KEY)
    if not isinstance(sign_in_id, str):
        return None
    # A session of its own, so that the request's transaction starts in the view and not before it.
    with platform().database.reading() as reading:
        found = platform().load_viewer(reading, sign_in_id)
        g.notice_count = platform().count_notices(reading, found.person_id) if found else 0
    return found


def _ask_to_sign_in() -> ResponseReturnValue:
    target = request.full_path.rstrip("?") if request.method == "GET" else url_for("homes.show_home")
    address = url_for("accounts.sign_in", next=target)
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": address})
    return redirect(address)
