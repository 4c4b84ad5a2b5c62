"""All settings in one typed object; each is an environment variable ZHENGMAI_<NAME>."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What can be set from outside, with its default."""

    model_config = SettingsConfigDict(env_prefix="ZHENGMAI_", frozen=True)

    home: Annotated[Path, Field(description="folder that holds releases and caches")] = Path("var")
    store: Annotated[
        str,
        Field(
            description="what to serve instead of the current release: a release's folder, oxigraph:FOLDER for any "
            "Oxigraph directory, or sparql+http(s)://… for a SPARQL 1.1 store that holds a release"
        ),
    ] = ""
    store_user: Annotated[str, Field(description="user name for the SPARQL store")] = ""
    store_password: Annotated[SecretStr, Field(description="password for the SPARQL store")] = SecretStr("")
    store_token: Annotated[SecretStr, Field(description="bearer token for the SPARQL store")] = SecretStr("")
    store_default_graph: Annotated[
        str,
        Field(
            pattern=r"^([a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>\"{}|\\^`]*)?$",
            description="IRI of the graph of the SPARQL store that holds the release's default graph; empty: its own",
        ),
    ] = ""
    host: Annotated[str, Field(description="address that the server binds")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="port that the server binds")] = 8000
    public_url: Annotated[
        str,
        Field(
            pattern=r"^(https?://[^\s?#]+)?$",
            description="address that the service is reached at, for catalogue, sitemap and JSON-LD context; empty: that of the request",
        ),
    ] = ""
    publisher: Annotated[str, Field(description="name of who runs the service, for the catalogue")] = ""
    contact: Annotated[
        str,
        Field(
            pattern=r"^([^\s@]+@[^\s@]+|https?://\S+)?$",
            description="e-mail address or web page for questions on the data, for the catalogue",
        ),
    ] = ""
    query_seconds: Annotated[float, Field(gt=0, description="time limit of one query in seconds")] = 10.0
    result_bytes: Annotated[int, Field(gt=0, description="size limit of one result in bytes")] = 64 * 2**20
    query_memory_bytes: Annotated[
        int, Field(ge=2**30, description="address space of one query worker in bytes; less than 1 GiB fails")
    ] = 1536 * 2**20
    workers: Annotated[
        int,
        Field(
            ge=1,
            le=64,
            description="number of long queries that run at once; two more processes serve short ones",
        ),
    ] = 2
    short_seconds: Annotated[
        float,
        Field(gt=0, description="seconds after which a query counts as long and needs a place of its own"),
    ] = 0.1
    waiting_queries: Annotated[
        int, Field(ge=1, description="number of queries that may wait for a worker")
    ] = 64
    client_queries: Annotated[
        int, Field(ge=1, description="number of queries of one client that may run or wait at once")
    ] = 16
    old_releases: Annotated[
        int,
        Field(
            ge=0,
            le=64,
            description="number of older releases kept open for ?release=; 0: only the current one is served",
        ),
    ] = 2
    release_idle_seconds: Annotated[
        float, Field(gt=0, description="seconds after which an older release that nobody asks is closed")
    ] = 300.0
    diff_seconds: Annotated[
        float, Field(gt=0, description="time limit of comparing two releases for the service, in seconds")
    ] = 30.0
    check_seconds: Annotated[
        float, Field(gt=0, description="time limit of checking one document sent to the service, in seconds")
    ] = 30.0
    check_bytes: Annotated[
        int, Field(gt=0, description="size limit of a document sent to the service, in bytes")
    ] = 10 * 2**20
    check_memory_bytes: Annotated[
        int, Field(ge=2**30, description="address space of one check in bytes; less than 1 GiB fails")
    ] = 2 * 2**30
    checks: Annotated[
        int, Field(ge=0, le=64, description="number of checks at a time; 0: the service checks nothing")
    ] = 2
    processes: Annotated[
        int,
        Field(
            ge=1, le=64, description="number of server processes on one port, each with its own query workers"
        ),
    ] = 1
    drain_seconds: Annotated[
        float,
        Field(ge=0, description="seconds between not being ready any more and taking no more connections"),
    ] = 0.0
    stop_seconds: Annotated[
        int, Field(ge=1, description="seconds that requests under way have to finish when the server stops")
    ] = 15
    request_seconds: Annotated[
        float,
        Field(
            gt=0,
            description="seconds in which a request's head, then its body, must arrive and an answer be read on",
        ),
    ] = 30.0
    target_bytes: Annotated[
        int, Field(ge=256, description="size limit of a request's path and query in bytes")
    ] = 32768
    header_bytes: Annotated[int, Field(ge=1024, description="size limit of a request's headers in bytes")] = (
        32768
    )
    header_count: Annotated[int, Field(ge=10, description="number of headers that a request may have")] = 100
    connections: Annotated[
        int, Field(ge=1, description="number of connections that one server process holds; one more gets 503")
    ] = 512
    allowed_hosts: Annotated[
        str,
        Field(
            description="host names that requests may be sent to, by commas; empty: as bound and published"
        ),
    ] = ""
    trusted_proxies: Annotated[
        str,
        Field(
            description="addresses and networks, by commas, whose X-Forwarded-For, -Proto and -Host are believed"
        ),
    ] = ""
    metrics_clients: Annotated[
        str, Field(description="addresses and networks, by commas, that may read /metrics; * is all")
    ] = "127.0.0.0/8,::1"
    log_format: Annotated[
        Literal["text", "json"], Field(description="form of log lines on standard error: text or json")
    ] = "text"
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Field(description="least level that is logged; requests are info"),
    ] = "info"
    log_query_chars: Annotated[
        int, Field(ge=0, description="number of characters of a query that are logged; 0: none")
    ] = 200
    answer_cache_bytes: Annotated[
        int,
        Field(
            ge=0,
            description="bytes of answers that one server process keeps ready for the same request; 0: none",
        ),
    ] = 64 * 2**20
    page_cache_bytes: Annotated[
        int, Field(ge=0, description="bytes of rendered pages that one server process keeps; 0: none")
    ] = 32 * 2**20
    lang: Annotated[str, Field(description="language of messages: zh or en; empty: by locale")] = ""

    @property
    def releases(self) -> Path:
        """Folder of the releases."""
        return self.home / "releases"

    @property
    def current(self) -> Path:
        """Link to the release that is served."""
        return self.home / "current"
