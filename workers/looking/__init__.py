"""Looking: what pictures show without words: products, people, pairs of panels, codes, logos."""

from workers.looking.before_after import labelled_pairs, told_by_label
from workers.looking.codes import Code, read_codes
from workers.looking.engine import LookerStatus, SceneLooker, looker_status, make_looker
from workers.looking.framed import boxes_on_ground, panels_within, twins
from workers.looking.logos import Logo, LogoMatcher
from workers.looking.panels import Panel, PanelPair, find_panels
from workers.looking.stage_labels import stage_of
from workers.looking.watch import Eyes, SceneWatch

__all__ = [
    "Code",
    "Eyes",
    "Logo",
    "LogoMatcher",
    "LookerStatus",
    "Panel",
    "PanelPair",
    "SceneLooker",
    "SceneWatch",
    "boxes_on_ground",
    "find_panels",
    "labelled_pairs",
    "looker_status",
    "make_looker",
    "panels_within",
    "read_codes",
    "stage_of",
    "told_by_label",
    "twins",
]
