"""Whether a host answers at all: the cheapest question there is, so that one that has fallen
silent is seen soon on every screen with facts."""

from relaytui.facts.answers import Answers
from relaytui.facts.base import Fact


def parse_alive(answers: Answers) -> bool:
    """It has answered."""
    return answers["alive"].ran


ALIVE = Fact("alive", "give alive 0 yes", parse_alive, every=4.0)
