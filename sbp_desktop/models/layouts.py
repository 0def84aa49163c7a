"""The layouts a web can be shown in, by the name they are chosen and kept under."""

from sbp_desktop.models.arrangement import ORDINARY_ASPECT, Arrangement
from sbp_desktop.models.circles import Circles, TwoCircles
from sbp_desktop.models.free import Free, arrange_freely
from sbp_desktop.models.onion import Onion
from sbp_desktop.models.rings import arrange_on
from sbp_desktop.models.snapshots import WebSnapshot

ONION, CIRCLES, TWO, FREE = Onion.name, Circles.name, TwoCircles.name, Free.name
_RINGS = {kind.name: kind for kind in (Onion, Circles, TwoCircles)}
LAYOUTS = (*_RINGS, FREE)
"""Every layout that is drawn."""
LIST = "list"
"""The web told instead of drawn, in the order of the layout last drawn."""


def arrange(web: WebSnapshot, layout: str = ONION, aspect: float = ORDINARY_ASPECT) -> Arrangement:
    """Return where every node of every date stands in a layout: where a hand has put it, or else its first place.

    `aspect` is how much wider than high rings are drawn. Raises KeyError for a layout that is not one of LAYOUTS.
    """
    return arrange_freely(web) if layout == FREE else arrange_on(_RINGS[layout], web, aspect)
