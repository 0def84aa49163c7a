"""The named colours of the app: light, dark, and what is left of them when the system asks for high contrast."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from PySide6.QtGui import QColor, QPalette

Shape = Literal["rounded_square", "circle", "hexagon", "pill", "rectangle"]


class Layer(NamedTuple):
    """One of the five layers, told by its shape as well as its hue. `text` reads at 4.5:1 on `tint` and on paper."""

    shape: Shape
    line: QColor
    tint: QColor
    text: QColor


class Tokens(NamedTuple):
    """Every colour a page may use. `layers` is keyed by the layer's stored value ("personal" ... "statutory")."""

    dark: bool
    high_contrast: bool
    paper: QColor
    surface: QColor
    ink: QColor
    secondary: QColor
    hairline: QColor
    accent: QColor
    on_accent: QColor
    accent_tint: QColor
    selected: QColor
    thread: QColor
    harm: QColor
    layers: Mapping[str, Layer]


def _layers(rows: dict[str, tuple[Shape, str, str, str]]) -> Mapping[str, Layer]:
    return MappingProxyType(
        {
            name: Layer(shape, QColor(line), QColor(tint), QColor(text))
            for name, (shape, line, tint, text) in rows.items()
        }
    )


LIGHT = Tokens(
    dark=False,
    high_contrast=False,
    paper=QColor("#FBFAF7"),
    surface=QColor("#FFFFFF"),
    ink=QColor("#1F2328"),
    secondary=QColor("#57606A"),
    hairline=QColor("#E4E0D8"),
    accent=QColor("#0F6B6B"),
    on_accent=QColor("#FFFFFF"),
    accent_tint=QColor("#CFE5E3"),
    selected=QColor("#EFEBE2"),
    thread=QColor("#777E86"),
    harm=QColor("#A32A1F"),
    layers=_layers(
        {
            "personal": ("rounded_square", "#B7791F", "#F7E7C6", "#8A5A12"),
            "network": ("circle", "#0F6B6B", "#CFE5E3", "#0F6B6B"),
            "community": ("hexagon", "#3F7D3A", "#D5E8D0", "#2F6A2B"),
            "targeted": ("pill", "#6B4FA0", "#E6DFF2", "#6B4FA0"),
            "statutory": ("rectangle", "#4A5568", "#D9DEE5", "#4A5568"),
        }
    ),
)

DARK = Tokens(
    dark=True,
    high_contrast=False,
    paper=QColor("#16181A"),
    surface=QColor("#1E2124"),
    ink=QColor("#ECEAE4"),
    secondary=QColor("#A7ADB3"),
    hairline=QColor("#33373B"),
    accent=QColor("#5CC2BC"),
    on_accent=QColor("#16181A"),
    accent_tint=QColor("#1D3F3E"),
    selected=QColor("#2A2E31"),
    thread=QColor("#8A8F94"),
    harm=QColor("#F2938A"),
    layers=_layers(
        {
            "personal": ("rounded_square", "#E0A94A", "#4A3A1C", "#E0A94A"),
            "network": ("circle", "#5CC2BC", "#1D3F3E", "#5CC2BC"),
            "community": ("hexagon", "#8CC585", "#24401F", "#8CC585"),
            "targeted": ("pill", "#B8A1E6", "#33284C", "#B8A1E6"),
            "statutory": ("rectangle", "#A9B6C6", "#323A46", "#A9B6C6"),
        }
    ),
)


def high_contrast(system: QPalette) -> Tokens:
    """Return tokens made of the system's own contrast palette: no tints, shapes kept, every line in full ink."""
    paper, ink = system.color(QPalette.ColorRole.Window), system.color(QPalette.ColorRole.WindowText)
    accent, on_accent = system.color(QPalette.ColorRole.Highlight), system.color(QPalette.ColorRole.HighlightedText)
    plain = {name: Layer(layer.shape, ink, paper, ink) for name, layer in LIGHT.layers.items()}
    return Tokens(
        dark=paper.lightness() < ink.lightness(),
        high_contrast=True,
        paper=paper,
        surface=system.color(QPalette.ColorRole.Base),
        ink=ink,
        secondary=ink,
        hairline=ink,
        accent=accent,
        on_accent=on_accent,
        accent_tint=paper,
        selected=paper,
        thread=ink,
        harm=ink,
        layers=MappingProxyType(plain),
    )


def palette(colours: Tokens) -> QPalette:
    """Return the Qt palette for these tokens, disabled text included."""
    role = QPalette.ColorRole
    made = QPalette(colours.paper)
    pairs = {
        role.Window: colours.paper,
        role.WindowText: colours.ink,
        role.Base: colours.surface,
        role.AlternateBase: colours.paper,
        role.Text: colours.ink,
        role.PlaceholderText: colours.secondary,
        role.Button: colours.surface,
        role.ButtonText: colours.ink,
        role.BrightText: colours.on_accent,
        role.ToolTipBase: colours.surface,
        role.ToolTipText: colours.ink,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent,
        role.Accent: colours.accent,
        role.Link: colours.accent,
        role.LinkVisited: colours.accent,
        role.Light: colours.surface,
        role.Midlight: colours.hairline,
        role.Mid: colours.hairline,
        role.Dark: colours.secondary,
        role.Shadow: colours.hairline,
    }
    for each, colour in pairs.items():
        made.setColor(each, colour)
    for each in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, each, colours.secondary)
    return made
