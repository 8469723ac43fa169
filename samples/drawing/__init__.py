"""Procedural drawing of advertisement pictures: canvas, type, packs, people, motion."""
