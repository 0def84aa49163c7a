"""What one run of keeping in step came to, for whoever shows it and for when the next one is."""

from dataclasses import dataclass, field

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.sync import schedule


@dataclass
class Outcome:
    """What one run came to. `changes` touched screens, in order; `problem` ended it early; `stopped`: it was told to.

    `sent` and `came` count ops, `carried` files of photos either way; `set_aside` streams that could not be taken in
    this time; `unfinished`: there are files left to carry; `asked_s` is how long the council asks to wait, `wait_s` how
    long to wait all in all.
    """

    sent: int = 0
    came: int = 0
    changes: list[ChangeSet] = field(default_factory=list)
    set_aside: int = 0
    asked_s: float = 0.0
    carried: int = 0
    unfinished: bool = False
    problem: ExpectedError | None = None
    stopped: bool = False
    wait_s: float = schedule.POLL_S
