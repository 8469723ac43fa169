"""One entry of a list, and the form in which its value is compared."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import urlsplit

import phonenumbers

Colour = Literal["white", "black"]
Kind = Literal["advertiser", "page", "domain", "phone", "product", "creative"]
COLOURS: tuple[Colour, ...] = ("white", "black")
KINDS: tuple[Kind, ...] = ("advertiser", "page", "domain", "phone", "product", "creative")
_REGION = "VN"
_SHA256 = re.compile(r"[0-9a-f]{64}")


class UnusableValue(ValueError):
    """The value cannot be one of its kind; the message says why."""


@dataclass(frozen=True, slots=True)
class ListEntry:
    """`value` as the source wrote it, `source` where it comes from, `dated` when it was published.

    The value of a creative is the SHA-256 of its file.
    """

    colour: Colour
    kind: Kind
    value: str
    source: str
    dated: date | None = None
    note: str = ""

    @property
    def key(self) -> str:
        """The value as it is compared; raises UnusableValue."""
        return comparable(self.kind, self.value)


def comparable(kind: Kind, value: str) -> str:
    """`value` in the one form that all its spellings share. Raises UnusableValue."""
    text = unicodedata.normalize("NFKC", value).strip()
    if not text:
        raise UnusableValue("it is empty")
    if kind == "domain":
        return _domain(text)
    if kind == "phone":
        return _phone(text)
    if kind == "creative":
        if not _SHA256.fullmatch(text.lower()):
            raise UnusableValue("a creative is named by the SHA-256 of its file")
        return text.lower()
    words = as_words(text)
    if not words:
        raise UnusableValue("it has neither letters nor digits")
    return words


def as_words(text: str) -> str:
    """Its words in small letters, one space apart, composed in one way."""
    composed = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[^\w]+", " ", composed).strip()


def _domain(text: str) -> str:
    try:
        host = urlsplit(text if "://" in text else f"//{text}").hostname or ""
        ascii_host = host.rstrip(".").encode("idna").decode("ascii").lower()
    except (ValueError, UnicodeError) as error:
        raise UnusableValue("it is no domain") from error
    if "." not in ascii_host:
        raise UnusableValue("it is no domain")
    return ascii_host.removeprefix("www.")


def _phone(text: str) -> str:
    """E.164 where the number is one; hotlines that are none (`1900 1234`) by their digits."""
    digits = re.sub(r"\D", "", text)
    if not 4 <= len(digits) <= 15:
        raise UnusableValue("it is no phone number")
    try:
        number = phonenumbers.parse(text, _REGION)
    except phonenumbers.NumberParseException:
        return digits
    if not phonenumbers.is_possible_number(number) or digits.startswith(("1800", "1900")):
        return digits
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
