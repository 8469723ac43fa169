"""What is seen in frame after frame becomes one sighting with a start and an end."""

from workers.looking.timeline import Glimpse, Timeline

BOX = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
CORNER = [(0.0, 0.0), (0.5, 0.0), (0.5, 0.5), (0.0, 0.5)]


def test_neighbouring_glimpses_join_and_keep_the_clearest_box():
    timeline = Timeline("m1")
    timeline.add(Glimpse("face", 0.7, BOX, 1000, 2000))
    timeline.add(Glimpse("face", 0.9, CORNER, 2000, 3000))
    (seen,) = timeline.sightings()
    assert (seen.start_ms, seen.end_ms, seen.confidence, seen.polygon) == (1000, 3000, 0.9, CORNER)


def test_a_long_break_makes_two_sightings():
    timeline = Timeline("m1")
    timeline.add(Glimpse("face", 0.7, BOX, 0, 1000))
    timeline.add(Glimpse("face", 0.7, BOX, 9000, 9500))
    assert [(seen.start_ms, seen.end_ms) for seen in timeline.sightings()] == [
        (0, 1000),
        (9000, 9500),
    ]


def test_labels_do_not_join_each_other():
    timeline = Timeline("m1")
    timeline.add(Glimpse("face", 0.7, BOX, 0, 1000))
    timeline.add(Glimpse("white_coat", 0.8, BOX, 0, 1000))
    assert [seen.label for seen in timeline.sightings()] == ["face", "white_coat"]


def test_a_still_picture_has_no_times():
    timeline = Timeline("m1")
    timeline.add(Glimpse("face", 0.7, BOX, 0, 0))
    (seen,) = timeline.sightings()
    assert (seen.start_ms, seen.end_ms) == (None, None)
