"""One transaction per request: opened at first use, committed when the answer is good, rolled back otherwise."""

from __future__ import annotations

from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from trainer.web.platform import platform

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class TransactionalFlask(Flask):
    """A Flask whose views run inside the request's transaction."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view; an answer below 400 commits, any other one and any error roll back."""
        response: Response = self.make_response(super().dispatch_request())
        session: Session | None = g.get("session")
        if session is not None and request.method not in READING:
            if response.status_code < 400:
                session.commit()
            else:
                session.rollback()
        return response


def db() -> Session:
    """This request's session: a reading one for GET, a writing one for everything else."""
    if "session" not in g:
        g.session = platform().database.session(write=request.method not in READING)
    session: Session = g.session
    return session


def close_session(_error: BaseException | None = None) -> None:
    """Give the connection back; what was not committed is rolled back."""
    session: Session | None = g.pop("session", None)
    if session is not None:
        session.close()
