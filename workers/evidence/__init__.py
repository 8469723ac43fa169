"""Evidence a person can look at: frames cut from the media with the words boxed."""

from workers.evidence.boxing import boxed_still
from workers.evidence.stills import COVER, save_stills

__all__ = ["COVER", "boxed_still", "save_stills"]
