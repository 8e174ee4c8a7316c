"""Fuse: claims of independent origins become events with grades."""
