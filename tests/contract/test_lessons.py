"""Lessons, tasks and breakages."""

import re
from html.parser import HTMLParser

from dlcore.contract import Application, Evidence, RunSummary


class Details(HTMLParser):
    """Counts questions with hidden answers, and tags that are not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.answers = 0
        self.summaries = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        if tag in ("details", "summary"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("details", "summary"):
            assert self.open, f"</{tag}> without <{tag}>"
            assert self.open.pop() == tag
            self.answers += tag == "details"
            self.summaries += tag == "summary"


def test_the_lesson_is_whole(application: Application) -> None:
    lesson = application.lesson
    assert 350 <= len(re.findall(r"\w+", lesson)) <= 1300
    assert not re.search(r"^# ", lesson, re.MULTILINE), "headings begin with ##"
    assert len(re.findall(r"^## ", lesson, re.MULTILINE)) >= 3
    details = Details(lesson)
    assert not details.open
    assert details.answers == details.summaries >= 2
    assert not re.search(r"<(?!/?(details|summary|br|sub|sup|b|i|em|strong|code|p)\b)[a-zA-Z/]", lesson)


def test_tasks_want_evidence(application: Application) -> None:
    tasks = application.tasks
    assert len(tasks) >= 3
    assert len({task.name for task in tasks}) == len(tasks)
    begun = RunSummary(application.Config().model_dump(), "running", 0, {}, {}, {})
    for task in tasks:
        assert task.text.endswith((".", "?", "!")), task.name
        assert task.check(Evidence()) is False, task.name
        assert task.check(Evidence(runs=[begun])) is False, (
            f"{task.name} is given for a run that has just begun"
        )


def test_breakages_are_pairs_that_can_be_compared(application: Application) -> None:
    assert application.breakages
    assert len({breakage.name for breakage in application.breakages}) == len(application.breakages)
    for breakage in application.breakages:
        healthy = application.Config.model_validate(dict(breakage.healthy))
        broken = application.Config.model_validate(dict(breakage.broken))
        assert healthy != broken, breakage.name
        assert healthy.seed == broken.seed, breakage.name
        assert breakage.metric in application.metrics, breakage.name
        assert breakage.look_for, breakage.name
        assert breakage.remedy, breakage.name
        if breakage.cured:
            cured = application.Config.model_validate(dict(breakage.cured))
            assert cured.seed == healthy.seed, breakage.name
            assert cured not in (healthy, broken), breakage.name
