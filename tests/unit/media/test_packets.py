"""Times of packets: order, ends, rates, and what does not count."""

import pytest

from workers.media.packets import read_packets


def listing(*packets: str, time_base: str = "1/1000") -> list[str]:
    header = [
        f"#tb 0: {time_base}",
        "#media_type 0: video",
        "#codec_id 0: h264",
        "#dimensions 0: 640x480",
        "#sar 0: 4/3",
    ]
    return header + list(packets)


def evenly(step: int, count: int) -> list[str]:
    return [f"0, {n * step}, {n * step}, {step}, 100, 0x0" for n in range(count)]


def test_header_lines_describe_the_stream() -> None:
    track = read_packets(listing())[0]
    assert (track.codec, track.width, track.height) == ("h264", 640, 480)
    assert track.pixel_aspect == pytest.approx(4 / 3)


def test_end_is_that_of_the_last_packet_shown_not_the_last_in_the_file() -> None:
    track = read_packets(
        listing("0, -80, 0, 40, 9, 0x0", "0, -40, 120, 40, 9, 0x0, F=0x0", "0, 0, 40, 40, 9, 0x0")
    )[0]
    assert (track.first_ms, track.last_ms, track.end_ms) == (0, 120, 160)


def test_a_last_packet_without_duration_lasts_as_long_as_the_usual_one() -> None:
    track = read_packets(listing(*evenly(40, 5), "0, 200, 200, 0, 9, 0x0"))[0]
    assert track.end_ms == 240


def test_packets_cut_away_by_an_edit_list_do_not_count() -> None:
    track = read_packets(listing("0, -40, -40, 40, 9, 0x0, F=0x5", "0, 0, 0, 40, 9, 0x0"))[0]
    assert len(track) == 1
    assert track.first_ms == 0


def test_times_rounded_to_milliseconds_are_not_a_variable_rate() -> None:
    lines = [f"0, {round(n * 100 / 3)}, {round(n * 100 / 3)}, 33, 9, 0x0" for n in range(60)]
    assert not read_packets(listing(*lines))[0].variable_rate()


def test_dropped_frames_make_a_variable_rate() -> None:
    lines = [line for n, line in enumerate(evenly(40, 60)) if n % 4]
    assert read_packets(listing(*lines))[0].variable_rate()


def test_longest_time_without_a_key_frame_includes_the_tail() -> None:
    lines = evenly(40, 2) + [f"0, {n * 40}, {n * 40}, 40, 9, 0x0, F=0x0" for n in range(2, 26)]
    assert read_packets(listing(*lines))[0].key_frame_gap_ms() == 960


def test_packets_without_presentation_time_are_marked_as_guessed() -> None:
    track = read_packets(listing("0, 5, -9223372036854775808, 1, 9, 0x0"))[0]
    assert track.guessed == 1
    assert track.first_ms == 5


def test_garbage_between_the_lines_is_passed_over() -> None:
    tracks = read_packets([*listing(*evenly(40, 3)), "0, x, y", "", "#junk", "7, 1, 1, 1, 1, 0x0"])
    assert len(tracks[0]) == 3
