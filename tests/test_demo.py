import io
import json
import smtplib
import urllib.request
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from urllib.error import HTTPError

import pytest
from rich.console import Console

from monitor.demo import run_demo
from monitor.demo.cast import Article
from monitor.demo.expect import Received, differences
from monitor.demo.receivers import Mailbox, Post, Webhook
from monitor.demo.replica import Replica
from monitor.demo.script import ANNOUNCED, PROPOSED, STORY, Alert, Step, backlog

TODAY = date(2026, 11, 22)


@pytest.fixture
def replica() -> Iterator[Replica]:
    with Replica(TODAY, backlog()) as replica:
        yield replica


def fetched(url: str) -> bytes:
    with urllib.request.urlopen(url) as answer:
        body: bytes = answer.read()
        return body


def pages_of(step: str) -> tuple[Article, ...]:
    return next(each.articles for each in STORY if each.name == step)


def test_the_ministry_claims_gb2312_and_writes_what_only_gb18030_has(replica: Replica) -> None:
    page = fetched(replica.publish(pages_of("proposed")[0]))
    assert b"charset=gb2312" in page
    assert "陶　喆" in page.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        page.decode("gb2312")


def test_a_new_article_heads_the_listing_and_an_edited_one_stays_in_its_place(replica: Replica) -> None:
    ministry = replica.sites["ministry"].server.origin
    replica.publish(pages_of("announced")[0])
    before = fetched(ministry).decode("gb18030")
    edited = fetched(replica.publish(pages_of("corrected")[0])).decode("gb18030")
    assert before.index("公布首批社区商业数字化改造试点城市名单") < before.index("召开专题新闻发布会")
    assert fetched(ministry).decode("gb18030").count("公布首批") == before.count("公布首批")
    assert "株洲市" in edited
    assert "长沙市" not in edited


def test_every_visit_turns_a_counter_that_is_no_news(replica: Replica) -> None:
    origin = replica.sites["city-news"].server.origin
    assert fetched(origin) != fetched(origin)


def test_what_is_not_published_is_not_there(replica: Replica) -> None:
    with pytest.raises(HTTPError, match="404"):
        fetched(f"{replica.sites['feed'].server.origin}/2026-11/22/content_2002.html")


def test_the_final_list_differs_from_the_proposal_by_two_cities_each_way() -> None:
    proposed = [city.removesuffix("市") for _, cities in PROPOSED for city in cities]
    announced = [city.removesuffix("市") for _, cities in ANNOUNCED for city, _ in cities]
    assert len(set(proposed)) == len(set(announced)) == 15
    assert set(announced) - set(proposed) == {"大连", "宁波"}
    assert set(proposed) - set(announced) == {"石家庄", "贵阳"}
    assert [city for city in announced if city in proposed] != [city for city in proposed if city in announced]


def test_the_mailbox_shows_a_mail_as_its_reader_sees_it() -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "【大连·入选】试点", "a@demo.example", "b@demo.example"
    mail.set_content("大连市入选")
    mail.add_alternative("<p>大连市<b>入选</b></p>", subtype="html")
    with Mailbox() as mailbox:
        with smtplib.SMTP("127.0.0.1", mailbox.port) as client:
            client.send_message(mail)
        (received,) = mailbox.mails
    assert (received.to, received.subject) == (("b@demo.example",), "【大连·入选】试点")
    assert (received.text.strip(), received.html.strip()) == ("大连市入选", "<p>大连市<b>入选</b></p>")


def test_the_webhook_keeps_what_came_to_which_path() -> None:
    with Webhook() as webhook:
        body = json.dumps({"title": "大连"}).encode()
        urllib.request.urlopen(f"{webhook.server.origin}/alerts?key=1", data=body).close()
        assert webhook.posts == [Post("/alerts", {"title": "大连"})]


STEP = Step(
    "announced",
    "",
    (),
    (),
    (Alert("e-mail", "【大连·入选】", ("宁波市",)), Alert("webhook", "[Dalian · selected]")),
)
MAIL = Received("e-mail", "zh", "b@demo.example", "【大连·入选】试点", "新增：大连市、宁波市")
POST = Received("webhook", "en", "/alerts", "[Dalian · selected] pilot", "added: 大连市, 宁波市")


def test_a_step_that_came_as_written_has_no_differences() -> None:
    assert differences(STEP, (), [POST, MAIL]) == ()


@pytest.mark.parametrize(
    ("step", "received", "expected"),
    [
        (STEP, [MAIL], "announced: no webhook arrived with the subject [Dalian · selected]"),
        (STEP, [MAIL, POST, MAIL], "announced: nobody expected the e-mail 【大连·入选】试点"),
        (
            STEP,
            [Received("e-mail", "zh", "b", "【大连·入选】试点", "新增：大连市"), POST],
            "announced: the e-mail 【大连·入选】试点 does not say 宁波市",
        ),
        (
            Step("plan", "", (), ("list_published", "list_published")),
            [],
            "plan: the log lacks 2 list_published",
        ),
    ],
)
def test_what_is_missing_or_too_much_is_said(step: Step, received: list[Received], expected: str) -> None:
    assert differences(step, (), received) == (expected,)


@pytest.mark.slow
def test_the_real_daemon_tells_the_story_as_it_is_written() -> None:
    screen = io.StringIO()
    code = run_demo(Console(file=screen, soft_wrap=True), json_output=True, keep=False)
    facts = json.loads(screen.getvalue())
    assert facts["differences"] == []
    assert code == 0
    assert facts["seconds"] < 60
    assert [(alert["step"], alert["channel"]) for alert in facts["alerts"]] == [
        ("announced", "e-mail"),
        ("announced", "webhook"),
        ("tasks", "e-mail"),
        ("tasks", "webhook"),
    ]
