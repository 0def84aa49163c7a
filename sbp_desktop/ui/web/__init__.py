"""The support web on the screen: its picture, the tools that draw it, and the panel beside it."""
