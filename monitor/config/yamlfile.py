"""A YAML file as plain values: safe types only, no key twice, `${NAME}` filled in from the environment.

Errors are `ValueError`s of one sentence. They name variables and never show what is in them.
"""

import re
from collections.abc import Hashable, Mapping
from typing import Any

import yaml
from yaml.constructor import ConstructorError
from yaml.reader import ReaderError

REFERENCE = re.compile(r"\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>[^}]*))?\}")


class _StrictLoader(yaml.SafeLoader):
    """SafeLoader keeps the last of two equal keys and builds endless values; this one refuses both."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.deep_construct = True

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 (PyYAML's)
        seen: set[object] = set()
        for key_node, _ in node.value:
            if key_node.tag == "tag:yaml.org,2002:merge":
                continue
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, Hashable) and key in seen:
                raise ConstructorError(None, None, f"the key {key!r} is there twice", key_node.start_mark)
            if isinstance(key, Hashable):
                seen.add(key)
        return super().construct_mapping(node, deep=deep)


def parse(text: str) -> object:
    """Return what the YAML text holds; ValueError names line and column of what is wrong."""
    try:
        return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 (it is a SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        problem = error.problem or error.context or "not readable"
        raise ValueError(f"{where}not valid YAML: {problem}") from error
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ValueError(f"line {line}: not valid YAML: control characters are not allowed") from error


def fill_in(value: object, environ: Mapping[str, str], path: tuple[str | int, ...] = ()) -> object:
    """Return the value with every `${NAME}` and `${NAME:-default}` in its texts replaced, keys left alone.

    As in a shell, the default also stands in for an empty variable. `VariableError` tells where an unset one is
    asked for.
    """
    match value:
        case str():
            return _filled(value, environ, path)
        case dict():
            return {key: fill_in(item, environ, (*path, key)) for key, item in value.items()}
        case list():
            return [fill_in(item, environ, (*path, index)) for index, item in enumerate(value)]
        case _:
            return value


class VariableError(ValueError):
    """The text at `path` asks for a variable that is not set, or asks in a way that is not understood."""

    def __init__(self, path: tuple[str | int, ...], problem: str) -> None:
        super().__init__(problem)
        self.path = path


def _filled(text: str, environ: Mapping[str, str], path: tuple[str | int, ...]) -> str:
    if text.count("${") > len(REFERENCE.findall(text)):
        raise VariableError(path, "expected ${NAME} or ${NAME:-default}")

    def value_of(reference: re.Match[str]) -> str:
        name, default = reference["name"], reference["default"]
        if default is not None:
            return environ.get(name) or default
        if name not in environ:
            raise VariableError(path, f"the variable {name} is not set; set it, or write ${{{name}:-default}}")
        return environ[name]

    return REFERENCE.sub(value_of, text)
