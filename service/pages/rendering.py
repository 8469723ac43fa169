"""Jinja set up for hostile text: everything escaped, nothing loaded, no inline handlers."""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from service.pages.clock import clock
from service.pages.words import Phrase, phrase, seen_words

TEMPLATES = Path(__file__).resolve().parent / "templates"


@cache
def environment() -> Environment:
    """The one Jinja environment of the pages."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["t"] = lambda key, **values: both(phrase(key, **values))
    made.globals["plain"] = lambda key, **values: _plain(phrase(key, **values))
    made.filters["both"] = both
    made.filters["seen_words"] = seen_words
    made.filters["plain"] = _plain
    made.filters["clock"] = clock
    made.filters["percent"] = lambda share: f"{100 * share:.0f}"
    return made


def render(template: str, **values: Any) -> str:
    """The page, with its style and script inlined and allowed by hash only."""
    style = (TEMPLATES / "page.css").read_text("utf-8").strip()
    script = (TEMPLATES / "language.js").read_text("utf-8").strip()
    policy = (
        "default-src 'none'; img-src data:; "
        f"style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    page = environment().get_template(template)
    return page.render(style=style, script=script, policy=policy, **values)


def both(words: Phrase) -> Markup:
    """Both languages, of which the page shows one."""
    return Markup(
        '<span class="vi" lang="vi">{}</span><span class="en" lang="en">{}</span>'
    ).format(escape(words.vi), escape(words.en))


def _plain(words: Phrase) -> str:
    """Both languages in one string, for attributes."""
    return words.vi if words.vi == words.en else f"{words.vi} / {words.en}"


def _digest(source: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode("ascii")
