"""YAML as OmegaConf reads it, by the parser in C.

OmegaConf takes `1e3` for a number and a date for text, and refuses a name said twice; it does so on
PyYAML's parser in Python, which takes ten times as long as libyaml for the same text.
"""

from __future__ import annotations

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
            if name.value in seen:
                problem = say("found duplicate key {name}", name=name.value)
                raise yaml.constructor.ConstructorError(None, None, problem, name.start_mark)
            seen.add(name.value)
        made: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return made


@cache
def _of_omegaconf() -> Any:
    from omegaconf._utils import get_yaml_loader  # a tenth of a second, for those that read

    return get_yaml_loader().yaml_implicit_resolvers


def has_alias(text: str) -> bool:
    """Whether a YAML text points from one place to another (`*name`)."""
    return "*" in text and any(isinstance(one, yaml.AliasToken) for one in yaml.scan(text, LOADER))
