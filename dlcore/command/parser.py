"""A parser whose refusals name the option and the remedy, and options made from a `Config`."""

import argparse
import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError

from dlcore.contract import Application, BaseConfig, Setting, Value
from dlcore.contract.config import allowed, explain, value_from

Commands = Any  # argparse keeps the type of its subparsers to itself
PREFIX = "setting."  # of the settings' names among the parsed arguments


class UsageError(Exception):
    """What was asked can't be done as it was asked; the message is one sentence."""


class Parser(argparse.ArgumentParser):
    """Refuses abbreviations and unknown options, and says which option was perhaps meant."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_abbrev": False, **options})

    def parse_known_args(  # type: ignore[override]
        self, args: Any = None, namespace: Any = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Parse, and refuse what is left over: here, where the parser knows its own options."""
        parsed, rest = super().parse_known_args(args, namespace)
        if rest:
            self.error(self._unknown(rest[0]))
        return parsed, rest

    def error(self, message: str) -> NoReturn:
        """One line that says what is wrong, one where help is."""
        self.exit(2, f"error: {message}\nhelp:  {self.prog} --help\n")

    def _unknown(self, word: str) -> str:
        if not word.startswith("-"):
            return f"“{word}” is one word too many."
        name = word.partition("=")[0]
        meant = difflib.get_close_matches(name, self._option_string_actions, n=1, cutoff=0.6)
        return f"there is no option {name}." + (f" Did you mean {meant[0]}?" if meant else "")


def flag(setting: Setting | str) -> str:
    """The option of a setting: "learning_rate" becomes "--learning-rate"."""
    name = setting if isinstance(setting, str) else setting.name
    return "--" + name.replace("_", "-")


def add_settings(parser: argparse.ArgumentParser, application: Application) -> None:
    """One option a setting, under the form's headings, with the form's descriptions."""
    groups: dict[str, Any] = {}
    for setting in application.Config.settings():
        if setting.group not in groups:
            groups[setting.group] = parser.add_argument_group(f"settings: {setting.group.lower()}")
        shown = describe(setting).replace("%", "%%")
        options: dict[str, Any] = {"dest": PREFIX + setting.name, "default": None, "help": shown}
        if setting.kind == "switch":
            options["action"] = argparse.BooleanOptionalAction
        else:
            options["metavar"] = "FILE" if setting.own else "VALUE"
        groups[setting.group].add_argument(flag(setting), **options)


def describe(setting: Setting) -> str:
    """A setting's help: what it is, what it may be, what it is if nothing is said."""
    if setting.own:
        return f"{setting.description} (a {setting.own} file)"
    if setting.kind == "switch":
        return f"{setting.description} (default: {'yes' if setting.default else 'no'})"
    live = "; may change while training runs" if setting.live else ""
    return f"{setting.description} ({allowed(setting)}; default: {setting.default}{live})"


def read_config(application: Application, preset: str, arguments: Mapping[str, Any]) -> BaseConfig:
    """The config of a preset and the options given. Raises `UsageError` naming option and remedy."""
    settings = {setting.name: setting for setting in application.Config.settings()}
    texts = {name: arguments[PREFIX + name] for name in settings if arguments.get(PREFIX + name) is not None}
    values: dict[str, Value] = dict(application.preset(preset).values) if preset else {}
    for name, text in texts.items():
        values[name] = read_value(settings[name], text)
    try:
        return application.Config.model_validate(values)
    except ValidationError as error:
        named = [name for name in texts if error.errors()[0]["loc"] == (name,)]
        where = f"{flag(named[0])}: " if named else ""
        raise UsageError(where + explain(error, settings)) from None


def read_value(setting: Setting, text: str | bool) -> Value:
    """An option's value; a file goes through the upload gate and becomes a fingerprint."""
    if isinstance(text, bool):
        return text
    return own_file(setting, Path(text)) if setting.own else value_from(text, setting)


def own_file(setting: Setting, path: Path) -> str:
    """Let in a file of the user's own, by the same gate as the app's uploads. Raises `UsageError`."""
    from dlcore import uploads
    from dlcore.datasets import own

    try:
        kind: Any = setting.own
        return own.keep(uploads.canonical(kind, uploads.accept(path.name, path.read_bytes(), kind)))
    except OSError as error:
        raise UsageError(f"{flag(setting)}: “{path}” can't be read: {error.strerror}.") from None
    except ValueError as refusal:
        raise UsageError(f"{flag(setting)}: {refusal}") from None


def one_of(names: Sequence[str]) -> str:
    """Names for a sentence."""
    return ", ".join(names)
