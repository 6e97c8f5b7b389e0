"""What a reader sees of an answer: in a terminal, and of a page in a browser."""

import io
import re
from html import unescape

from rich.console import Console

from hedgerow.report.terminal import show


def terminal(result, width=100):
    """The page as text."""
    console = Console(file=io.StringIO(), width=width, highlight=False)
    show(result, console)
    return console.file.getvalue()


def words_of(page):
    """The words of an HTML page, in plain spaces."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())
