"""The command `pilotwatch`: it asks and shows, and decides nothing.

Exit codes: 0 done, 1 done with trouble, 2 usage, configuration or database. Errors are one sentence on stderr.
"""

import typer

from monitor.cli import ask, bench, daemon, dossier, evaluating, keep, replaying, sources, subscribe, understand

app = typer.Typer(
    name="pilotwatch",
    help="Watches Chinese ministry and news sites for pilot programmes and alerts people when their city is concerned.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for command in (daemon.run, daemon.poll, ask.log, ask.show):
    app.command()(command)
app.command()(dossier.city)
app.command()(dossier.programme)
app.command()(subscribe.subscribe)
app.command()(subscribe.subscriptions)
app.command()(subscribe.unsubscribe)
app.add_typer(sources.app, name="sources")
app.add_typer(subscribe.ledger, name="deliveries")
app.command("read")(understand.read_documents)
app.command("places")(understand.name_places)
app.command()(evaluating.evaluate)
app.add_typer(bench.bench, name="bench")
app.command("test-channel")(daemon.try_channel)
app.command("replay")(replaying.replay_file)
app.command()(daemon.doctor)
app.command()(daemon.demo)
app.command()(keep.backup)
app.command()(keep.restore)


def main() -> None:
    """Run the command line."""
    app()
