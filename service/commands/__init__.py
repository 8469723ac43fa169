"""The commands of `adscan`, one module each; `service.cli` assembles them."""
