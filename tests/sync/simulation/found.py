"""Histories that a seed found, told in the fewest steps: played with the model, and with what ships."""

from tests.sync.simulation.world import World


def read_back_and_taken_away(world: World) -> list[str]:
    """A disk is put back while its process runs on, so that it reads its own work from the council; then the council is
    put back to before that work, and the person is taken away: this laptop alone can bring it (seed 44,294).
    """
    desk, laptop = world.desks[0], world.desks[0].laptop
    world.network.calm, world.ever_put_back = True, True
    stream = laptop.may_write()[0]
    world.edit(desk, stream)
    world._note(desk, allowed=True)
    world._run(desk)
    world.council.back_up()
    before = laptop.image()
    world.edit(desk, stream)
    world._note(desk, allowed=True)
    world._run(desk)
    written = laptop.own_names()
    laptop.put_back(before)
    world.rolled |= written - laptop.own_names()
    world._run(desk)
    assert written <= laptop.names()
    world.council.put_back(-1, by_the_book=False)
    world._take(laptop.worker, stream[0])
    return world.settle()
