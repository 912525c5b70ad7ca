"""The columns of a UNIQUIP 1.0 list (20 January 2015), and the headings that mean them."""

import re
import unicodedata
from enum import StrEnum
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Field(StrEnum):
    """A column that is read. The value is the heading as the standard spells it."""

    TYPE = "Type"
    ID = "ID"
    NAME = "Name"
    DESCRIPTION = "Description"
    RELATED_FACILITY_ID = "Related Facility ID"
    TECHNIQUE = "Technique"
    DEPARTMENT = "Department"
    SITE_LOCATION = "Site Location"
    BUILDING = "Building"
    LOCATION = "Location"
    CONTACT_NAME = "Contact Name"
    CONTACT_TELEPHONE = "Contact Telephone"
    CONTACT_URL = "Contact URL"
    CONTACT_EMAIL = "Contact Email"
    SECONDARY_NAME = "Secondary Contact Name"
    SECONDARY_TELEPHONE = "Secondary Contact Telephone"
    SECONDARY_URL = "Secondary Contact URL"
    SECONDARY_EMAIL = "Secondary Contact Email"
    PHOTO = "Photo"
    SERVICE_LEVEL = "Service Level"
    WEB_ADDRESS = "Web Address"
    # Not in the standard, but in nearly every Chinese equipment list.
    MANUFACTURER = "Manufacturer"
    MODEL = "Model"
    # Added by aggregators of such lists.
    COORDINATES = "Approximate Coordinates"


TITLES = (Field.NAME, Field.DESCRIPTION)
CONTACTS = (Field.CONTACT_TELEPHONE, Field.CONTACT_URL, Field.CONTACT_EMAIL)
TELEPHONES = (Field.CONTACT_TELEPHONE, Field.SECONDARY_TELEPHONE)
EMAILS = (Field.CONTACT_EMAIL, Field.SECONDARY_EMAIL)
ADDRESSES = (
    Field.LOCATION,
    Field.CONTACT_URL,
    Field.SECONDARY_URL,
    Field.PHOTO,
    Field.WEB_ADDRESS,
)

# The standard asks for one of each group, in the headings and in every row.
NEEDED = MappingProxyType(
    {
        _("Name or Description"): TITLES,
        _("Site Location"): (Field.SITE_LOCATION,),
        _("Contact Telephone, Contact URL or Contact Email"): CONTACTS,
    },
)

_ALIASES = {
    Field.TYPE: "类型",
    Field.ID: "identifier|equipment id|asset id|asset number|asset no|inventory number|"
    "编号|设备编号|仪器编号|资产编号|资产号|固定资产编号|设备id",
    Field.NAME: "title|equipment name|instrument name|equipment|instrument|"
    "名称|设备名称|仪器名称|设备|中文名称|仪器设备名称",
    Field.DESCRIPTION: "equipment description|"
    "描述|设备描述|说明|简介|设备简介|功能|主要功能|用途|主要功能及技术指标",
    Field.RELATED_FACILITY_ID: "facility id|related facility|所属设施编号|所属平台编号",
    Field.TECHNIQUE: "category|class|类别|分类|设备类别|设备类型|设备分类|仪器类别|工艺|技术",
    Field.DEPARTMENT: "dept|school|部门|所属部门|使用部门|院系|科室",
    Field.SITE_LOCATION: "site|campus|city|"
    "所在地|所在地点|地点|站点|地址|安放地点|存放地点|安装地点|所在城市|厂区|校区",
    Field.BUILDING: "room|楼宇|楼号|厂房|车间|房间|房间号|实验室",
    Field.LOCATION: "location url|位置链接",
    Field.CONTACT_NAME: "contact|contact person|联系人|联系人姓名|负责人|管理员|设备管理员",
    Field.CONTACT_TELEPHONE: "telephone|phone|tel|contact phone|contact tel|"
    "contact telephone number|联系电话|电话|手机|手机号|联系方式|联系人电话",
    Field.CONTACT_URL: "contact web|contact website|联系网址|联系网页",
    Field.CONTACT_EMAIL: "email|e mail|contact e mail|email address|"
    "邮箱|电子邮箱|联系邮箱|电子邮件|联系人邮箱",
    Field.SECONDARY_NAME: "secondary contact|第二联系人|备用联系人",
    Field.SECONDARY_TELEPHONE: "第二联系电话|备用电话",
    Field.SECONDARY_URL: "第二联系网址",
    Field.SECONDARY_EMAIL: "第二联系邮箱|备用邮箱",
    Field.PHOTO: "photo url|image|照片|图片|设备照片",
    Field.SERVICE_LEVEL: "service|服务级别|开放程度|开放方式|共享方式",
    Field.WEB_ADDRESS: "website|url|web|link|网址|网页|链接|设备网址",
    Field.MANUFACTURER: "maker|make|brand|vendor|厂商|厂家|制造商|生产厂家|生产厂商|生产商|品牌",
    Field.MODEL: "model number|model no|型号|规格型号|设备型号|型号规格|仪器型号",
    Field.COORDINATES: "coordinates|坐标|经纬度",
}

LABELS: MappingProxyType[Field, Promise] = MappingProxyType(
    {
        Field.TYPE: _("Type"),
        Field.ID: _("ID"),
        Field.NAME: pgettext_lazy("column", "Name"),
        Field.DESCRIPTION: _("Description"),
        Field.RELATED_FACILITY_ID: _("Related Facility ID"),
        Field.TECHNIQUE: _("Technique"),
        Field.DEPARTMENT: _("Department"),
        Field.SITE_LOCATION: _("Site Location"),
        Field.BUILDING: _("Building"),
        Field.LOCATION: _("Location"),
        Field.CONTACT_NAME: _("Contact Name"),
        Field.CONTACT_TELEPHONE: _("Contact Telephone"),
        Field.CONTACT_URL: _("Contact URL"),
        Field.CONTACT_EMAIL: _("Contact Email"),
        Field.SECONDARY_NAME: _("Secondary Contact Name"),
        Field.SECONDARY_TELEPHONE: _("Secondary Contact Telephone"),
        Field.SECONDARY_URL: _("Secondary Contact URL"),
        Field.SECONDARY_EMAIL: _("Secondary Contact Email"),
        Field.PHOTO: _("Photo"),
        Field.SERVICE_LEVEL: _("Service Level"),
        Field.WEB_ADDRESS: _("Web Address"),
        Field.MANUFACTURER: _("Manufacturer"),
        Field.MODEL: _("Model"),
        Field.COORDINATES: _("Approximate Coordinates"),
    },
)

_BRACKETED = re.compile(r"\(.*?\)|\[.*?\]")
_JOINTS = re.compile(r"[\s_\-./*:]+")


def _plain(heading: str) -> str:
    """Fold case, width, spaces and marks such as `*` or `(required)` out of a heading."""
    folded = unicodedata.normalize("NFKC", heading).casefold()
    return _JOINTS.sub(" ", _BRACKETED.sub("", folded)).strip()


_MEANINGS = {_plain(field.value): field for field in Field} | {
    alias: field for field, aliases in _ALIASES.items() for alias in aliases.split("|")
}


def field_of(heading: str) -> Field | None:
    """Say which field a heading means, or None.

    `Technique:cpv` and `Technique:N8` (a technique with its code list) mean Technique.
    """
    plain = _plain(heading)
    if plain.startswith("technique "):
        return Field.TECHNIQUE
    return _MEANINGS.get(plain)
