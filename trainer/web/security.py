"""Headers and cookies: strict content security policy, no framing, no caching of personal pages."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Flask, Response, g, request
from flask_wtf.csrf import CSRFProtect

from trainer.config import Config

csrf = CSRFProtect()


def csp_nonce() -> str:
    """This request's nonce for the few scripts that must stand in the page."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def settings(config: Config) -> dict[str, Any]:
    """Flask's own settings for a safe deployment."""
    return {
        "SECRET_KEY": config.secret_key,
        "SESSION_COOKIE_NAME": "trainer",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": config.secure_cookies,
        "PERMANENT_SESSION_LIFETIME": config.sign_in_hours * 3600,
        "MAX_CONTENT_LENGTH": config.upload_max_bytes + 100_000,
        "MAX_FORM_MEMORY_SIZE": 2_000_000,
        "MAX_FORM_PARTS": 2_000,
        "WTF_CSRF_TIME_LIMIT": config.sign_in_hours * 3600,
        "WTF_CSRF_SSL_STRICT": config.secure_cookies,
    }


def register(app: Flask) -> None:
    """Protect forms, and set the headers on every answer."""
    csrf.init_app(app)
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    app.after_request(set_headers)


def set_headers(response: Response) -> Response:
    """Content security policy and its companions; static files may be kept, pages may not."""
    nonce = f" 'nonce-{g.csp_nonce}'" if "csp_nonce" in g else ""
    policy = (
        f"default-src 'none'; script-src 'self'{nonce}; style-src 'self'{nonce}; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    response.headers.setdefault("Content-Security-Policy", policy)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
