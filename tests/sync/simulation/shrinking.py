"""Makes a history that breaks something as short as it goes, and tells it."""

from tests.sync.simulation.world import Outcome, Script, run, script_of


def told(outcome: Outcome, steps: int) -> str:
    """What broke, where, and the shortest script found that still breaks it."""
    kind = outcome.broken[0].split(":")[0]
    script = shortest(outcome, steps, kind)
    where = "at the end" if outcome.step is None else f"after step {outcome.step}"
    return "\n".join(
        [
            f"seed {outcome.seed}, {where}:",
            *outcome.broken[:10],
            f"{len(script)} steps are enough: run({outcome.seed}, {steps}, script={script!r})",
        ]
    )


def shortest(outcome: Outcome, steps: int, kind: str, tries: int = 300) -> Script:
    """Leave out ever smaller parts of the script while it still breaks the same thing."""
    script = script_of(outcome.seed, steps)
    script = script if outcome.step is None else script[: outcome.step + 1]
    size = len(script) // 2
    while size and tries:
        start = 0
        while start < len(script) and tries:
            tries -= 1
            shorter = script[:start] + script[start + size :]
            broken = run(outcome.seed, steps, outcome.world.faults, shorter).broken
            if any(one.startswith(kind) for one in broken):
                script = shorter
            else:
                start += size
        size //= 2
    return script
