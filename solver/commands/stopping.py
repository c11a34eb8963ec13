"""An interrupt asks a run to stop with the best so far; a second one ends the program at once."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def stopping_softly() -> Iterator[Event]:
    """An event that SIGINT and SIGTERM set while the block runs; for the main thread only.

    A handler in Python would wait until a compiled search returns. The number of a signal is therefore read
    from a socket, into which the interpreter writes it at once, by a thread of its own.
    """
    stop = Event()
    reader, writer = socket.socketpair()
    writer.setblocking(False)
    before = [(number, signal.signal(number, lambda *_: None)) for number in SIGNALS]
    wakeup = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    listener = Thread(target=_listen, args=(reader, stop), daemon=True)
    listener.start()
    try:
        yield stop
    finally:
        signal.set_wakeup_fd(wakeup)
        for number, handler in before:
            signal.signal(number, handler)
        writer.close()
        listener.join()
        reader.close()


def _listen(reader: socket.socket, stop: Event) -> None:
    while data := reader.recv(1):
        if data[0] in SIGNALS:
            if stop.is_set():
                os._exit(128 + data[0])
            stop.set()
