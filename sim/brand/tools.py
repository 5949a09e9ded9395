"""Tools (工具) bought once the brand has grown to their threshold."""

from __future__ import annotations

from sim.config.control import Tool


class Tools:
    """Which tools are in use; what was bought stays."""

    def __init__(self, tools: dict[str, Tool]) -> None:
        self._all = dict(sorted(tools.items()))
        self._running: set[str] = set()

    def grow(self, members: float, groups: float) -> None:
        """Buy what the brand has grown to; both per 1,000 initial members."""
        for name, tool in self._all.items():
            counted = members if tool.measured == "members" else groups
            if counted >= tool.threshold:
                self._running.add(name)

    @property
    def running(self) -> list[Tool]:
        """Tools in use, by name."""
        return [tool for name, tool in self._all.items() if name in self._running]

    @property
    def answers(self) -> float:
        """Share of the questions to the service desk that are answered at once."""
        return max((tool.answers for tool in self.running), default=0.0)

    @property
    def group_labour(self) -> float:
        """Share of the groups' labour that is still needed."""
        return 1.0 - max((tool.group_labour for tool in self.running), default=0.0)
