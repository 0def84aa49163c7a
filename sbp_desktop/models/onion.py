"""The onion: five rings from one's own to long-term help, and the ring says where in life a thing belongs."""

from dataclasses import dataclass
from typing import ClassVar

from sbp_desktop.models.arrangement import Fields, Standing
from sbp_desktop.models.rings import Rings
from sbp_desktop.models.snapshots import NodeSnapshot
from sbp_desktop.models.vocabulary import Domain, Paid, Tier

LAYERS = tuple(domain.value for domain in Domain)
"""The layers from the inside out (practice.md F.1)."""


def layer_index(domain: str) -> int:
    """Return 0 for the innermost layer; a layer we do not know (from a newer council) is drawn as "around here"."""
    return LAYERS.index(domain) if domain in LAYERS else LAYERS.index(Domain.COMMUNITY)


@dataclass(frozen=True, slots=True)
class Onion(Rings):
    """The five layers as rings; what is theirs is said by `domain`, and by `tier` among one's own people."""

    name: ClassVar[str] = "onion"
    parts: ClassVar[tuple[str, ...]] = LAYERS
    thickness: ClassVar[tuple[float, ...]] = (76.0, 80.0, 72.0, 46.0, 46.0)

    def part_of(self, standing: Standing) -> str:
        """Return the layer."""
        return LAYERS[layer_index(standing.domain)]

    def says(self, part: str, node: NodeSnapshot | None = None) -> Fields:
        """Return the layer, and who among one's own people is close (practice.md I-04)."""
        if node is None:
            return {"domain": part}
        if part == self.part_of(node):
            return {}
        if part == Domain.NETWORK and not node.tier:
            return {"domain": part, "tier": Tier.EXTENDED.value if node.paid == Paid.PAID else Tier.CLOSE.value}
        return {"domain": part}
