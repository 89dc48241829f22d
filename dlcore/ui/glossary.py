"""Every technical word of the laboratory in one or two plain sentences, from one file."""

import html
import json
import re
from functools import cache

from dlcore.contract.application import ROOT

FILE = ROOT / "assets" / "glossary.json"
# What must stay as it is: code, formulas, links, headings, tags with what a summary or link holds, addresses.
_UNTOUCHED = re.compile(
    r"```.*?```|~~~.*?~~~|``.+?``|`[^`\n]+`|\$\$.*?\$\$|\$[^$\n]+\$|!?\[[^\]]*\]\([^)]*\)|!?\[[^\]]*\]\[[^\]]*\]"
    r"|^ {0,3}#{1,6} [^\n]*$|<(a|abbr|code|dfn|pre|summary|script|style)\b.*?</\1>|<!--.*?-->|<[^>]*>|https?://\S+",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)


@cache
def terms() -> dict[str, str]:
    """All terms in lower case with their explanations."""
    loaded: dict[str, str] = json.loads(FILE.read_text(encoding="utf-8"))
    return loaded


def look_up(text: str) -> str:
    """The explanation of a term or label, upper or lower case, plural or singular; "" if there is none."""
    term = re.sub(r"\(.*?\)|[^\w\s'-]|_", " ", text)
    term = " ".join(term.split()).lower()
    return terms().get(term) or terms().get(term.removesuffix("s"), "")


def explained(text: str) -> str:
    """Markdown or HTML with the first mention of each term marked: it explains itself on hover and focus.

    Code, formulas, links, headings and tags stay as they are. The result holds tags of our own, so it goes to
    `st.markdown(…, unsafe_allow_html=True)`; `text` must be the laboratory's own words.
    """
    found: set[str] = set()
    pieces = []
    end = 0
    for keep in _UNTOUCHED.finditer(text):
        pieces += [_mark(text[end : keep.start()], found), keep.group()]
        end = keep.end()
    return "".join([*pieces, _mark(text[end:], found)])


def _mark(text: str, found: set[str]) -> str:
    def marked(match: re.Match[str]) -> str:
        term = match.group(1).lower()
        if term in found:
            return match.group()
        found.add(term)
        return f'<dfn data-term="{html.escape(term)}" tabindex="0">{match.group()}</dfn>'

    return _pattern().sub(marked, text)


@cache
def _pattern() -> re.Pattern[str]:
    """Any term as a whole word, the longest first, with an "s" or not."""
    longest_first = sorted(terms(), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, longest_first))})s?(?![\w-])", re.IGNORECASE)
