"""The demo's story as data: what each site publishes, and what must come of it. All made up, the ministry included."""

from dataclasses import dataclass, replace
from importlib.resources import files

import yaml

from monitor.demo.cast import CITY_NEWS, FEED, MINISTRY, OUTLETS, Article

PROGRAMME = "社区商业数字化改造试点"


@dataclass(frozen=True, slots=True)
class Alert:
    """A message that must arrive on a channel: how its subject begins, and words its text must hold."""

    channel: str
    subject: str
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One simulated moment: pages that appear or are edited, and what must come of it.

    `kinds` are the kinds of change that the log must gain. `silent` marks an edit that no listing shows.
    """

    name: str
    what: str
    articles: tuple[Article, ...]
    kinds: tuple[str, ...]
    alerts: tuple[Alert, ...] = ()
    silent: bool = False


def backlog() -> tuple[Article, ...]:
    """Return what already stood on the sites before anybody watched them."""
    text = files("monitor.demo").joinpath("backlog.yaml").read_text(encoding="utf-8")
    old = yaml.safe_load(text)
    return tuple(
        Article(outlet, serial, line["ago"], line["title"], "old", words={"text": line["body"]})
        for outlet in OUTLETS
        for serial, line in enumerate(old[outlet.id], 1001)
    )


PROPOSED = (
    ("河北省", ("石家庄市",)),
    ("辽宁省", ("沈阳市",)),
    ("吉林省", ("长春市",)),
    ("江苏省", ("南京市", "苏州市")),
    ("浙江省", ("杭州市",)),
    ("安徽省", ("合肥市",)),
    ("福建省", ("厦门市",)),
    ("山东省", ("青岛市",)),
    ("河南省", ("郑州市",)),
    ("湖北省", ("武汉市",)),
    ("湖南省", ("长沙市",)),
    ("四川省", ("成都市",)),
    ("贵州省", ("贵阳市",)),
    ("陕西省", ("西安市",)),
)
# Against the proposal: 大连 and 宁波 in, 石家庄 and 贵阳 out, another order, and 厦门 without its suffix.
ANNOUNCED = (
    ("江苏省", (("苏州市", "社区商业大数据平台"), ("南京市", "智慧菜市场改造"))),
    ("浙江省", (("宁波市", "社区团购规范发展"), ("杭州市", "无接触配送"))),
    ("辽宁省", (("大连市", "社区冷链前置仓"), ("沈阳市", "老旧社区网点更新"))),
    ("四川省", (("成都市", "一店多能"),)),
    ("陕西省", (("西安市", "数字化早餐工程"),)),
    ("湖北省", (("武汉市", "即时零售进社区"),)),
    ("湖南省", (("长沙市", "夜间便民服务"),)),
    ("山东省", (("青岛市", "社区养老助餐"),)),
    ("福建省", (("厦门", "两岸社区商业交流"),)),
    ("安徽省", (("合肥市", "智能自提网络"),)),
    ("河南省", (("郑州市", "社区仓储共享"),)),
    ("吉林省", (("长春市", "冬季保供平台"),)),
)
CORRECTED = tuple(
    (province, tuple(("株洲市" if city == "长沙市" else city, focus) for city, focus in cities))
    for province, cities in ANNOUNCED
)
# Area, then task, who leads it, and the month of next year in which it is due.
TASKS = (
    (
        "一、优化便民网点布局",
        (
            ("编制社区商业网点数字地图，", "商贸发展部、自然资源部", 3),
            ("推动老旧社区补建菜店、早餐店和维修点，", "住房城乡建设部、商贸发展部", 6),
            ("支持苏州市开展社区商业网点动态监测，", "商贸发展部、统计局", 6),
        ),
    ),
    (
        "二、推进线上线下融合",
        (
            ("推广社区网点统一收银和库存系统，", "商贸发展部、工业和信息化部", 6),
            ("规范社区团购经营行为，", "市场监管总局、商贸发展部", 9),
            ("支持成都市推广便民网点一店多能，", "商贸发展部", 9),
        ),
    ),
    (
        "三、完善社区物流体系",
        (
            ("建设社区共同配送站点，", "交通运输部、邮政局", 6),
            ("推广可循环周转箱，", "商贸发展部、生态环境部", 9),
            ("支持大连市建设面向东北亚的社区冷链前置仓网络，", "商贸发展部、交通运输部", 6),
        ),
    ),
    (
        "四、加强监测评估",
        (
            ("建立试点运行月度监测制度，", "商贸发展部、统计局", 3),
            ("组织开展试点中期评估，", "商贸发展部", 12),
            ("支持西安市建立早餐工程满意度评价体系，", "商贸发展部、市场监管总局", 12),
        ),
    ),
)

_ANNOUNCED_PAGE = Article(
    MINISTRY,
    2003,
    2,
    f"商贸发展部关于公布首批{PROGRAMME}城市名单的通知",
    "announced",
    reference=47,
    words={"announced": ANNOUNCED},
)
STORY = (
    Step(
        "plan",
        "the ministry issues a plan: 15 cities, not named yet",
        (Article(MINISTRY, 2001, 9, f"商贸发展部办公厅关于印发《{PROGRAMME}实施方案》的通知", "plan", "方案", 31),),
        ("document_published",),
    ),
    Step(
        "proposed",
        "公示: 15 proposed cities, Dalian not among them",
        (
            Article(
                MINISTRY,
                2002,
                7,
                f"关于首批{PROGRAMME}城市名单的公示",
                "proposed",
                "公示",
                words={"proposed": PROPOSED},
            ),
        ),
        ("document_published", "list_published"),
    ),
    Step(
        "announced",
        "公布: Dalian and Ningbo in, two out, another order",
        (_ANNOUNCED_PAGE,),
        ("document_published", "list_finalised"),
        (
            Alert(
                "e-mail",
                f"【大连·入选】{PROGRAMME}（首批）",
                ("新增", "大连市", "宁波市", "移出", "石家庄市", "贵阳市", "社区冷链前置仓", "47号"),
            ),
            Alert(
                "webhook", f"[Dalian · selected] {PROGRAMME}", ("Added", "Ningbo", "Removed", "Shijiazhuang", "Guiyang")
            ),
        ),
    ),
    Step(
        "tasks",
        "a list of 12 tasks, one of them for Dalian",
        (
            Article(
                MINISTRY,
                2004,
                1,
                f"商贸发展部关于印发《首批{PROGRAMME}任务清单》的通知",
                "tasks",
                reference=52,
                words={"areas": TASKS},
            ),
        ),
        ("document_published", "tasks_published"),
        (
            Alert("e-mail", f"【大连·任务】{PROGRAMME}（首批）", ("社区冷链前置仓网络",)),
            Alert("webhook", f"[Dalian · tasked] {PROGRAMME}", ("社区冷链前置仓网络",)),
        ),
    ),
    Step(
        "carried",
        "two outlets carry the list, shortened and under other titles",
        (
            Article(CITY_NEWS, 2001, 1, "首批15城入选！社区商业数字化改造试点名单公布", "carried_by_city_news"),
            Article(FEED, 2001, 1, "15个城市获批首批社区商业数字化改造试点", "carried_by_feed"),
        ),
        ("document_published", "document_published", "story_joined", "story_joined"),
    ),
    Step(
        "corrected",
        "the ministry silently replaces one city in its list; an hour passes",
        (replace(_ANNOUNCED_PAGE, words={"announced": CORRECTED}),),
        ("document_revised", "list_changed"),
        silent=True,
    ),
    Step(
        "namesakes",
        "a page that only seems to name Dalian: 大连路, 扩大连锁, 大连理工大学",
        (Article(CITY_NEWS, 2002, 0, "大连路老商场重新开门 扩大连锁经营便利居民", "only_seems_to_name_it"),),
        ("document_published",),
    ),
)
