"""Offline training of the models that adscan ships; nothing here runs during a scan."""
