"""The classes of a clean room."""

from capacity.taxonomy.codes import codes
from capacity.taxonomy.shapes import ResourceClass, Words

_GROUP = "microfabrication"
_CODES = codes(gbt="C3562", cpc="44918", cpv="38970000")

MICROFABRICATION_CLASSES = (
    ResourceClass(
        "lithography", _GROUP, "光刻与匀胶", "Lithography", "wafer", _CODES,
        ("feature_size", "wafer_size", "overlay", "wavelength", "cleanliness", "materials",
         "built"),
        Words(
            zh=("光刻", "匀胶", "电子束曝光", "纳米压印", "掩膜", "显影"),
            en=("lithograph*", "electron beam lith*", "raith*", "stepper*", "mask align*",
                "mask writer*", "photomask*", "spinner*", "spin coat*", "resist*", "develop*",
                "hmds*", "nano imprint*", "nil", "e beam", "electron beam", "hotplate*",
                "asml*"),
            models=(r"SUSS\s?MA\d", r"EVG\s?\d+", r"MLA\s?\d{3}", r"JEOL E-BEAM\w*"),
        ),
        outranks=("photonics",),
    ),
    ResourceClass(
        "thin_film", _GROUP, "薄膜沉积", "Thin-film deposition", "wafer", _CODES,
        ("wafer_size", "film_uniformity", "targets", "temperature", "ultimate_vacuum",
         "process_gases", "cleanliness", "built"),
        Words(
            zh=("磁控溅射", "溅射", "蒸镀", "沉积", "镀膜", "pecvd", "ald", "cvd"),
            en=("sputter*", "evapo*", "pecvd", "lpcvd", "cvd", "pvd", "deposition*", "parylene*",
                "e beam evap*", "e beam and thermal*", "kurt j le*", "tube oxide*", "glow disch*",
                "plasma source*", "molecular beam ep*", "thin film*"),
            models=(r"TUBE \d (?:OXIDE|NITRIDE|POLY|LTO)",),
        ),
        outranks=("lithography", "computing"),
    ),
    ResourceClass(
        "etching", _GROUP, "刻蚀", "Etching", "wafer", _CODES,
        ("wafer_size", "process_gases", "materials", "film_uniformity", "cleanliness", "built"),
        Words(
            zh=("刻蚀", "去胶", "离子束", "等离子清洗"),
            en=("etch*", "rie", "drie", "icp etch*", "asher*", "ion mill*", "reactive ion*",
                "chamber reactiv*", "ion gun*", "plasma clean*"),
        ),
    ),
    ResourceClass(
        "wet_process", _GROUP, "湿法与清洗", "Wet process", "wafer", _CODES,
        ("wafer_size", "materials", "temperature", "cleanliness", "built"),
        Words(
            zh=("湿法", "清洗机", "通风柜", "化学机械抛光"),
            en=("bench", "wet bench*", "solvent hood*", "acid hood*", "base hood*", "rca",
                "rinse dryer*", "piranha*", "critical point*", "wafer clean*", "cmp", "liftoff*",
                "develop hood*", "spinner hood*", "fume*"),
        ),
        outranks=("heat_treatment",),
    ),
    ResourceClass(
        "packaging", _GROUP, "封装与划片", "Packaging and dicing", "wafer", _CODES,
        ("wafer_size", "positioning_accuracy", "materials", "cleanliness", "built"),
        Words(
            zh=("划片", "键合", "贴片", "封装", "回流焊"),
            en=("dicing*", "wire bond*", "wafer bond*", "flip chip*", "die bond*", "scribe*",
                "plasma bond*", "pick and place*", "reflow*", "pdms*", "microfluidic*"),
        ),
        outranks=("heat_treatment", "lithography"),
    ),
)  # fmt: skip
