"""All settings in one typed object; each is an environment variable ZHENGMAI_<NAME>."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

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
    lang: Annotated[str, Field(description="language of messages: zh or en; empty: by locale")] = ""

    @property
    def releases(self) -> Path:
        """Folder of the releases."""
        return self.home / "releases"

    @property
    def current(self) -> Path:
        """Link to the release that is served."""
        return self.home / "current"
