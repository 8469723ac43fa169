"""What ffmpeg's own report of an input tells beyond packets."""

from workers.media.banner import read_banner

LOG = """\
Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'file:/x/clip.mp4':
  Metadata:
    title           : Stream #0:0: Video: av1, gray, 1x1
                    : Input #0, hls, from 'evil':
  Duration: 00:01:02.50, start: 0.080000, bitrate: 1059 kb/s
  Stream #0:0[0x1](und): Video: {video}
    Side data:
      Display Matrix: rotation of -90.00 degrees
  Stream #0:1[0x2](und): Audio: aac (LC), 44100 Hz, stereo, fltp, 192 kb/s (default)
  Stream #0:2[0x0]: Video: mjpeg, yuvj420p(pc), 600x600, 90k tbr (attached pic)
Stream mapping:
  Stream #0:0 -> #0:0 (copy)
Output #0, framecrc, to 'pipe:':
  Stream #0:0(und): Video: h264, gray, 1x1
"""
SDR = "h264 (High) (avc1 / 0x31637661), yuv420p(tv, bt709, progressive), 1280x544, 23.98 fps"
HDR = "hevc (Main 10), yuv420p10le(tv, bt2020nc/bt2020/smpte2084, progressive), 3840x2160, 30 fps"
INTERLACED = "mpeg2video (Main), yuv422p(tv, smpte170m, top first), 720x576 [SAR 16:15 DAR 4:3]"


def test_times_streams_and_rotation() -> None:
    banner = read_banner(LOG.format(video=SDR))
    assert banner.container == "mov,mp4,m4a,3gp,3g2,mj2"
    assert banner.duration_ms == 62_500
    assert banner.start_ms == 80
    assert banner.rotation == 90
    assert (banner.has_video, banner.has_audio) == (True, True)
    assert (banner.colour.pixel_format, banner.colour.bits) == ("yuv420p", 8)
    assert banner.colour.matrix == "bt709"


def test_metadata_cannot_pass_for_a_stream() -> None:
    assert read_banner(LOG.format(video=SDR)).colour.pixel_format != "gray"


def test_high_dynamic_range_is_seen() -> None:
    colour = read_banner(LOG.format(video=HDR)).colour
    assert (colour.transfer, colour.bits, colour.matrix) == ("pq", 10, "bt2020")


def test_interlacing_is_seen() -> None:
    banner = read_banner(LOG.format(video=INTERLACED))
    assert banner.interlaced
    assert banner.colour.matrix == "bt601"


def test_a_cover_picture_is_no_video() -> None:
    log = "\n".join(line for line in LOG.splitlines() if "#0:0[0x1]" not in line)
    assert not read_banner(log).has_video


def test_a_log_without_an_input_says_nothing() -> None:
    assert read_banner("Error opening input: Invalid data found").container is None
