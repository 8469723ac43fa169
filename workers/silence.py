"""Whether a sound track holds anything to hear at all."""

import numpy as np

from workers.media import MediaSource

SILENT_PEAK = 10 ** (-60 / 20)
"""-60 dB below full scale: quieter than the noise floor of speech recorded in a quiet room."""


def is_silent(source: MediaSource) -> bool:
    """True if the whole track was decoded and no sample of it is louder than `SILENT_PEAK`."""
    with source.audio() as blocks:
        for block in blocks:
            if block.samples.size and float(np.abs(block.samples).max()) > SILENT_PEAK:
                return False
    return not blocks.outcome.gaps
