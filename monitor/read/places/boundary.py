"""Whether a name stands as a word of its own where it was found: 大连|通过, but 扩大|连锁."""

from functools import lru_cache

from monitor.gazetteer import rows

LONGEST = 4
_TOTAL = 179  # 10 x ln of the dictionary's tokens
_UNKNOWN = -12
REACH = 5


@lru_cache(maxsize=1)
def _weights() -> dict[str, int]:
    """10 x ln(frequency) of each word."""
    weights: dict[str, int] = {}
    for weight, words in rows("words.tsv"):
        weights.update(dict.fromkeys(words.split(" "), int(weight)))
    for word in POLICY_WORDS.split():
        weights[word] = max(45, weights.get(word, 0))
    return weights


# Words of today's policies that the dictionary is too old or too literary to have.
POLICY_WORDS = (
    "连栋 连片 连锁化 连锁店 连锁率 连接器 连接力 连接性 连通性 连队 做大 做优 做强 做实 全域 全链条 全要素 全生命周期 光伏 光储 过江 过海 岸线 口岸 "
    "水资源税 水网 水权 水质 水价 海绵 算力 算网 数智 数商 智算 海防 海铁 海工 海事 陆海 文旅 农旅 康养 商旅 城乡 城镇 县域 市域 省域 区域 城际 城中村 "
    "城轨 城投 城管 平台 云平台 都市圈 都市农业 化妆品 医联体 共同体 联动 联网 通用 通道 通达 通关 通办 通航 通勤 安全生产 安全监管 安防 安居 安置房 "
    "阳光采购 阳光医药 阳光政务 阳光海岸 充电桩 充换电 平均 平急 平战 宁陵 宁明 宁都 宁强 宁武 宁乡 定期 定量 定向 定额 定点 定价 三明治 中药材 "
    "大同步 同步工程 同等学力 同等学历 庆典 理赔 理论 理念 方米 余额 新业态 新质 新型 乡村 乡镇 山洪 山区 山体 山水 门诊 门类 河段 江段 源头 源区 "
    "苏绣 西进 西迁 西移 东移 北上 南下 东进 银行 白银 资源税 资源型 资源县 州市 州县 市县 县乡 区县 市级 市区 市民 市政 市场 市属 市值 市井 市容 "
    "省长 市长 县长 区长 校长 州长 治水 治沙 治堵 治超 治污 治学 春节 春季 春耕 春运 春茶 环保 确保 医保 社保 农保 担保 投保 参保 承保 低保 "
    "最大 较大 巨大 强大 扩大 加大 重大 广大 放大 壮大 增大 宽大 特大 十大 五大 四大 八大 三大 六大 七大 九大 两大 一大 博大 "
    "出海口 入海口 门口 出口 进口 人口 沿海 上海 渤海 近海 远海 集中 其中 美丽 秀丽 壮丽 推广 停运 客运 货运 营运 航运 创新 更新 最新 "
    "普通 流通 沟通 打通 连通 贯通 互通 均衡 制衡 抗衡 确定 规定 稳定 制定 坚定 认定 奠定 肯定 约定 指定 特定 固定 复混肥 混合 综合 配合 "
    "超大 连体 连通 卫健 续建 岸电 顺延 元宇宙 连铸 更大 日常 擅长 市民 县乡 自治区 开发区 保税区 高新区 经开区 自贸区 示范区 先行区 试验区 片区 新区 "
    "辽西 辽东 辽北 辽南 辽中 辽西北 鲁西 鲁南 鲁中 鲁东 鲁北 豫东 豫西 豫南 豫北 豫中 苏北 苏南 苏中 皖北 皖南 皖西 皖江 闽西 闽北 "
    "闽东 闽南 赣南 赣北 赣西 赣东北 粤东 粤西 粤北 桂西 桂北 桂南 桂东 湘西 湘南 湘北 湘东 鄂西 鄂东 鄂北 川南 川东北 川东 川北 川西 "
    "滇西 滇中 滇南 黔东 黔北 陕北 陕南 晋北 晋南 晋东 晋西 冀北 冀南 冀中 冀东 蒙东 蒙西 浙南 浙西 浙东 浙北 陇东 宁东 南疆 北疆 东疆 "
)


def cost(text: str, start: int, end: int, own: int) -> int:
    """How much less likely the words around [start, end) become when it has to be one word; 0 if not at all.

    `own` is the least weight of the name, in 10 x ln(frequency). The unit is 10 x ln(probability): 23 is ten times.
    """
    weights = _weights()
    if not _straddled(text, start, end, weights):
        return 0
    low, high = start, end
    while low > 0 and start - low < REACH and "一" <= text[low - 1] <= "鿿":
        low -= 1
    while high < len(text) and high - end < REACH and "一" <= text[high] <= "鿿":
        high += 1
    name = max(weights.get(text[start:end], 0), own) - _TOTAL
    best = _best(text[low:high], weights, start - low, end - low, name)
    apart = best[start - low] + name + _best(text[end:high], weights)[-1]
    return max(0, best[-1] - apart)


# How far words of up to four characters reach to both sides of an edge.
_ACROSS = tuple((before, after) for before in range(1, LONGEST) for after in range(1, LONGEST - before + 1))


def _straddled(text: str, start: int, end: int, weights: dict[str, int]) -> bool:
    """Whether any known word reaches across an edge of the name: if none does, nothing speaks against it."""
    around = text[max(0, start - 3) : start].rjust(3) + text[start : end + 3].ljust(end + 3 - start)
    for edge in (3, 3 + end - start):
        for before, after in _ACROSS:
            if around[edge - before : edge + after] in weights:
                return True
    return False


def _best(window: str, weights: dict[str, int], start: int = 0, end: int = 0, name: int = 0) -> list[int]:
    """The weight of the most likely words up to each position, where [start, end) is known to be one if not empty."""
    best = [0]
    get = weights.get
    for at in range(1, len(window) + 1):
        top = best[-1] + get(window[at - 1], _UNKNOWN) - _TOTAL
        for first in range(at - LONGEST if at > LONGEST else 0, at - 1):
            weight = get(window[first:at])
            if weight is not None and best[first] + weight - _TOTAL > top:
                top = best[first] + weight - _TOTAL
        if at == end and best[start] + name > top:
            top = best[start] + name
        best.append(top)
    return best
