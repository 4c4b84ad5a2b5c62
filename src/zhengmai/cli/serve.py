"""`zhengmai serve`: the endpoint and the pages of the current release.

Entry point: `command`.
"""

from __future__ import annotations

import errno
import os
import socket
from typing import TYPE_CHECKING, Annotated

import typer

from zhengmai.errors import Bilingual, ZhengmaiError

if TYPE_CHECKING:
    from zhengmai.settings import Settings
    from zhengmai.store.place import Place


def command(
    host: Annotated[str, typer.Option(help="Address to bind; ZHENGMAI_HOST if not given.")] = "",
    port: Annotated[
        int, typer.Option(min=-1, max=65535, help="Port to bind; ZHENGMAI_PORT if not given.")
    ] = -1,
    processes: Annotated[
        int,
        typer.Option(min=0, max=64, help="Server processes on the port; ZHENGMAI_PROCESSES if not given."),
    ] = 0,
) -> None:
    """Serve the current release: SPARQL at /sparql, pages at /.

    Example: zhengmai serve --port 8080
    """
    from zhengmai.settings import Settings
    from zhengmai.store.place import served_place

    found = Settings()
    settings = found.model_copy(
        update={
            "host": host or found.host,
            "port": found.port if port < 0 else port,
            "processes": processes or found.processes,
        }
    )
    place = served_place(settings)
    place.require()
    if code := _serve(settings, place):
        raise typer.Exit(code)


def _serve(settings: Settings, place: Place) -> int:
    """Serve until a signal comes; give the exit code."""
    from zhengmai_api import serving, supervisor
    from zhengmai_api.app import create_app
    from zhengmai_api.logs import configure

    configure(settings.log_format, settings.log_level)
    app = create_app(settings) if settings.processes == 1 else None
    with _bound(settings.host, settings.port) as listener:
        _tell(listener, place)
        if app is None:
            return supervisor.supervise(settings, listener)
        serving.run(app, settings, listener)
        return 0


def _tell(listener: socket.socket, place: Place) -> None:
    from zhengmai.cli.output import console, language

    address = listener.getsockname()
    shown = f"[{address[0]}]" if ":" in address[0] else address[0]
    serving = Bilingual(
        f"正在服务 {place.name}：http://{shown}:{address[1]} （Ctrl-C 结束）",
        f"Serving {place.name} at http://{shown}:{address[1]} (Ctrl-C ends)",
    )
    console().print(serving.text(language()))


def _bound(host: str, port: int) -> socket.socket:
    """Bind before the application starts, so that a taken port is told at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Told the protocol, asyncio lets what is written leave at once; else an answer's body waits 40 ms for the client to
    # acknowledge its head (RFC 896 meets delayed acknowledgements, RFC 1122, 4.2.3.2).
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        # As servers do: a port in TIME_WAIT may be bound again, one that is listened on may not.
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(socket.SOMAXCONN)
    except OSError as error:
        listener.close()
        raise ZhengmaiError(_refusal(host, port, error)) from error
    return listener


def _refusal(host: str, port: int, error: OSError) -> Bilingual:
    if error.errno == errno.EADDRINUSE:
        return Bilingual(
            f"端口 {port} 已被占用，请用 --port 另选一个。",
            f"Port {port} is taken; choose another with --port.",
        )
    if error.errno == errno.EACCES:
        return Bilingual(
            f"没有权限绑定端口 {port}，请用 --port 另选一个。",
            f"Port {port} may not be bound by this user; choose another with --port.",
        )
    cause = error.strerror or str(error)
    return Bilingual(f"无法绑定地址 {host}：{cause}。", f"The address {host} cannot be bound: {cause}.")
