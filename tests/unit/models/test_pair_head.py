"""Panels are compared where both hold a face or both hold bare skin."""

import numpy as np
import pytest

from models.vision import FaceIn, PanelLook, worth_a_look

SKIN = np.full((100, 80, 3), (140, 172, 224), np.uint8)
CLOTH = np.full((100, 80, 3), (160, 60, 30), np.uint8)
FACE = FaceIn(height=0.3, width=0.4)


@pytest.mark.parametrize(
    ("first", "second", "worth"),
    [
        (PanelLook(SKIN), PanelLook(SKIN), True),
        (PanelLook(SKIN), PanelLook(CLOTH), False),
        (PanelLook(CLOTH, FACE), PanelLook(CLOTH, FACE), True),
        (PanelLook(CLOTH, FACE), PanelLook(CLOTH), False),
    ],
)
def test_panels_without_a_body_are_not_compared(first, second, worth):
    assert worth_a_look(first, second) == worth
