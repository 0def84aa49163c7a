"""Somebody sees a thing of the record differently: where that is written, and where it stands beside the thing."""
