"""The classes of forming, printing, moulding and heat treatment."""

from capacity.taxonomy.codes import codes
from capacity.taxonomy.shapes import ResourceClass, Words

MAKING_CLASSES = (
    ResourceClass(
        "laser_cutting", "forming", "激光切割", "Laser cutting", "laser_cutting",
        codes(gbt="C3424", cpc="44211", cpv="42610000"),
        ("sheet_length", "laser_power", "thickness_steel", "sheet_width", "thickness_stainless",
         "thickness_aluminium", "positioning_accuracy", "laser_source", "assist_gas",
         "tube_diameter", "rapid_traverse", "control", "built"),
        Words(
            zh=("激光切割", "切管机", "激光下料"),
            en=("laser cut*", "laser profil*", "tube laser*"),
            models=(r"TRULASER", r"BYSTAR", r"ENSIS", r"G\d{4}[A-Z]{1,2} ?PLUS"),
        ),
    ),
    ResourceClass(
        "press_brake", "forming", "折弯与冲压", "Bending and pressing", "press_brake",
        codes(gbt="C3422", cpc="44217", cpv="42633000"),
        ("bending_length", "press_force", "angle_accuracy", "stroke", "axes", "thickness_steel",
         "control", "built"),
        Words(
            zh=("折弯", "冲床", "冲压", "剪板", "液压机", "压力机"),
            en=("press brake*", "bending machine*", "punch press*", "hydraulic press*", "guillotine*",
                "stamping press*", "c frame press*"),
            models=(r"TRUBEND", r"XPERT\s?\d+", r"WC67[KY]\w*"),
        ),
    ),
    ResourceClass(
        "metal_printing", "additive", "金属增材制造", "Metal additive manufacturing",
        "metal_printing", codes(gbt="C3493", cpc="44211", cpv="42611000"),
        ("build_x", "build_z", "lasers", "build_y", "materials", "layer_thickness", "laser_watts",
         "relative_density", "oxygen", "preheating", "inert_gas", "built"),
        Words(
            zh=("金属打印", "金属3d打印", "金属增材", "选区激光熔化", "激光熔覆", "slm", "金属 3d"),
            en=("metal print*", "metal am", "metal additive*", "laser powder bed*", "slm",
                "selective laser melt*", "metal 3d*", "directed energy*", "electron beam melt*"),
            models=(r"EOS\s?M\s?\d{3}", r"BLT-?S\d{3}", r"SLM\s?\d{3}", r"FS\d{3}M", r"M2 SERIES"),
        ),
        outranks=("polymer_printing",),
    ),
    ResourceClass(
        "polymer_printing", "additive", "聚合物增材制造", "Polymer additive manufacturing",
        "polymer_printing", codes(gbt="C3493", cpc="44915", cpv="42994200"),
        ("build_x", "dimensional_tolerance", "materials", "build_y", "build_z", "layer_thickness",
         "printing_process", "nozzle_temperature", "chamber_temperature", "built"),
        Words(
            zh=("3d打印", "3d 打印", "光固化", "尼龙打印", "塑料打印", "快速成型", "增材", "打印机"),
            en=("3d print*", "additive manufact*", "rapid prototyp*", "fused deposit*", "fdm", "sla",
                "stereolithogra*", "polymer print*", "sls"),
            models=(r"FORTUS", r"FORMLABS", r"FORM\s?[34]L?", r"MJF\s?\d+", r"ULTIMAKER\s?\w*",
                    r"PRO300", r"HT1001P", r"F\d{3}CR"),
        ),
    ),
    ResourceClass(
        "injection_moulding", "moulding", "注塑机", "Injection moulding", "injection_moulding",
        codes(gbt="C3523", cpc="44915", cpv="42994200"),
        ("clamping_force", "shot_weight", "drive", "tie_bars", "mould_height", "opening_stroke",
         "screw_diameter", "injection_pressure", "injection_speed", "components", "hot_runner",
         "cleanroom", "built"),
        Words(
            zh=("注塑", "注射成型", "吹塑", "挤出机", "压铸"),
            en=("injection mould*", "injection mold*", "moulding machine*", "molding machine*",
                "blow mould*", "extruder*", "die cast*"),
            models=(r"JU\d{4,5}", r"MA\d{4}", r"ALLROUNDER", r"VE\d{4}", r"ROBOSHOT"),
        ),
    ),
    ResourceClass(
        "heat_treatment", "heat", "热处理炉", "Heat treatment", "heat_treatment",
        codes(gbt="C3461", cpc="43420", cpv="42300000"),
        ("temperature", "load", "atmosphere", "chamber", "uniformity", "quench_pressure",
         "ultimate_vacuum", "case_depth", "heating_rate", "pyrometry", "quench_medium", "built"),
        Words(
            zh=("热处理", "真空炉", "淬火", "回火", "退火", "渗碳", "渗氮", "氮化", "箱式炉",
                "井式炉", "马弗炉", "管式炉", "烧结炉"),
            en=("furnace*", "heat treat*", "sinter*", "annealer*", "annealing*", "tempering*",
                "quench*", "carburis*", "nitriding*", "kiln*", "muffle*", "anneal", "rta",
                "rapid thermal*", "oven*"),
            models=(r"WZC-?\d+", r"VPG-?\d+", r"RX3-?\w+", r"RJ2-?\w+"),
        ),
    ),
    ResourceClass(
        "other", "anything_else", "其他设备", "Other machine", "other", (),
        ("materials", "workpiece_mass", "power_supply", "built"),
    ),
)  # fmt: skip
