"""YAML as OmegaConf reads it, by the parser in C.

OmegaConf takes `1e3` for a number and a date for text, and refuses a name said twice; it does so on
PyYAML's parser in Python, which takes ten times as long as libyaml for the same text.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import yaml

from sim.config.said import say

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

PROBLEMS: dict[str | None, str] = {
    one: one
    for one in (
        say("did not find expected key"),
        say("did not find expected ',' or '}}'"),
        say("did not find expected ',' or ']'"),
        say("did not find expected '-' indicator"),
        say("did not find expected <document start>"),
        say("could not find expected ':'"),
        say("mapping values are not allowed in this context"),
        say("block sequence entries are not allowed in this context"),
        say("found character that cannot start any token"),
        say("found a tab character that violates indentation"),
        say("found unexpected end of stream"),
        say("found unexpected document indicator"),
        say("but found another document"),
        say("exceeded maximum nesting depth"),
        say("control characters are not allowed"),
    )
}
"""What the parser says of the slips people make; what is not here stays in its own words."""


class Reader(LOADER):  # type: ignore[misc]  # which of two classes it is, the machine decides
    """One text: `get_single_node` gives its tree, `construct_document` what a tree says."""

    @property
    def yaml_implicit_resolvers(self) -> Any:
        """What tells a number from a word, by the first letter."""
        return _of_omegaconf()

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """A table; a name said twice is refused."""
        seen: set[str] = set()
        for name, _ in node.value:
            if not isinstance(name, yaml.ScalarNode):
                raise _refused(say("a list or a table is no key"), name)
            if name.value in seen:
                raise _refused(say("found duplicate key {name}", name=name.value), name)
            seen.add(name.value)
        made: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return made

    def construct_int(self, node: yaml.ScalarNode) -> int:
        """A whole number; what only its tag calls one, or is far too long for one, is refused."""
        return int(_number(self.construct_yaml_int, node))

    def construct_float(self, node: yaml.ScalarNode) -> float:
        """A number; what only its tag calls one is refused."""
        return float(_number(self.construct_yaml_float, node))


Reader.add_constructor("tag:yaml.org,2002:int", Reader.construct_int)
Reader.add_constructor("tag:yaml.org,2002:float", Reader.construct_float)


def _number(read: Callable[[yaml.ScalarNode], Any], node: yaml.ScalarNode) -> Any:
    try:
        return read(node)
    except ValueError:
        raise _refused(say("{text:.20} is not a number", text=node.value), node) from None


def _refused(problem: str, node: yaml.Node) -> yaml.MarkedYAMLError:
    return yaml.constructor.ConstructorError(None, None, problem, node.start_mark)


@cache
def _of_omegaconf() -> Any:
    from omegaconf._utils import get_yaml_loader  # a tenth of a second, for those that read

    return get_yaml_loader().yaml_implicit_resolvers


def has_alias(text: str) -> bool:
    """Whether a YAML text points from one place to another (`*name`)."""
    return "*" in text and any(isinstance(one, yaml.AliasToken) for one in yaml.scan(text, LOADER))
