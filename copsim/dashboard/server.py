"""The server of the page: which addresses there are, who may connect, and how it begins and ends."""

from __future__ import annotations

import atexit
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from copsim.errors import InputError, OutsideError

DEFAULT_PORT = 8765
RECONNECT_SECONDS = 20.0
Scope = MutableMapping[str, Any]


def check_free(host: str, port: int) -> None:
    """Refuse an address that cannot be listened at, before anything is loaded.

    Raises:
        OutsideError: When another program listens there, or the address is not this machine's.
    """
    import socket

    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        why = str(error.strerror or error).partition(" (while")[0].lower()
        raise OutsideError(f"{host}:{port} cannot be used ({why}); give another --port or --host") from error


def serve(host: str = "127.0.0.1", port: int = DEFAULT_PORT, *, show: bool = True, db: str | None = None) -> None:
    """Serve the page until stopped.

    Args:
        host: Address to listen at; others than this machine's own reach it when it is not loopback.
        port: Port, 1 to 65535.
        show: Whether a browser is opened.
        db: Address of the store whose runs the page shows; none when None.

    Raises:
        InputError: When the port is not allowed.
        OutsideError: When the address cannot be listened at.
    """
    if not 1 <= port <= 65535:
        raise InputError(f"--port: {port} is not allowed; give a number from 1 to 65535")
    from nicegui import app, ui

    from copsim.dashboard.pages import add_pages
    from copsim.dashboard.work import Worker
    from copsim.model.warmup import warm_up

    warm_up()
    check_free(host, port)  # again: compiling takes time, in which another program may have come
    worker = Worker()
    atexit.register(worker.close)
    add_pages(worker, db)
    app.add_middleware(OwnOrigin)
    settings: dict[str, Any] = {"tailwind": False, "reload": False, "show_welcome_message": False, "dark": None}
    ui.run(
        host=host, port=port, show=show, title="copsim", favicon=FAVICON, language="en-GB",
        reconnect_timeout=RECONNECT_SECONDS, storage_secret=secrets.token_hex(), **settings,
    )  # fmt: skip


class OwnOrigin:
    """Refuses connections that a page of another site opens in a visitor's browser."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        """Stand before an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Pass on what comes from this server's own pages, or from no page at all."""
        if scope["type"] in ("http", "websocket") and not _own(dict(scope.get("headers", ()))):
            if scope["type"] == "websocket":
                await receive()
                await send({"type": "websocket.close", "code": 1008})
            else:
                await send(
                    {"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]}
                )
                await send({"type": "http.response.body", "body": b"copsim: opened from a page of another site"})
            return
        await self.app(scope, receive, send)


def _own(headers: dict[bytes, bytes]) -> bool:
    origin = headers.get(b"origin", b"").decode("latin-1")
    return not origin or urlsplit(origin).netloc == headers.get(b"host", b"").decode("latin-1")


FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="10" cy="11" r="6" fill="#D55E00"/>'
    '<rect x="17" y="5" width="11" height="11" fill="#0072B2"/><path d="M10 19l6 10H4z" fill="#009E73"/>'
    '<path d="M23 18l6 6-6 6-6-6z" fill="#CC79A7"/></svg>'
)
