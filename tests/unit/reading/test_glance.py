"""A glance settles large lines and says where small ones may be."""

import numpy as np

from workers.media.frame import Region
from workers.reading.glance import LARGE, doubtful_boxes, is_large, lies_in


def line(left: float, top: float, width: float, height: float) -> np.ndarray:
    right, bottom = left + width, top + height
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


def holds(boxes: list[Region], left: int, top: int, right: int, bottom: int) -> bool:
    return any(
        box.left <= left and box.top <= top and box.right >= right and box.bottom >= bottom
        for box in boxes
    )


def test_a_line_is_large_by_its_shorter_side() -> None:
    assert is_large(line(0, 0, 200, LARGE + 1))
    assert is_large(line(0, 0, LARGE + 1, 200))
    assert not is_large(line(0, 0, 200, LARGE - 1))


def test_a_faint_hint_is_a_doubt_with_room_around_it() -> None:
    probability = np.zeros((200, 400), np.float32)
    probability[100:106, 150:250] = 0.2
    (box,) = doubtful_boxes(probability, [])
    assert holds([box], 145, 95, 255, 111)
    assert box.area < probability.size / 4


def test_words_of_one_line_are_one_doubt_and_far_lines_are_two() -> None:
    probability = np.zeros((200, 400), np.float32)
    probability[20:26, 50:90] = probability[20:26, 96:140] = 0.5
    probability[150:156, 50:140] = 0.5
    assert len(doubtful_boxes(probability, [])) == 2


def test_settled_lines_leave_no_doubt() -> None:
    probability = np.zeros((200, 400), np.float32)
    probability[50:70, 100:300] = 0.9
    assert doubtful_boxes(probability, [line(95, 45, 210, 30)]) == []


def test_boxes_stay_inside_the_map() -> None:
    probability = np.ones((40, 60), np.float32)
    (box,) = doubtful_boxes(probability, [])
    assert (box.left, box.top, box.right, box.bottom) == (0, 0, 60, 40)


def test_a_line_lies_in_another_by_its_middle() -> None:
    assert lies_in(line(10, 10, 20, 10), [line(0, 0, 100, 30)])
    assert not lies_in(line(200, 10, 20, 10), [line(0, 0, 100, 30)])
