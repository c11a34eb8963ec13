"""Running the application as a process: the web server, and the job workers beside it or alone."""

from __future__ import annotations

import gc
import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import waitress
from flask import Flask
from huey.consumer import Consumer

from trainer.web.platform import Platform

# How long a stop waits for jobs that are running; the pages find a job without a worker again (kit.jobs).
STOP_SECONDS = 10
IDLE_POLL_SECONDS = 1.0


class QuietConsumer(Consumer):
    """Huey's consumer without its signal handlers, which would take the signals away from the server."""

    def _set_signal_handlers(self) -> None:
        pass


def serve(app: Flask, platform: Platform, on_ready: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT; `on_ready` gets the address. Raises OSError when the port is taken."""
    config = platform.config
    # A full queue is what the pages' figures are for; waitress tells every single wait.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    settle_memory()
    server = waitress.create_server(app, host=config.host, port=config.port, threads=config.threads, ident=None)
    with job_workers(platform), interrupted_by_sigterm():
        on_ready(f"http://{config.host}:{server.effective_port}")
        server.run()
    server.close()
    platform.database.dispose()


def settle_memory() -> None:
    """Take what the program itself consists of out of the collector's rounds, which would halt requests for 150 ms."""
    gc.collect()
    gc.freeze()


def work(platform: Platform, on_ready: Callable[[], None]) -> None:
    """Run jobs until SIGTERM or SIGINT."""
    with job_workers(platform), interrupted_by_sigterm():
        on_ready()
        with suppress(KeyboardInterrupt, SystemExit):
            threading.Event().wait()
    platform.database.dispose()


@contextmanager
def job_workers(platform: Platform) -> Iterator[None]:
    """The deployment's job workers, as threads, for the block."""
    consumer = QuietConsumer(
        platform.jobs.huey,
        workers=platform.config.job_workers,
        max_delay=IDLE_POLL_SECONDS,
        shutdown_timeout=STOP_SECONDS,
    )
    consumer.start()
    try:
        yield
    finally:
        consumer.stop(graceful=True)


@contextmanager
def interrupted_by_sigterm() -> Iterator[None]:
    """Make SIGTERM end the block as Ctrl-C does."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
