"""`python -m tests.bench [NAME…]`: measure what the issues set goals for, beside its floor or peer in one run."""

import importlib
import json
from collections.abc import Callable
from typing import cast

import click

from tests.bench.figures import Figure, Size, table

NAMES = ("checkin", "startup", "sync", "badlink", "ingest", "thousand", "scan", "decode")
LONG = ("scan10",)
"""Ten minutes and more: run only when it is named."""


def _bench(name: str) -> Callable[[Size], list[Figure]]:
    # Imported one by one: `startup` must not wait for, nor carry, what `sync` needs.
    return cast("Callable[[Size], list[Figure]]", importlib.import_module(f"tests.bench.{name}").run)


@click.command()
@click.argument("names", nargs=-1, type=click.Choice([*NAMES, *LONG]))
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="One JSON object with every figure that has a goal as the last line of stdout.",
)
@click.option("--records", default=100_000, show_default=True, help="Visits that `sync` carries, entries of `ingest`.")
@click.option(
    "--pairs",
    type=int,
    help="Alternations of `checkin` and `startup`, lines of `badlink` (default: the bench's own number).",
)
@click.option("--large", is_flag=True, help="`ingest` beside ten million entries as well: minutes, and 5 GB of disk.")
def main(names: tuple[str, ...], as_json: bool, records: int, pairs: int | None, large: bool) -> None:
    """Run the benches NAMES, or all of them: checkin, startup, sync, badlink, ingest, thousand, scan, decode. By name
    alone: scan10."""
    figures: list[Figure] = []
    for name in names or NAMES:
        click.echo(f"── {name}", err=True)
        found = _bench(name)(Size(records=records, pairs=pairs, large=large))
        click.echo(table(found), err=as_json)
        figures += found
    if as_json:
        click.echo(json.dumps({"figures": [figure.as_json() for figure in figures if figure.goal]}))


if __name__ == "__main__":
    main()
