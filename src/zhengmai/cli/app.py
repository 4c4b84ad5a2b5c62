"""The command line `zhengmai`. Entry point: `main`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from zhengmai import __version__
from zhengmai.cli import (
    alignment,
    build,
    calendar,
    cascade,
    check_ontology,
    compare,
    curate,
    diff,
    evaluate,
    explain,
    extract,
    lineage,
    output,
    query,
    releases,
    serve,
    validate,
    why,
)
from zhengmai.errors import Bilingual, ZhengmaiError

app = typer.Typer(
    name="zhengmai",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Chinese government plans as a checked linked-data knowledge graph. 政脉：把政府方案读成可查询、可核验的知识图谱。",
)


def _version(wanted: bool) -> None:
    if wanted:
        output.console().print(f"zhengmai {__version__}", markup=False)
        raise typer.Exit


@app.callback()
def _settings(
    lang: Annotated[str, typer.Option(help="Language of messages: zh or en; by locale if not given.")] = "",
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    output.choose_language(lang)


app.command("build")(build.command)
app.command("extract")(extract.command)
app.command("explain")(explain.command)
app.command("validate")(validate.command)
app.command("query")(query.command)
app.command("lineage")(lineage.command)
app.command("why")(why.command)
app.add_typer(curate.app, name="curate")
app.command("compare")(compare.command)
app.command("alignment")(alignment.command)
app.command("cascade")(cascade.command)
app.command("calendar")(calendar.command)
app.command("evaluate")(evaluate.command)
app.command("releases")(releases.list_command)
app.command("publish")(releases.publish_command)
app.command("prune")(releases.prune_command)
app.command("diff")(diff.command)
app.command("check-ontology")(check_ontology.command)
app.command("serve")(serve.command)


def main() -> None:
    """Run the command line; errors end it with one clear sentence and the exit code of their kind."""
    try:
        app()
    except ZhengmaiError as error:
        output.errors().print(error.message.text(output.language()), style="red", markup=False)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        output.errors().print(Bilingual("已中断", "interrupted").text(output.language()), markup=False)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output has gone, as `| head` does.
        sys.stderr.close()
        sys.exit(0)


__all__ = ["app", "main"]
