"""The words around an enumeration that say what it is to the programme: chosen, holding the pilot, former, removed."""

import re

from monitor.read.passage import CJK

SELECTED_AFTER = re.compile(
    rf"^[等共全均都也已又再正成功式先后率双双这个座省市县区域地城的{CJK}“”\d()、—-]{{0,22}}?(?:(?<!唯一)入选(?!的)|上榜|入围|获批|获准|被(?:确定|列|选|评|"
    rf"认定|纳入|授予|命名)|列入|纳入|跻身|榜上有名|成为|成了"
    r"|转为|在列|在内|入列|加进来|加入|落户|获得?国家|喜获|获评|获选|脱颖而出|中选|被授)"
)
SUBJECT_AFTER = re.compile(
    rf"^(?:等|等地|市|省|[\d一二三四五六七八九十两]+(?:个|座)?(?:城市|地区|省市?|市|地|区)?|[,、])*(?:[{CJK}]{{0,4}})(?:将|要|拟|"
    rf"正式|率先|全面|共同|同步|先后|陆续|已|均|也)*(?:开展|启动|实施|承担|试行|试点|先行先试|推进|深化|扩大|率先)"
)
CHOSEN_BEFORE = re.compile(
    r"(?:拟推荐|拟支持|拟确定|确定了?|选择|选取|选定|遴选|遴选出|批准|同意(?:在|将|把)?|批复(?:同意)?|新增了?|增加了?|新设|增补|增列|增设|再加|又添|添加|扩大[到至]|"
    r"扩展[到至]|扩围[到至]|扩至|扩容至|拓展[到至]|"
    r"推广[到至]|纳入|入选|命名|授牌|命名授牌|认定|授予|选了|落户|在列的有|交给|增至|新批)(?:了|在|:|为|出|的(?:有|是|为))?\s*[“\"(]?$"
)
ADDED_BEFORE = re.compile(
    r"(?:新增了?|增加了?|增补|增列|再加|扩大[到至]|扩展[到至]|扩围[到至]|拓展[到至]|扩至|推广[到至])\s*$"
)
PLACED_BEFORE = re.compile(
    r"(?:将|把|让|由|在|于|对|给|向|为|以|选取|允许|支持|同意|授权|部署|组织|推动|包括|含|如|有|是|,|^)\s*(?:中国)?[“\"(]?$"
)
PILOT_DONE_AFTER = re.compile(
    r"(?:开展|启动|实施|进行|推进|试行|试点|设立|建设|先行先试|率先|扩大|展开|深化|列为|确定为|作为|列入|纳入|下发|印发|承担|授予|认定为|命名为|选为|打造|落地)"
)
PILOTS_ARE = re.compile(
    r"(?:试点|示范|先行|名单|入选|首批|批)[\u4e00-\u9fff、()“”\d]{0,14}?,?(?:分别)?(?:为|是|有|包括|包含|涵盖|如下|即|:|——|—)+(?:了|:)?\s*[“\"(]?$"
)
LIST_COLON = re.compile(r"(?:名单|如下|包括|分别[为是]|有|为|是|:)\s*[:(]?\s*$")
PRIOR_BEFORE = re.compile(
    r"(?:此前|先前|之前|早前|早在|原有|现有|已有|前[一二两三四五六七八九十\d]+批|上一批|继|除了?|同时也是|历史|曾|去年|往年|already|"
    r"previous(?:ly)?|earlier|existing|former)"
    rf"[{CJK}A-Za-z0-9,、“”:()%\- ]{{0,40}}$"
)
PRIOR_AFTER = re.compile(
    r"^[^,。;]{0,10}(?:之后|以外|等(?:原有|先行|前期|已有|首批)|(?:此前|之前|早已|早在|先前|已于))"
)
NEW_AGAIN = re.compile(
    r"(?:新增|增加|再加|又|拟|扩大[到至]|扩围|扩展[到至]|拓展[到至]|纳入|加|这次|此次|本次|今年|本批|新一批)(?![^,]*(?:已有|现有|原有))"
)
REMOVED_BEFORE = re.compile(
    r"(?:取消|撤销|撤消|移出|调出|剔除|终止|暂停|摘除|除名|removed?|revok(?:e|ed|ing)|dropp?(?:ed|ing)?|withdr(?:e|"
    r"a)w(?:n|ing)?)[了对将:the ]{0,6}\s*$"
)
REMOVED_AFTER = re.compile(
    rf"^(?:等|[\d一二三四五六七八九十两]+(?:个|座)?(?:城市|地区|省市?|市|地|区)?|"
    rf"[{CJK}]{{0,6}})?(?:因[^,。;]{{2,24}},?)?(?:被|将|主动|已|申请|不再|予以)*(?:移出|退出|撤销|取消|调出|剔除|除名|摘牌|终止|"
    rf"列入试点|作为试点|纳入试点|were removed|was removed|dropped out|withdrew)"
)
NOT_ANY_MORE = re.compile(
    r"^(?:等|[\d一二三四五六七八九十两]+(?:个|座)?(?:城市|地区|市|地|区)?)?[^,。;]{0,4}不再(?:列入|作为|纳入|承担|开展|享受)"
)
STANDING = re.compile(r"(?:试点|示范|名单|资格|称号|范围|先行区|list|status|pilot)")
EVENT_BEFORE = re.compile(r"(?:在|于|赴|到|从|自|抵|至|出席|走进|位于|来自|途经|前往|距)\s*$")
EVENT_AFTER = re.compile(
    r"^(?:市)?(?:[^,。;]{0,10})?(?:召开|举行|举办|开幕|闭幕|考察|调研|会见|出席|讯|电|报道|揭牌|主持|现场会|座谈|论坛|摄|日电)"
)
DATELINE = re.compile(r"^(?:[^,。;]{0,6})?\d{1,2}月\d{1,2}日(?:电|讯|消息)|^讯")
ENGLISH_CHOSEN_AFTER = re.compile(
    r"^[\s,\"]*(?:(?:and \w+ other [a-z ]+|among others|--|—|in \w+ province|"
    r"[a-z]+ province)\s*,?\s*)?(?:were|was|are|is|have been|has been|will be|"
    r"would be)?\s*(?:also\s+)?(?:newly\s+)?"
    r"(?:selected|chosen|on the list|included|approved|designated|added|listed|picked|named (?:as|"
    r"pilot)|among the|became|become|to carry out|to pilot|will (?:carry out|pilot|join|launch|"
    r"become))",
    re.IGNORECASE,
)
ENGLISH_CHOSEN_BEFORE = re.compile(
    r"(?:including|includes?|namely|such as|select(?:ed|s|ing)?|nam(?:ed|es|ing)|pick(?:ed|s|ing)|"
    r"list(?:ed|s|ing)|chosen?|added?|adding|approv(?:ed?|ing)|designat(?:ed?|ing)|expand(?:ed|s|"
    r"ing)?(?: \w+){0,6} to|extend(?:ed|s|ing)?(?: \w+){0,6} to|cover(?:s|ing|ed)?|comprises?|are|"
    r":|--|—|\()\s*(?:the cities of\s*)?$",
    re.IGNORECASE,
)
ENGLISH_PLACED_BEFORE = re.compile(r"\b(?:in|to|for|of|on|by|with)\s*(?:the cities of\s*)?$", re.IGNORECASE)
ENGLISH_OTHER_NAME = re.compile(r"^\s*(?:Municipal|Daily|University|Commodity|Port|Group|Co\b|Jin|Street|Road)")

REMOVED_OBJECT = re.compile(
    r"^(?:等|[\d一二三四五六七八九十]+(?:个|座)?(?:城市|地区|市|地|区)?|市|的|在内的)*(?:[^,。;]{0,14})"
    r"(?:试点|示范|资格|称号|名单|[,。;]|$|from the|as pilot|pilot)"
)
LIFTED = re.compile(r"取消[^,。;]{0,10}(?:限制|收费|许可|门槛|审批)|^[^,。;]{0,8}(?:列入试点|作为试点|纳入试点)")
CLOSES = re.compile(r"^\s*(?:等|[,。;)”\"]|$|\d|[一二三四五六七八九十两]+[个座]|市|为|作为|成为|开展|列入|两|三|四)")
SCOPE = re.compile(r"政策|范围|实施地")
OTHER_ACT = re.compile(r"(?:开展|召开|举行|举办|实现|覆盖)[^,。;]{2,}")
HOLDS_PILOT = re.compile(
    rf"^(?:市|省|区|地区|全市|全省|全域|内|[{CJK}()]{{0,10}})?(?:允许[^。;]*)?"
    r"(?:开展|启动|实施|试点|设立|建设|扩大|率先|作为|列为|确定为|纳入|列入)"
)
SITE_AFTER = re.compile(r"^[^,。;]{0,4}(?:港|机场|口岸|大学|公司|集团|景区|召开|举行|考察|调研|举办)")
OWN_PILOT = re.compile(
    r"^(?:市|省)?(?:将|要|拟|正式|率先|全面|获准|获批|启动|开展|承担)*(?:启动|开展|承担|获批|率先)[^,。;]{0,30}(?:试点|示范)"
)
ENGLISH_ACT = re.compile(r"(?:select|nam|pick|add|approv|designat|expand|extend)\w*[^.;]{0,40}$", re.IGNORECASE)

REMOVED_LATER = re.compile(
    r"^(?P<between>[^。;]{0,60}?)(?:,|被|将|已|现)(?:予以)?(?:退出|移出|撤出|摘牌|被取消|取消其|撤销其|不再|"
    r"(?:取消|撤销|摘除|收回)(?=[^,。;]{0,10}(?:资格|称号|试点|命名)))"
)
WISHED = re.compile(r"力争|力求|争取|有望|希望|申报|冲刺|谋求|准备|若|未能|没有|能否|是否")
OF_THESE = re.compile(r"其中,?[^,。;]{0,14},?分别(?:是|为)[^,。;]{0,30}$")
WIDENED_FROM = re.compile(r"(?:由|从)(?:最初的|原来的|原有的|现有的)?$")
WIDENED_TO = re.compile(r"^[^。;]{0,30}?(?:扩大|扩展|拓展|推广|增加|扩)(?:到|至)")
COUNTED_BEFORE = re.compile(
    r"(?:选|确定|公布|入选|批准|纳入|新增|同意|认定|命名)[^。;]{0,24}?\d+个[^。;]{0,40}?,(?:其中,?)?(?:既有|也有|还有|包括|有|涵盖|"
    r"分别[是为])$"
)
CHOOSING = re.compile(
    r"拟|确定|入选|名单|如下|公布|批准|批复|同意|纳入|新增|认定|命名|select|approv|nam(?:ed|es)|\bare\b"
)
KEPT_BETWEEN = re.compile(r"新增|纳入|入选|开展|增加|替补")
ENGLISH_PRIOR = re.compile(r"^[^.;]{0,80}\b(?:last year|previously|earlier|years? ago|already)\b", re.IGNORECASE)
REGION_LED = re.compile(
    r"(?:^|[,;。:])\s*(?:其中,?)?(?:[东西南北中华]{1,2}部?(?:地区)?|[东中西]部地区|[\u4e00-\u9fff]{2,4}(?:地区|片区|"
    r"方向))(?:\d{1,2}个)?\s*(?::|——)\s*$"
)
