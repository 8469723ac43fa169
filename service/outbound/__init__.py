"""Requests that the service makes to addresses other people chose."""

from service.outbound.addresses import AddressForbidden, Reach
from service.outbound.client import Answer, FetchFailed, Outbound, UrlRefused, checked_url

__all__ = [
    "AddressForbidden",
    "Answer",
    "FetchFailed",
    "Outbound",
    "Reach",
    "UrlRefused",
    "checked_url",
]
