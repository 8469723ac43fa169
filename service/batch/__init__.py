"""Batches: folders, archives and ad-library exports scanned to the end, whatever happens."""
