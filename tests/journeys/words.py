"""The wording that journeys act by, in both languages: the one place to change when a word on the pages changes."""

from __future__ import annotations

from collections.abc import Mapping

# English on the pages to Chinese on the pages; what stands in braces is filled in by the step.
WORDS: Mapping[str, str] = {
    "Sign-in name or phone": "登录名或手机号",
    "Password": "密码",
    "Sign in": "登录",
    "(optional)": "（可不填）",
    "Menu": "菜单",
    "Main": "主菜单",
    "New order": "新建订单",
    "Occupation and level": "职业与等级",
    "Base": "基地",
    "Next: {step}": "下一步：{step}",
    "Live estimate": "实时估算",
    "People": "人数",
    "Earliest start": "最早开始",
    "Latest end": "最晚结束",
    "Morning": "上午",
    "Afternoon": "下午",
    "Draft saved by itself · {time}": "草稿已自动保存 · {time}",
    "Budget": "预算上限",
    "Note": "备注",
    "Send to the base…": "提交基地…",
    "Send to the base": "提交基地",
    "The order was sent; the base has been told": "订单已提交，已通知基地",
    "Open the order": "打开订单",
    "Accept the counter-offer…": "接受调整方案…",
    "Accept the counter-offer": "接受调整方案",
    "The counter-offer is accepted; the agreement can be signed now": "已接受调整方案，现在可以签署协议",
    "Rosters and enrolment": "名册与报名",
    "Upload roster": "上传名册",
    "Upload and check": "上传并核对",
    "Orders": "订单",
    "Answer": "答复",
    "Make a counter-offer": "提出调整方案",
    "School": "院校",
    "Price": "报价",
    "Send the answer": "发送答复",
    "The enterprise has been told": "已通知企业",
    "People and time": "人数与时间",
    "Budget and wishes": "预算与要求",
    "Check and send": "核对并提交",
    "Mon": "周一",
    "Tue": "周二",
    "Wed": "周三",
    "Thu": "周四",
    "Fri": "周五",
    "Level 4, Intermediate Worker": "四级 / 中级工",
}


def in_language(language: str, text: str) -> str:
    """The wording in `language`; raises KeyError for words that stand in no journey's table."""
    return text if language == "en" and text in WORDS else WORDS[text]
