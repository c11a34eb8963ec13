"""Errors to pages: what went wrong, where, and a way out, in the reader's language; never a trace."""

from __future__ import annotations

import logging

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from trainer.kit.errors import TooManyRequests, TrainerError
from trainer.kit.messages import Message, msg
from trainer.web.language import say

log = logging.getLogger(__name__)

HTTP_MESSAGES = {
    400: msg("The request cannot be read. Please go back and send the form again."),
    404: msg("Not found, or not yours to see"),
    405: msg("This address does not take that kind of request"),
    413: msg("The file is too large"),
    415: msg("This kind of content is not accepted here"),
}


def register(app: Flask) -> None:
    """Answer every kind of error with a page, or with JSON where JSON was asked for."""
    app.register_error_handler(TrainerError, answer_trainer_error)
    app.register_error_handler(CSRFError, answer_expired_form)
    app.register_error_handler(HTTPException, answer_http_error)
    app.register_error_handler(IntegrityError, answer_conflict)
    app.register_error_handler(StaleDataError, answer_conflict)
    app.register_error_handler(OperationalError, answer_busy)
    app.register_error_handler(Exception, answer_crash)


def answer_trainer_error(error: TrainerError) -> ResponseReturnValue:
    """The error's own message and way out."""
    response = app_response(error.status, error.message, error.way_out)
    if isinstance(error, TooManyRequests):
        response.headers["Retry-After"] = str(error.retry_after_seconds)
    return response


def answer_expired_form(_error: CSRFError) -> ResponseReturnValue:
    """A form whose token is too old."""
    return app_response(400, msg("The page expired; your input is kept, please submit again"))


def answer_http_error(error: HTTPException) -> ResponseReturnValue:
    """An error that Flask raised."""
    if error.code is None or error.code < 400:
        return error.get_response()
    return app_response(error.code, HTTP_MESSAGES.get(error.code, HTTP_MESSAGES[400]))


def answer_conflict(_error: Exception) -> ResponseReturnValue:
    """Two people changed the same thing; the database kept the first."""
    log.warning("conflict at %s", request.path, exc_info=True)
    message = msg("Somebody changed this at the same moment; nothing of yours was saved")
    return app_response(409, message, msg("Look at the present state and try again"))


def answer_busy(error: OperationalError) -> ResponseReturnValue:
    """The database did not get round to it in time, or cannot be reached: nothing was changed."""
    log.error("the database refused work at %s", request.path, exc_info=error)
    response = app_response(503, msg("The database is busy; nothing was changed"), msg("Please try again in a moment"))
    response.headers["Retry-After"] = "5"
    return response


def answer_crash(error: Exception) -> ResponseReturnValue:
    """A fault of ours: the log has the trace, the page says what the person can do."""
    log.exception("unexpected error at %s", request.path, exc_info=error)
    return app_response(500, msg("Something went wrong on our side; nothing was changed"))


def app_response(status: int, message: Message, way_out: Message | None = None) -> Response:
    """The error as JSON or as a page."""
    text, help_text = say(message), say(way_out) if way_out else ""
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return make_response(jsonify({"error": text, "way_out": help_text}), status)
    page = render_template("errors/error.html", status=status, message=text, way_out=help_text)
    return make_response(page, status)
