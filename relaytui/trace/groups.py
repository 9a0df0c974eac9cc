"""Members of groups that are found to be one."""


class Groups:
    """Puts members together."""

    def __init__(self, count: int) -> None:
        self._up = list(range(count))

    def of(self, one: int) -> int:
        """The group that a member is in."""
        while self._up[one] != one:
            self._up[one] = self._up[self._up[one]]
            one = self._up[one]
        return one

    def join(self, one: int, other: int) -> None:
        """Make two groups one."""
        self._up[self.of(one)] = self.of(other)
