"""Where rounds are done: in this process, in processes of this machine, or on a Dask cluster; one interface for all."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

_Found = TypeVar("_Found")


class Inline(Executor):
    """Does each piece of work at once, in the thread that asks for it."""

    def submit(self, fn: Callable[..., _Found], /, *args: Any, **kwargs: Any) -> Future[_Found]:
        """The outcome as a future that is done."""
        future: Future[_Found] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def executor(workers: int, cluster: str | None = None) -> Iterator[Executor]:
    """Do work with so many workers; `cluster` is the address of a Dask scheduler instead of this machine's processes.

    A Dask scheduler gives the work of a worker that dies to another one.
    """
    if cluster is not None:
        with _dask(cluster) as found:
            yield found
    elif workers == 1:
        yield Inline()
    else:
        with _processes(workers) as pool:
            yield pool


@contextmanager
def _processes(workers: int) -> Iterator[Executor]:
    """Processes that are ended at the end, also in the middle of work whose outcome nobody waits for any more."""
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - others:
            child.terminate()
            child.join()


@contextmanager
def _dask(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError as error:
        raise RuntimeError("a cluster is set, but Dask is not installed: pip install 'trainer[cluster]'") from error
    with Client(address, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        # The same work twice, in two rounds or two runs, is two pieces of work.
        yield client.get_executor(pure=False)
