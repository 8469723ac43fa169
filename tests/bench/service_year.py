"""A year of ads at the largest regulator: machines, storage and cost from measured figures."""

from dataclasses import asdict, dataclass

SECONDS_A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Measured:
    """What one ad costs, as the pipeline part of the bench measures it. CPU is of one core."""

    cpu_s_per_picture: float
    cpu_s_per_video_second: float
    report_kb: float
    stills_kb: float


@dataclass(frozen=True, slots=True)
class Assumed:
    """What no bench here can measure; each is a guess that the reader may replace."""

    ads_a_year: int = 50_000_000
    videos: float = 0.4
    video_seconds: float = 25.0
    picture_mb: float = 0.3
    video_mb: float = 5.0
    media_kept_days: int = 90
    database_overhead: float = 2.0
    cores_a_machine: int = 16
    load_of_a_machine: float = 0.7
    peak_over_average: float = 3.0
    speed_of_a_core: float = 1.0
    usd_per_core_hour: float = 0.045
    usd_per_gb_month_media: float = 0.023
    usd_per_gb_month_database: float = 0.12


def year(measured: Measured, assumed: Assumed) -> dict[str, object]:
    """Machines are bought for the peak; cost is that of all of them all year."""
    a = assumed
    cpu_s = (
        (1 - a.videos) * measured.cpu_s_per_picture
        + a.videos * a.video_seconds * measured.cpu_s_per_video_second
    ) / a.speed_of_a_core
    ads_per_second = a.ads_a_year / SECONDS_A_YEAR
    cores = ads_per_second * cpu_s
    machines = -(-cores * a.peak_over_average // (a.cores_a_machine * a.load_of_a_machine))
    media_mb = (1 - a.videos) * a.picture_mb + a.videos * a.video_mb
    media_tb = a.ads_a_year * a.media_kept_days / 365 * media_mb / 1e6
    stills_tb = a.ads_a_year * measured.stills_kb / 1e9
    database_tb = a.ads_a_year * measured.report_kb * a.database_overhead / 1e9
    compute = machines * a.cores_a_machine * a.usd_per_core_hour * 8760
    storage = 12_000 * (
        (media_tb + stills_tb) * a.usd_per_gb_month_media
        + database_tb * a.usd_per_gb_month_database
    )
    return {
        "measured": asdict(measured),
        "assumed": asdict(assumed),
        "ads_per_second": round(ads_per_second, 2),
        "cpu_s_per_ad": round(cpu_s, 2),
        "cores_busy_on_average": round(cores, 1),
        "machines": int(machines),
        "media_tb": round(media_tb, 1),
        "stills_tb_a_year": round(stills_tb, 1),
        "database_tb_a_year": round(database_tb, 2),
        "usd_compute_a_year": round(compute),
        "usd_storage_a_year": round(storage),
        "usd_per_1000_ads": round((compute + storage) / a.ads_a_year * 1000, 2),
    }
