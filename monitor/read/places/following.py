"""What the words right after a name make of it: a street, an organisation, a body of the place, a zone."""

import re
from dataclasses import dataclass

from monitor.read.fold import Folded
from monitor.read.places.naming import Kind

REACH = 26  # characters after a name that may belong to what it is part of

# A street, a village or a landmark that only bears the name.
_STREET = re.compile(
    r"(?:[东西南北中上下新老]|[一二三四五六七八九十]+){0,2}(?:"
    r"路(?![网段由况径演桥面灯权政港障费]|况)|街(?![区头景巷])|大道|大路|大街|胡同|里弄|弄\d|巷(?!道)|"
    r"道(?=[\d一二三四五六七八九十]*号|口|与|和|[、，。）)]|$|\d)"
    r"|街道(?!办?经费)|高架|立交|地铁站|路站|社区|小区|花园|公寓|大厦|宾馆|饭店|酒店|别墅|家园|新村|新苑)"
    r"|(?:[东西南北中上下新老大小前后])?(?:乡(?![村镇土贤亲愁音])|镇(?!痛|静|定|江)|"
    r"村(?![镇庄级集民居两干屯容社企])|屯(?!兵|粮)|寨|坪村|坡村|沟村|湾村|庄村|苏木|嘎查)"
)
# The full name of a division is seldom part of a street's; a street named after one keeps the bare name.
_STREET_OF_FULL = re.compile(r"(?:[东西南北中]{0,2})(?:路(?=\d|与|口|[东西南北]段)|大街|大道\d)")
_VERB = (
    "设立|建设|支持|开展|依托|组建|引进|引入|创建|举办|举行|成立|获批|获得|获评|推进|推动|实施|加快|鼓励|深化|"
    "打造|培育|入选|召开|发布|印发|承担|"
    "出台|发展|完善|加强|探索|启动|推出|实现|列入|纳入|作为|成为|继续|全面|积极|率先|应当|可以|需要|已经|正式|"
    "以及|联合|牵头|举措|试点|"
    "整合|吸引|落户|新增|新建|扩建|改建|增设|筹建|运营|促进|参与|申报|申请|通过|围绕|立足|利用|开通|建成|开工|"
    "投产|投资|批准|同意|允许|对接|形成|提供|提升|优化|构建|制定|设有|拥有|拟|将|把|被|等|的|在|和|与|及|或|"
    "是|有|为|由|从|向|对|至|到|让|使|以|于|要|应|并|了|各|每|该|其|这|那|某|所有|本地|地区|辖区|辖内|境内|"
    "全市|全域|当地|多家|多所|一批|部分|"
    "庆祝|纪念|邀请|要求|指导|协调|带动|助力|赋能|汇聚|聚集|集聚|引导|督促|规范|强化|健全|统筹|协同|查处|调研|考察|走访|入驻|签约|"
    "携手|首批|首家|首个|"
    "企业|高校|市民|居民|民办|公办|市属|所属|直属|国有|民营|上市|中小|规模以上"
)
_HEAD = r"(?:(?!" + _VERB + r")[一-鿿A-Za-z（）()]){0,14}?"
_ORGANISATION = re.compile(
    _HEAD + r"(?:大学(?![生城园])|学院(?!派)|学校(?!周边)|中学|小学|附中|职校|党校|商品交易所|交易所|交易中心|股份|"
    r"有限(?:责任)?公司|公司|控股(?!子|企|比|权)|集团(?!化|军|式)|"
    r"(?:商业|村镇|农商|农村商业|农信)?银行(?![业间卡账]|分行|保险机构)|农商行|证券(?![业市监])|期货公司|信托|"
    r"基金会|研究所|研究院|科学院|设计院|医院(?!感)|卫生院|"
    r"出版社|日报|晚报|早报|报社|电视台|广播电台|电台|杂志社|油田|矿务局|船厂|造船(?!项目|基地|业|产业|完工|"
    r"订单)|船舶重工|重工|机床厂|钢铁厂|机车厂|"
    r"足球|篮球|俱乐部|律师事务所|会计师事务所|事务所|协会(?!会长)|学会|商会|博物馆|图书馆|美术馆|科技馆|"
    r"体育馆|剧院|歌剧院|大剧院|实验室|幼儿园|敬老院|福利院|监狱|看守所|铁路局|石化分?公司|电业局|供电所|电厂|"
    r"[一-鿿]{0,3}(?:发展|开发|建设)银行|水泥厂|制药厂|啤酒|万达|时代新能源|海事大学|理工(?!大学|学院)|(?:师|交|工|医|农|财)大(?!学)|化物所)"
)
# A company's registered name may hold any noun, 国有资本管理运营 too; only what ends a phrase ends it.
_COMPANY = re.compile(
    r"(?:(?![的和与及或在对由将把为是等各每]|支持|设立|组建|引进|联合|推动|批准|要求|给予|获批|入选|企业|多家|"
    r"上市公司)[一-鿿A-Za-z（）()·]){1,22}?"
    r"(?:股份有限公司|有限责任公司|有限公司|股份公司|集团公司)"
)
# An institute of two fields: 光学精密机械与物理研究所.
_INSTITUTE = re.compile(
    r"((?![的和及或在对由将把为是等各每]|支持|设立|组建|引进|联合|推动|批准|要求|建设|打造)[一-鿿]){2,9}与"
    r"((?![的和及或在对由将把为是等各每]|支持|设立|组建|引进|联合|推动|批准|要求|建设|打造)[一-鿿]){2,9}?(?:研究所|研究院|实验室)"
)
_NO_ORGANISATION = re.compile(
    r"(?:市|县|区)?(?:各|大)?(?:大学生|大学城|银行业|证券业|中小学|中小企业|公司债|股份制|集团化|足球改革)"
)
_BODY = re.compile(
    r"(?:市|省|县|区|地区|特派员|海关|辖区|高新区|自由贸易试验区)?"
    r"(?:海关|(?:人民)?政府(?!债|采购|性|投资|购买|引导|补|和社会)|市委|县委|区委|省委|地委|州委|盟委|党委|"
    r"工委|纪委|政协|人大(?!代表建议)|人民代表大会|(?:中级|高级|基层|海事|知识产权|互联网|金融|"
    r"铁路运输)?(?:人民)?法院|"
    r"(?:人民)?检察院|证监局|金融监管局|监管局|银保监局|税务局|海事局|邮政管理局|通信管理局|气象局|地震局|"
    r"管委会|管理委员会|办事处|"
    r"(?:(?!"
    + _VERB
    + r")[一-鿿]){1,12}?(?:(?<![格结布全大时政当开终僵破危残败棋])局(?!面|部|势|限|域)|委员会|办公室|厅|"
    r"委(?![托员派任外屈会内])|总队|支队|特派办|专员办|审计署|监察专员办|管委会|分行|分署|分局|分院|"
    r"开发区管委会))"
)
_ZONE = re.compile(
    r"(?:市|地区)?(?:[东西南北]部|国家级?|国际|临空|临港|金普|保税)?(?:经济技术(?:产业)?开发区|经济开发区|"
    r"高新技术(?:产业)?(?:开发区|园区)|高新技术产业园|高新区|高新园区|经开区|综合保税区|综保区|保税港区|"
    r"保税物流中心|保税物流园区|保税区|"
    r"出口加工区|工业园区|工业园|产业园区?|科技园区?|科学城|科技城|软件园|大学城|新区|新城|自贸港?区|"
    r"临空经济(?:示范)?区|空港新?城?|航空港区?|旅游度假区|边境经济合作区|跨境经济合作区|边合区|保税仓|"
    r"物流园区?|农业科技园区|陆港)"
)
_SPIRIT = re.compile(r"舰(?!艇|队)|精神(?!卫生|病|文明|障碍|科|专科)|起义|事变|条约|战役|保卫战|大屠杀")
_NOT_THE_RANK = re.compile(r"场(?![所次])|井|值|盈|售率?|面上|政(?=工程|道路|设施|公用|基础)")


@dataclass(frozen=True, slots=True)
class Class:
    """What a name is used for, and how many of the words after it belong to that."""

    kind: Kind
    reason: str
    length: int = 0


def following(folded: Folded, end: int, *, full: bool) -> Class | None:
    """Tell the class the words from `end` on give a name; None if they say nothing.

    `full` says that the name ended with its rank (大连市): streets are named after bare names.
    """
    rest = _rest_of_line(folded, end)
    if not rest or not ("一" <= rest[0] <= "鿿" or rest[0] in "（(A"):
        return None
    if _SPIRIT.match(rest):
        return Class(Kind.STREET_OR_OTHER, "event")
    if street := (_STREET_OF_FULL if full else _STREET).match(rest):
        return Class(Kind.STREET_OR_OTHER, "street", street.end())
    if zone := _ZONE.match(rest):
        organisation = _ORGANISATION.match(rest, zone.end())
        if organisation is None:
            return Class(Kind.ZONE, "zone", zone.end())
    body = _BODY.match(rest)
    organisation = None if _NO_ORGANISATION.match(rest) else _organisation(rest)
    if body and (organisation is None or body.end() <= organisation.start() or _sooner(body, organisation)):
        return Class(Kind.BODY, "body", body.end())
    if organisation:
        return Class(Kind.ORGANISATION, "organisation", organisation.end())
    return None


def _organisation(rest: str) -> re.Match[str] | None:
    return _COMPANY.match(rest) or _INSTITUTE.match(rest) or _ORGANISATION.match(rest)


def _sooner(body: re.Match[str], organisation: re.Match[str]) -> bool:
    """大连海关学院 is a school although 海关 comes first; 大连市教育局直属学校 is the bureau's."""
    return body.end() < organisation.end() and organisation.end() - body.end() > 2


def _rest_of_line(folded: Folded, end: int) -> str:
    stop = end + REACH
    if not folded.breaks.isdisjoint(range(end, stop)):
        stop = next(at for at in range(end, stop) if at in folded.breaks)
    return folded.text[end:stop]


def rank_is_a_word(text: str, end: int) -> bool:
    """Whether the rank of a full name belongs to the next word: 东方市|井, 大连市|场."""
    return bool(_NOT_THE_RANK.match(text, end))
