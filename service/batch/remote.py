"""A running adscan service as a batch's scanner: submit, wait, take the report.

Each ad is submitted under an idempotency key made from its content, so that a batch that is killed
and resumed finds the scans it had begun. The service itself answers for content it knows.
"""

import json
import mimetypes
import time
import uuid
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path
from typing import Any

import httpx
from pydantic import ValidationError

from service.batch.scanning import Progress, ScannerGone
from workers.errors import AdscanError
from workers.report import Ad, Finding, ScanReport

_NAMESPACE = uuid.UUID("b3a0a6f8-7d0b-4c5b-8f53-2f0f7c9d0b42")
_ENDED = ("succeeded", "partial", "failed", "cancelled")
_TRIES = 6
_AGAIN = (408, 409, 425, 429, 500, 502, 503, 504)
_LONGEST_PAUSE = 20.0


class ServiceUnavailable(ScannerGone):
    """The service did not answer, or answered something else."""

    default_remedy = "Check the address and that the service runs; then run the batch again."


class ServiceRefused(AdscanError):
    """The service answered that it will not scan this ad, or could not."""

    code = "service_refused"
    default_remedy = "See the detail; it is the service's own answer."


@dataclass(frozen=True, slots=True)
class RemoteFactory:
    """Makes scanners that use the service at `url`.

    `key` is the API key. `attempt` goes into the idempotency key: another one submits anew what the
    service could not scan before. `seconds` bounds the wait for one ad.
    """

    url: str
    key: str = field(repr=False)
    rules: str | None = None
    level: str = "standard"
    attempt: str = ""
    seconds: float = 6 * 3600.0
    judges_again: bool = False

    def __call__(self) -> "RemoteScanner":
        return RemoteScanner(self)

    def identity(self) -> Mapping[str, Any]:
        return {"service": self.url, "rules": self.rules, "level": self.level}


class RemoteScanner:
    """One connection to the service."""

    def __init__(
        self, service: RemoteFactory, transport: httpx.BaseTransport | None = None
    ) -> None:
        """`transport` replaces the network, for tests."""
        self._service = service
        self._client = httpx.Client(
            base_url=service.url,
            headers={"Authorization": f"Bearer {service.key}"},
            timeout=httpx.Timeout(60.0, connect=10.0),
            transport=transport,
        )

    def check(self) -> None:
        """Ask once whether the service is there and takes the key; raises AdscanError."""
        try:
            answer = self._client.get("/v1/scans", params={"limit": 1})
        except (httpx.TransportError, httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise ServiceUnavailable(f"{self._service.url}: {str(error).rstrip('.')}.") from error
        if not answer.is_success:
            raise ServiceRefused(
                f"{self._service.url}: {_problem(answer)}", "Check the address and the key."
            )

    def scan(
        self,
        media: tuple[Path, ...],
        ad: Ad,
        folder: Path,  # noqa: ARG002 (stills stay with the service)
        progress: Progress,
    ) -> ScanReport:
        """Submit and wait; the service's id of the scan is in the ad's metadata.

        Raises AdscanError.
        """
        scan = self._submitted(media, ad)
        deadline = time.monotonic() + self._service.seconds
        pause = 0.2
        while scan.get("status") not in _ENDED:
            if time.monotonic() > deadline:
                raise ServiceRefused("The service did not finish the scan in time.")
            time.sleep(pause)
            pause = min(5.0, pause * 1.5)
            scan = self._answer("GET", f"/v1/scans/{scan['id']}")
            progress(float(scan.get("progress") or 0.0))
        report = _report_in(scan)
        service = {"url": self._service.url, "scan_id": scan["id"]}
        known = ad.model_copy(update={"metadata": {**ad.metadata, "service": service}})
        findings = [_without_stills(finding) for finding in report.findings]
        return report.model_copy(update={"ad": known, "findings": findings})

    def judge_again(self, report: ScanReport) -> ScanReport:  # noqa: ARG002
        """The service judges only what is submitted; `RemoteFactory.judges_again` is false."""
        raise ServiceRefused("A service does not judge reports of others.")

    def _submitted(self, media: tuple[Path, ...], ad: Ad) -> dict[str, Any]:
        fields: dict[str, Any] = {**ad.model_dump(mode="json", exclude_none=True)}
        fields |= {"level": self._service.level, "priority": "batch"}
        if self._service.rules:
            fields["rule_set"] = self._service.rules
        headers = {"Idempotency-Key": self._idempotency(media, fields)}
        if not media:
            return self._answer("POST", "/v1/scans", headers=headers, json=fields)
        form = {**fields, "metadata": json.dumps(fields["metadata"])}
        with ExitStack() as opened:
            files = [
                (
                    "file",
                    (
                        path.name,
                        opened.enter_context(path.open("rb")),
                        mimetypes.guess_type(path.name)[0] or "application/octet-stream",
                    ),
                )
                for path in media
            ]
            return self._answer("POST", "/v1/scans", headers=headers, data=form, files=files)

    def _idempotency(self, media: tuple[Path, ...], fields: Mapping[str, Any]) -> str:
        digests = []
        for path in media:
            with path.open("rb") as file:
                digests.append(file_digest(file, "sha256").hexdigest())
        content = json.dumps([fields, digests, self._service.attempt], sort_keys=True)
        return str(uuid.uuid5(_NAMESPACE, content))

    def _answer(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        """The JSON answer; what may pass is asked again, later each time."""
        problem = ""
        for attempt in range(_TRIES):
            _rewind(request)
            try:
                answer = self._client.request(method, path, **request)
            except httpx.TransportError as error:
                problem = f"{type(error).__name__}: {error}"
            else:
                if answer.is_success:
                    return _object(answer)
                problem = _problem(answer)
                if answer.status_code not in _AGAIN:
                    raise ServiceRefused(problem)
                asked = answer.headers.get("Retry-After", "")
                if asked.isdigit():
                    time.sleep(min(_LONGEST_PAUSE, float(asked)))
            if attempt + 1 < _TRIES:
                time.sleep(min(_LONGEST_PAUSE, 0.5 * 2**attempt))
        raise ServiceUnavailable(f"{self._service.url}: {problem}.")


def _rewind(request: Mapping[str, Any]) -> None:
    for _, (_, file, _) in request.get("files", ()):
        file.seek(0)


def _object(answer: httpx.Response) -> dict[str, Any]:
    try:
        value = answer.json()
    except ValueError as error:
        raise ServiceUnavailable("The answer is not JSON; is this an adscan service?") from error
    if not isinstance(value, dict) or "id" not in value:
        raise ServiceUnavailable("The answer names no scan; is this an adscan service?")
    return value


def _problem(answer: httpx.Response) -> str:
    try:
        value = answer.json()
        return f"{answer.status_code} {value['code']}: {value['detail']} {value.get('remedy', '')}"
    except (ValueError, KeyError, TypeError):
        return f"HTTP status {answer.status_code}"


def _without_stills(finding: Finding) -> Finding:
    """Stills are files of the service; a path to none would mislead."""
    evidence = [entry.model_copy(update={"still": None}) for entry in finding.evidence]
    return finding.model_copy(update={"evidence": evidence})


def _report_in(scan: Mapping[str, Any]) -> ScanReport:
    if scan.get("report"):
        try:
            return ScanReport.model_validate(scan["report"])
        except ValidationError as error:
            raise ServiceUnavailable(
                f"The service's report is of another version: {error.errors()[0]['msg']}."
            ) from error
    fault = scan.get("error") or {}
    detail = fault.get("detail") or f"The scan ended as {scan.get('status')}."
    raise ServiceRefused(f"{fault.get('code', 'failed')}: {detail}", fault.get("remedy"))
