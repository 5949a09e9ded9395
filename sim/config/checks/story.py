"""What a scenario says of itself is there in both languages."""

from __future__ import annotations

from sim.config.checks.contradiction import Contradiction, Found
from sim.config.said import LANGUAGES, say
from sim.config.schema import Plan, Story


def stories_are_told_twice(plan: Plan) -> Found:
    """Title and question exist in both languages of the report."""
    return untold(plan.story)


def untold(story: Story) -> Found:
    """The texts of a story that are not there in exactly the languages of the report."""
    for name, texts in (("title", story.title), ("question", story.question)):
        missing = [lang for lang in LANGUAGES if not texts.get(lang)]
        if missing or len(texts) > len(LANGUAGES):
            what = say("story.{name} needs a text in each language", name=name)
            yield Contradiction(f"story.{name}", what, ", ".join(texts), list(LANGUAGES))


CHECKS = (stories_are_told_twice,)
