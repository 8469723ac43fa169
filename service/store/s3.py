"""The file store in an S3 bucket, Amazon's or any server that speaks its protocol."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from service.store.files import FileStoreError


class S3Files:
    """Objects below one prefix of one bucket. Credentials come from the environment (boto3)."""

    def __init__(
        self,
        bucket: str,
        prefix: str = "",
        endpoint_url: str | None = None,
        region: str = "us-east-1",
    ) -> None:
        self.bucket = bucket
        self.prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._client: Any = boto3.client(
            "s3",
            endpoint_url=endpoint_url,
            region_name=region,
            config=Config(retries={"max_attempts": 4, "mode": "standard"}, connect_timeout=5),
        )

    def put(self, key: str, source: Path) -> None:
        with self._explained(f"keep {key}"):
            self._client.upload_file(str(source), self.bucket, self.prefix + key)

    def open(self, key: str) -> BinaryIO:
        spool = tempfile.TemporaryFile()  # noqa: SIM115 - handed to the caller
        try:
            with self._explained(f"read {key}"):
                self._client.download_fileobj(self.bucket, self.prefix + key, spool)
        except BaseException:
            spool.close()
            raise
        spool.seek(0)
        return spool

    def fetch(self, key: str, target: Path) -> None:
        with self._explained(f"read {key}"):
            self._client.download_file(self.bucket, self.prefix + key, str(target))

    def size(self, key: str) -> int | None:
        try:
            found = self._client.head_object(Bucket=self.bucket, Key=self.prefix + key)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                return None
            raise FileStoreError(f"Cannot look for {key}: {error}.") from error
        except BotoCoreError as error:
            raise FileStoreError(f"Cannot look for {key}: {error}.") from error
        return int(found["ContentLength"])

    def delete(self, key: str) -> None:
        with self._explained(f"delete {key}"):
            self._client.delete_object(Bucket=self.bucket, Key=self.prefix + key)

    def delete_unfinished(self, before: datetime) -> int:
        removed = 0
        with self._explained("tidy the bucket"):
            pages = self._client.get_paginator("list_multipart_uploads")
            for page in pages.paginate(Bucket=self.bucket, Prefix=self.prefix):
                for upload in page.get("Uploads", ()):
                    if upload["Initiated"] < before:
                        self._client.abort_multipart_upload(
                            Bucket=self.bucket, Key=upload["Key"], UploadId=upload["UploadId"]
                        )
                        removed += 1
        return removed

    def ping(self) -> None:
        with self._explained("reach the bucket"):
            self._client.head_bucket(Bucket=self.bucket)

    @contextmanager
    def _explained(self, intent: str) -> Iterator[None]:
        try:
            yield
        except (BotoCoreError, ClientError, boto3.exceptions.Boto3Error) as error:
            raise FileStoreError(f"Cannot {intent}: {error}.") from error
