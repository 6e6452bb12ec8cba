"""The ``tk`` command: command groups are imported only when they are used."""

from __future__ import annotations

import importlib
import os
import sys

import click

from termlock.glossary.errors import InputError
from termlock.glossary.messages import _

# command -> module that defines it (as ``command``), one line of help
COMMANDS: dict[str, tuple[str, str]] = {
    "translate": ("termlock.cli.translate", _("Translate documents and hold every contested term.")),
    "check": ("termlock.cli.check", _("Check a translation against its source.")),
    "drift": ("termlock.cli.drift", _("Show terms that drifted between versions of a text.")),
    "editions": ("termlock.cli.editions", _("Compare the language editions of one source.")),
    "validate": ("termlock.cli.validate", _("Check a whole project, as its configuration says: the CI job.")),
    "models": ("termlock.cli.models", _("List, describe and download translation models.")),
    "glossary": ("termlock.cli.glossary", _("Check, search, inflect and convert glossaries.")),
    "memory": ("termlock.cli.memory", _("Show, fill, export and clear the translation memory.")),
}


class LazyGroup(click.Group):
    """A group whose commands live in modules of their own, imported on first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order of ``COMMANDS``."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import the module of a command."""
        if name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, text) for name, (_module, text) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_(
        "Translate between English, Arabic and Hebrew without changing the contested terms, and prove it.\n\n"
        "Exit codes: 0 nothing to report, 1 findings, 2 bad input or usage, 130 interrupted."
    ),
)
@click.version_option(package_name="termlock", prog_name="tk")
def tk() -> None:
    """Group all commands."""


def main() -> None:
    """Run ``tk``: bad input ends with one line on stderr and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # a lone surrogate from the command line must not end in a traceback
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        # not ``tk.main()``: it answers a closed pipe with exit code 1
        with tk.make_context("tk", sys.argv[1:]) as context:
            tk.invoke(context)
        sys.stdout.flush()
    except InputError as error:
        click.echo(f"tk: {error}", err=True)
        sys.exit(2)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo(_("tk: interrupted"), err=True)
        sys.exit(130)
    except BrokenPipeError:
        # the reader (head, less) has seen enough; keep Python from complaining at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()
