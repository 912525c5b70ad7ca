"""The metal-cutting classes."""

from capacity.taxonomy.codes import codes
from capacity.taxonomy.shapes import ResourceClass, Words

_GROUP = "metal_cutting"
_CENTRE = (
    "travel_x", "spindle_speed", "positioning_accuracy", "travel_y", "travel_z", "table_load",
    "spindle_taper", "tool_places", "repeatability", "control", "spindle_power", "table_size",
    "rapid_traverse", "coolant_pressure", "built",
)  # fmt: skip
_LATHE = (
    "turning_diameter", "turning_length", "spindle_speed", "swing", "bar_capacity", "chuck_size",
    "live_tools", "positioning_accuracy", "control", "spindle_power", "repeatability", "built",
)  # fmt: skip

CUTTING_CLASSES = (
    ResourceClass(
        "five_axis", _GROUP, "五轴加工中心", "Five-axis machining centre", "five_axis",
        codes(gbt="C3421", cpc="44212", cpv="42612000"),
        (*_CENTRE[:9], "axes", *_CENTRE[9:]),
        Words(
            zh=("五轴加工中心", "五轴联动", "五轴", "5轴"),
            en=("five axis", "5 axis", "five axes", "5 axes", "5axis"),
            models=(
                r"DMU\s?\d+", r"C\s?\d{2}\s?U", r"UMC-?\d+", r"KMC\d+U?", r"JDGR\d+",
                r"MIKRON\s+(?:HPM|MILL)", r"HPM\s?\d+U", r"VARIAXIS", r"MU-?\d{3,4}V",
            ),
        ),
        outranks=("vertical_centre",),
    ),
    ResourceClass(
        "vertical_centre", _GROUP, "立式加工中心与铣床", "Vertical centre and milling",
        "vertical_centre", codes(gbt="C3421", cpc="44212", cpv="42612200"), _CENTRE,
        Words(
            zh=("立式加工中心", "立加", "加工中心", "数控铣", "铣床", "雕铣", "钻攻"),
            en=("vertical machining cent*", "vertical cent*", "machining cent*", "milling machine*",
                "cnc mill*", "milling cent*", "drill tap cent*"),
            models=(r"VF-?\d", r"VMC-?\d+", r"VMX-?\d+", r"BRIDGEPORT", r"α-?D\d+", r"VTC-?\d+"),
        ),
    ),
    ResourceClass(
        "horizontal_centre", _GROUP, "卧式加工中心", "Horizontal machining centre",
        "horizontal_centre", codes(gbt="C3421", cpc="44212", cpv="42612100"),
        (*_CENTRE[:8], "pallets", *_CENTRE[8:]),
        Words(
            zh=("卧式加工中心", "卧加"),
            en=("horizontal machining cent*", "horizontal cent*"),
            models=(r"NHX\s?\d{4}", r"HMC-?\d+", r"G350", r"A61NX", r"HCN-?\d+", r"EC-?[45]00"),
        ),
        outranks=("vertical_centre", "five_axis"),
    ),
    ResourceClass(
        "gantry", _GROUP, "龙门加工中心", "Gantry machining centre", "gantry",
        codes(gbt="C3421", cpc="44212", cpv="42612000"),
        (*_CENTRE[:6], "between_columns", *_CENTRE[6:]),
        Words(
            zh=("龙门加工中心", "龙门铣", "龙门"),
            en=("gantry*", "bridge type machining cent*", "double column*"),
            models=(r"GMC-?\d{4}", r"GMF-?\d+", r"LP-?\d{4}", r"MCR-\w+"),
        ),
        outranks=("vertical_centre", "five_axis"),
    ),
    ResourceClass(
        "turning", _GROUP, "数控车床", "CNC turning", "turning",
        codes(gbt="C3421", cpc="44213", cpv="42621100"), _LATHE,
        Words(
            zh=("数控车", "车床", "车削中心", "走心机", "车加工"),
            en=("lathe*", "turning cent*", "cnc turn*", "turning machine*", "swiss type*"),
            models=(r"ST-?\d{2}Y?", r"QTN?[- ]?\d{3}", r"LYNX\s?\d+", r"PUMA\s?\d+", r"L20",
                    r"NLX\s?\d{4}", r"DL-?\d{2}\w*"),
        ),
    ),
    ResourceClass(
        "mill_turn", _GROUP, "车铣复合中心", "Mill-turn centre", "mill_turn",
        codes(gbt="C3421", cpc="44213", cpv="42621000"),
        (*_LATHE[:3], "milling_speed", "travel_y", *_LATHE[4:6], "sub_spindle", "tool_places",
         *_LATHE[7:]),
        Words(
            zh=("车铣复合", "车铣", "铣车复合"),
            en=("mill turn*", "turn mill*", "millturn*", "multi tasking machine*"),
            models=(r"NTX\s?\d{4}", r"INTEGREX", r"CTX\s?\w*\s?TC", r"M\d{2} ?MILLTURN",
                    r"MULTUS"),
        ),
        outranks=("turning", "vertical_centre", "five_axis"),
    ),
    ResourceClass(
        "grinding", _GROUP, "磨床", "Grinding", "grinding",
        codes(gbt="C3421", cpc="44216", cpv="42631000"),
        ("grinding_diameter", "grinding_length", "roundness", "surface_roughness", "wheel_speed",
         "workpiece_mass", "positioning_accuracy", "table_size", "control", "spindle_power",
         "built"),
        Words(
            zh=("磨床", "外圆磨", "内圆磨", "平面磨", "无心磨", "磨削", "磨加工"),
            en=("grinding machine*", "cylindrical grind*", "surface grind*", "grinder*",
                "centreless grind*", "jig grind*", "lapping machine*"),
            models=(r"STUDER", r"S31", r"KEL-?VARIA", r"JUNKER"),
        ),
    ),
    ResourceClass(
        "boring", _GROUP, "镗床与钻床", "Boring and drilling", "boring",
        codes(gbt="C3421", cpc="44214", cpv="42637000"),
        ("boring_diameter", "travel_x", "positioning_accuracy", "drilling_diameter", "travel_y",
         "travel_z", "table_load", "spindle_speed", "spindle_taper", "control", "built"),
        Words(
            zh=("镗床", "镗铣", "坐标镗", "钻床", "深孔钻", "摇臂钻"),
            en=("boring mill*", "jig bor*", "boring machine*", "radial drill*", "drilling machine*",
                "pillar drill*", "deep hole drill*"),
        ),
        outranks=("vertical_centre",),
    ),
    ResourceClass(
        "gear_cutting", _GROUP, "齿轮加工机床", "Gear cutting", "gear_cutting",
        codes(gbt="C3421", cpc="44216", cpv="42632000"),
        ("gear_diameter", "gear_module", "gear_grade", "table_load", "spindle_speed",
         "wheel_speed", "control", "built"),
        Words(
            zh=("滚齿", "磨齿", "插齿", "剃齿", "齿轮加工"),
            en=("gear hob*", "gear grind*", "gear shap*", "gear cut*", "hobbing*"),
            models=(r"KX\s?\d{3}", r"RZ\s?\d{3}"),
        ),
        outranks=("grinding",),
    ),
    ResourceClass(
        "electrical_discharge", _GROUP, "电火花与线切割", "Electrical discharge machining",
        "electrical_discharge", codes(gbt="C3421", cpc="44211", cpv="42611000"),
        ("travel_x", "workpiece_height", "surface_roughness", "travel_y", "taper_angle",
         "wire_diameter", "positioning_accuracy", "workpiece_mass", "control", "built"),
        Words(
            zh=("线切割", "电火花", "慢走丝", "快走丝", "穿孔机"),
            en=("wire cut*", "wire edm*", "edm", "spark ero*", "electrical discharge mach*",
                "electro discharge*"),
            models=(r"CUT\s?[A-Z]?\s?\d{3}", r"AQ\d{3}L", r"MV\d{4}R"),
        ),
    ),
    ResourceClass(
        "other_cutting", _GROUP, "其他切削机床", "Other cutting machine", "vertical_centre",
        codes(gbt="C3421", cpc="44216", cpv="42630000"),
        ("travel_x", "table_load", "workpiece_mass", "control", "built"),
        Words(
            zh=("锯床", "刨床", "插床", "拉床", "攻丝机"),
            en=("band saw*", "bandsaw*", "broaching machine*", "planing machine*", "slotting mach*"),
        ),
    ),
)  # fmt: skip
