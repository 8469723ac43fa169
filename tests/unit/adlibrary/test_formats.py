"""Each export format is known by its content and read into rows with every field in place."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from workers.adlibrary import read_export
from workers.adlibrary.row import AdRow, Range


def _file(folder: Path, content: Any, name: str = "export.bin") -> Path:
    """Written under a name that says nothing."""
    path = folder / name
    path.write_text(
        content if isinstance(content, str) else json.dumps(content, ensure_ascii=False), "utf-8"
    )
    return path


def _rows(folder: Path, content: Any) -> tuple[AdRow, ...]:
    export = read_export(_file(folder, content))
    assert not export.faults
    return export.rows


def test_meta_api_json_of_today(tmp_path: Path) -> None:
    answer = {
        "data": [
            {
                "id": "1234567890123456",
                "ad_creative_bodies": ["Trà thảo mộc Mây Xanh", "Giảm giá cuối tuần"],
                "ad_creative_link_titles": ["Mua ngay"],
                "ad_creative_link_captions": ["mayxanh.example"],
                "ad_delivery_start_time": "2026-03-01",
                "ad_delivery_stop_time": "2026-03-09",
                "ad_snapshot_url": "https://www.facebook.com/ads/archive/render_ad/"
                "?id=1234567890123456&access_token=EAABsecret",
                "page_id": "5550001112223",
                "page_name": "Mây Xanh",
                "bylines": "Công ty Mây Xanh",
                "impressions": {"lower_bound": "1000", "upper_bound": "4999"},
                "spend": {"lower_bound": "100"},
                "currency": "VND",
                "publisher_platforms": ["facebook", "instagram"],
                "age_country_gender_reach_breakdown": [{"country": "FR"}, {"country": "DE"}],
            }
        ],
        "paging": {"cursors": {"after": "x"}, "next": "https://graph.example/?access_token=y"},
    }
    (row,) = _rows(tmp_path, answer)
    assert row.format == "meta_api"
    assert row.external_id == "1234567890123456"
    assert row.texts == (
        "Trà thảo mộc Mây Xanh",
        "Giảm giá cuối tuần",
        "Mua ngay",
        "mayxanh.example",
    )
    assert row.landing_urls == ("https://mayxanh.example",)
    assert row.advertiser == "Công ty Mây Xanh"
    assert (row.page, row.page_id) == ("Mây Xanh", "5550001112223")
    assert (row.first_shown, row.last_shown) == (date(2026, 3, 1), date(2026, 3, 9))
    assert row.reach == Range(1000, 4999)
    assert row.spend == Range(100, None)
    assert row.countries == ("FR", "DE")
    assert row.placements == ("facebook", "instagram")


def test_meta_csv_with_the_old_single_names(tmp_path: Path) -> None:
    (row,) = _rows(
        tmp_path,
        "ad_id,page_id,page_name,ad_creative_body,ad_creative_link_caption,"
        "ad_creative_link_title,ad_delivery_start_time,funding_entity,"
        "impressions_min,impressions_max,spend_min,spend_max,ad_url\n"
        "777000111222333,42,Page,Uống trà mỗi ngày,tra.example,Trà,"
        "2019-10-30T22:24:19+0000,Hãng Trà,0,999,0,99,"
        "https://www.facebook.com/ads/library/?id=777000111222333\n",
    )
    assert row.format == "meta_api"
    assert row.texts == ("Uống trà mỗi ngày", "Trà", "tra.example")
    assert row.advertiser == "Hãng Trà"
    assert row.first_shown == date(2019, 10, 30)
    assert (row.reach, row.spend) == (Range(0, 999), Range(0, 99))


def test_meta_companion_tables_hold_shares_not_ads(tmp_path: Path) -> None:
    regions = read_export(_file(tmp_path, "ad_id,region,percentage\n123456,Hà Nội,0.25\n"))
    ages = read_export(_file(tmp_path, "ad_id,age,gender,percentage\n123456,65+,female,12.5%\n"))
    assert regions.rows == ages.rows == ()
    assert regions.breakdowns[0].group == {"region": "Hà Nội"}
    assert regions.breakdowns[0].share == 0.25
    assert ages.breakdowns[0].group == {"age": "65+", "gender": "female"}
    assert ages.breakdowns[0].share == 0.125


def _web_item() -> dict[str, Any]:
    return {
        "ad_archive_id": "900100200300400",
        "collation_id": "31",
        "is_active": True,
        "start_date": 1754982000,
        "end_date": None,
        "publisher_platform": ["FACEBOOK"],
        "snapshot": {
            "page_id": "77",
            "page_name": "Vườn Thuốc",
            "display_format": "VIDEO",
            "body": {"text": "Cao lá mới về"},
            "title": "Đặt hàng",
            "link_url": "https://l.facebook.com/l.php?u=https%3A%2F%2Fshop.example%2Fa%3Ffbclid%3D1",
            "cards": [],
            "images": [],
            "videos": [
                {
                    "video_hd_url": "https://cdn.example/v.mp4?oh=1&oe=2&_nc_ht=3",
                    "video_sd_url": "https://cdn.example/sd.mp4",
                }
            ],
            "extra_texts": [{"text": "Liên hệ trang"}],
        },
    }


def test_meta_web_item_nested_as_the_site_answers(tmp_path: Path) -> None:
    edges = [{"node": {"collated_results": [_web_item()]}}]
    answer = {"data": {"ad_library_main": {"search_results_connection": {"edges": edges}}}}
    (row,) = _rows(tmp_path, answer)
    assert row.format == "meta_web"
    assert row.external_id == "900100200300400"
    assert row.texts == ("Cao lá mới về", "Đặt hàng", "Liên hệ trang")
    assert row.landing_urls == ("https://shop.example/a",)
    assert row.first_shown == date(2025, 8, 12)
    assert row.last_shown is None
    assert row.active is True
    assert [(ref.kind, ref.url) for ref in row.media] == [("video", "https://cdn.example/v.mp4")]
    assert row.group_id == "31"


def test_meta_web_item_in_camel_case_with_body_as_text(tmp_path: Path) -> None:
    (row,) = _rows(
        tmp_path,
        [
            {
                "adArchiveID": "900100200300401",
                "pageName": "Vườn Thuốc",
                "bodyText": "Cao lá mới về",
                "videoUrls": ["https://cdn.example/v.mp4"],
                "isActive": False,
            }
        ],
    )
    assert row.external_id == "900100200300401"
    assert (row.page, row.texts) == ("Vườn Thuốc", ("Cao lá mới về",))
    assert row.media[0].kind == "video"
    assert row.active is False


def test_meta_web_items_flattened_to_a_table(tmp_path: Path) -> None:
    (row,) = _rows(
        tmp_path,
        "ad_archive_id,is_active,snapshot/body/text,snapshot/cards/0/body,snapshot/cards/1/body\n"
        "900100200300402,true,Chính,Một,Hai\n",
    )
    assert row.texts == ("Chính", "Một", "Hai")


def test_page_search_table_gives_pages_without_ids(tmp_path: Path) -> None:
    (row,) = _rows(
        tmp_path,
        "Name,Type,Description,Website,Facebook,Instagram,Audience Network,Messenger,Date\n"
        "Vườn Thuốc,Shop,-,http://vuon.example/,true,false,true,false,06-2023\n",
    )
    assert row.format == "meta_page_search"
    assert (row.page, row.texts, row.external_id) == ("Vườn Thuốc", (), None)
    assert row.landing_urls == ("http://vuon.example/",)
    assert row.placements == ("facebook", "audience_network")


@pytest.mark.parametrize(
    ("owner", "payer", "reach"),
    [
        ("business_id", "paid_for_by", "unique_users_seen"),
        ("buisness_id", "paid_by", "unique_user_seen"),
    ],
    ids=["as it should be spelt", "as the documentation misspells"],
)
def test_tiktok_api_query(tmp_path: Path, owner: str, payer: str, reach: str) -> None:
    ad = {
        "id": 1923845247192304,
        "first_shown_date": 20260105,
        "last_shown_date": 20260109,
        "status": "active",
        "title": "Kem mới",
        "external_url": "https://kem.example/?ttclid=abc",
        "videos": [{"url": "https://cdn.example/v/?mime_type=video_mp4&x-signature=s"}],
        "image_urls": ["https://cdn.example/1.jpeg?x-expires=1&x-signature=s"],
        "reach": {reach: "11K", f"{reach}_by_country": {"FR": "11K"}},
    }
    advertiser = {owner: 3847236290405, "business_name": "Kem Co", payer: "Kem Holding"}
    answer = {
        "data": {"ads": [{"ad": ad, "advertiser": advertiser}], "has_more": "true"},
        "error": {"code": "ok"},
    }
    (row,) = _rows(tmp_path, answer)
    assert row.format == "tiktok_api"
    assert row.external_id == "1923845247192304"
    assert (row.advertiser, row.advertiser_id) == ("Kem Holding", "3847236290405")
    assert row.reach == Range(11000, 11000)
    assert (row.first_shown, row.last_shown) == (date(2026, 1, 5), date(2026, 1, 9))
    assert [ref.url for ref in row.media] == [
        "https://cdn.example/v/?mime_type=video_mp4",
        "https://cdn.example/1.jpeg",
    ]
    assert row.landing_urls == ("https://kem.example/",)
    assert row.countries == ("FR",)


def test_tiktok_api_detail_has_one_ad_under_data(tmp_path: Path) -> None:
    answer = {
        "data": {
            "ad": {"id": 19238452, "status": "inactive", "videos": []},
            "ad_group": {"target": {"country": ["IT"]}},
            "advertiser": {"business_id": 17, "business_name": "Kem Co"},
        },
        "error": {"code": "ok"},
    }
    (row,) = _rows(tmp_path, answer)
    assert (row.format, row.external_id, row.active) == ("tiktok_api", "19238452", False)


def test_tiktok_scraper_record(tmp_path: Path) -> None:
    (row,) = _rows(
        tmp_path,
        [
            {
                "adId": "1750117232800785",
                "adTitle": "Kem mới",
                "adVideoUrl": "https://v16m.tiktokcdn.com/"
                "00a1cd3546e573b863a3af54e0ae8a7d/652af7e6/video/tos/abc/",
                "adVideoCover": "https://p19.example/c.webp",
                "adStartDate": 1668988800000,
                "adEndDate": 1672185600000,
                "advertiserId": "6916504448172819201",
                "advertiserName": "Kem Co",
                "advertiserPaidForBy": "Kem Holding",
                "adImpressions": "10K-100K",
                "targetingByLocation": [{"region": "GB", "impressions": "21K"}],
            }
        ],
    )
    assert row.format == "tiktok_scraper"
    assert (row.first_shown, row.last_shown) == (date(2022, 11, 21), date(2022, 12, 28))
    assert row.reach == Range(10_000, 100_000)
    assert row.advertiser_id == "6916504448172819201"
    assert [ref.url for ref in row.media] == ["https://v16m.tiktokcdn.com/video/tos/abc/"]
    assert row.countries == ("GB",)


_REGIONS = [
    {
        "region_code": "VN",
        "first_shown": "2026-01-02",
        "last_shown": "2026-02-03",
        "times_shown_lower_bound": 1000,
        "times_shown_upper_bound": 2000,
    },
    {
        "region_code": "TH",
        "first_shown": "2025-12-30",
        "last_shown": "2026-01-03",
        "times_shown_lower_bound": 0,
        "times_shown_upper_bound": 1000,
    },
]


def _check_google(row: AdRow) -> None:
    assert row.format == "google_transparency"
    assert (row.external_id, row.advertiser_id) == ("CR09", "AR01")
    assert (row.first_shown, row.last_shown) == (date(2025, 12, 30), date(2026, 2, 3))
    assert row.reach == Range(1000, 3000)
    assert row.countries == ("VN", "TH")
    assert row.library_url == "https://adstransparency.google.com/advertiser/AR01/creative/CR09"
    assert row.texts == ()
    assert row.media == ()


_GOOGLE = {
    "advertiser_id": "AR01",
    "creative_id": "CR09",
    "creative_page_url": "https://adstransparency.google.com/advertiser/AR01/creative/CR09",
    "ad_format_type": "VIDEO",
    "advertiser_disclosed_name": "Kem Co",
}


def test_google_json_lines(tmp_path: Path) -> None:
    line = json.dumps({**_GOOGLE, "region_stats": _REGIONS})
    rows = _rows(tmp_path, f"{line}\n{line}\n")
    assert len(rows) == 2
    _check_google(rows[1])


def test_google_table_keeps_region_stats_in_a_string(tmp_path: Path) -> None:
    stats = json.dumps(_REGIONS).replace('"', '""')
    header = ",".join([*_GOOGLE, "region_stats"])
    cells = ",".join([*_GOOGLE.values(), f'"{stats}"'])
    (row,) = _rows(tmp_path, f"{header}\n{cells}\n")
    _check_google(row)


def test_ytdlp_description_and_title_are_the_caption(tmp_path: Path) -> None:
    (row,) = _rows(
        tmp_path,
        {
            "id": "7350001",
            "title": "Bí quyết của bà...",
            "description": "Bí quyết của bà ngoại tôi",
            "uploader": "vuonthuoc",
            "uploader_id": "@vuonthuoc",
            "channel": "Vườn Thuốc",
            "timestamp": 1767225600,
            "upload_date": "20260101",
            "view_count": 1234,
            "webpage_url": "https://www.tiktok.com/@vuonthuoc/video/7350001",
            "extractor": "TikTok",
            "extractor_key": "TikTok",
            "ext": "mp4",
            "formats": [{"url": "https://x.example/?sig=1", "http_headers": {"Cookie": "a=b"}}],
            "http_headers": {"User-Agent": "x"},
            "cookies": "sessionid=secret",
            "_type": "video",
        },
    )
    assert (row.format, row.platform) == ("ytdlp", "tiktok")
    assert row.texts == ("Bí quyết của bà ngoại tôi",)
    assert row.first_shown == date(2026, 1, 1)
    assert row.reach == Range(1234, 1234)
    assert "cookies" not in row.extras
    assert "http_headers" not in row.extras
    assert "formats" not in row.extras


def test_ytdlp_playlist_gives_its_entries(tmp_path: Path) -> None:
    entry = {"id": "a1", "extractor_key": "Youtube", "webpage_url": "https://y.example/a1"}
    playlist = {"_type": "playlist", "id": "pl", "extractor_key": "YoutubeTab", "url": "x"}
    rows = _rows(tmp_path, {**playlist, "entries": [entry, None, {**entry, "id": "a2"}]})
    assert [row.external_id for row in rows] == ["a1", "a2"]


def test_manifest_names_files_and_texts(tmp_path: Path) -> None:
    rows = _rows(
        tmp_path,
        "id;path;caption;platform;landing_url;date\n"
        "A1;clip.mp4|still.jpg;Trà ngon;zalo;https://tra.example/x;5/3/2026\n"
        "A2;;Chỉ có chữ;;;2026-03-05\n"
        "A3;https://cdn.example/a.mp4;;;;\n",
    )
    assert [row.format for row in rows] == ["manifest"] * 3
    assert [ref.path for ref in rows[0].media] == ["clip.mp4", "still.jpg"]
    assert (rows[0].platform, rows[0].landing_urls) == ("zalo", ("https://tra.example/x",))
    assert rows[1].texts == ("Chỉ có chữ",)
    assert [str(row.first_shown) for row in rows] == ["2026-03-05", "2026-03-05", "None"]
    assert rows[2].media[0].url == "https://cdn.example/a.mp4"


@pytest.mark.parametrize("name", ["meta.csv", "tiktok.json", "x"])
def test_the_file_name_decides_nothing(tmp_path: Path, name: str) -> None:
    path = _file(tmp_path, [{**_GOOGLE, "region_stats": []}], name)
    assert read_export(path).formats == {"google_transparency": 1}
