"""What the laptop's tests of keeping in step share."""

from tests.sync.client.laptops import council, laptop

__all__ = ["council", "laptop"]
