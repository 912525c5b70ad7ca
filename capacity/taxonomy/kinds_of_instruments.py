"""Specification kinds of metrology, testing and research instruments."""

from capacity.taxonomy.rows import NO, YES, choice, number, span, text
from capacity.taxonomy.shapes import Choice

METROLOGY = (
    number("measuring_x", "测量范围 X", "Measuring range X", "length", "mm"),
    number("measuring_y", "测量范围 Y", "Measuring range Y", "length", "mm"),
    number("measuring_z", "测量范围 Z", "Measuring range Z", "length", "mm"),
    number("length_error", "示值误差 E0（常数项）", "Length error E0 (constant)", "length", "µm", 1),
    text("error_formula", "最大允许误差", "Maximum permissible error"),
    number("probing_error", "探测误差", "Probing error", "length", "µm", 1),
    text("probe", "测头", "Probe"),
    text("software", "软件", "Software"),
    number("room_stability", "室温波动 ±", "Room temperature ±", "temperature", "°C", 1),
    number("max_force", "最大试验力", "Largest force", "force", "kN", 1),
    span("test_speed", "试验速度", "Test speed", "speed", "mm/min", 3),
    choice(
        "accuracy_class",
        "准确度等级",
        "Accuracy class",
        Choice("0.5", "0.5 级", "Class 0.5"),
        Choice("1", "1 级", "Class 1"),
    ),
    number("test_space", "试验空间高度", "Daylight", "length", "mm"),
    number("test_width", "有效宽度", "Width of the test space", "length", "mm"),
    span("test_temperature", "试验温度", "Test temperature", "temperature", "°C"),
    number("test_frequency", "最高频率", "Top frequency", "frequency", "Hz"),
    text("extensometer", "引伸计", "Extensometer"),
    text("grips", "夹具", "Grips"),
    text("test_standards", "执行标准", "Test standards"),
)

MICROSCOPY = (
    number("resolution", "分辨率", "Resolution", "length", "nm", 1),
    span("accelerating_voltage", "加速电压", "Accelerating voltage", "voltage", "kV", 1),
    number("magnification", "最大放大倍数", "Magnification up to", "ratio", "×"),
    choice(
        "emitter",
        "电子源",
        "Electron source",
        Choice("schottky", "肖特基场发射", "Schottky field emission"),
        Choice("cold_field", "冷场发射", "Cold field emission"),
        Choice("tungsten", "钨灯丝", "Tungsten filament"),
        Choice("lab6", "LaB₆", "LaB₆"),
    ),
    text("detectors", "探测器", "Detectors"),
    number("sample_diameter", "最大样品直径", "Sample diameter", "length", "mm"),
    number("sample_height", "最大样品高度", "Sample height", "length", "mm"),
    choice("eds", "能谱 EDS", "EDS", YES, NO),
    choice("ebsd", "EBSD", "EBSD", YES, NO),
    choice("low_vacuum", "低真空模式", "Low vacuum", YES, NO),
    text("objectives", "物镜", "Objectives"),
    text("contrast", "观察方式", "Contrast methods"),
    number("scan_range", "扫描范围", "Scan range", "length", "µm"),
    number("noise_floor", "本底噪声", "Noise floor", "length", "pm"),
)

ANALYSIS = (
    span("mass_range", "质量范围 m/z", "Mass range m/z", "ratio", ""),
    number("resolving_power", "分辨率（FWHM）", "Resolving power (FWHM)", "ratio", ""),
    number("mass_accuracy", "质量准确度", "Mass accuracy", "ratio", "ppm", 1),
    text("ionisation", "离子源", "Ion source"),
    text("separation", "联用分离", "Coupled separation"),
    number("scan_rate", "采集速率", "Acquisition rate", "frequency", "Hz"),
    text("detection_limit", "检出限", "Detection limit"),
    number("autosampler", "自动进样位", "Autosampler places", "count", ""),
    span("wavelength", "波长范围", "Wavelength range", "length", "nm"),
    number("spectral_resolution", "光谱分辨率", "Spectral resolution", "wavenumber", "cm⁻¹", 2),
    number("field_strength", "磁场强度", "Field", "magnetic flux density", "T", 1),
    number("proton_frequency", "氢频率", "Proton frequency", "frequency", "MHz"),
    text("anode", "靶材", "Anode"),
    span("two_theta", "2θ 范围", "2θ range", "angle", "°"),
    span("sample_temperature", "样品温度", "Sample temperature", "temperature", "°C"),
    span("particle_size", "粒径范围", "Particle size", "length", "µm", 2),
    number("bandwidth", "带宽", "Bandwidth", "frequency", "GHz", 1),
    number("channels", "通道数", "Channels", "count", ""),
    span("current", "电流范围", "Current", "electric current", "A", 3),
    number("pulse_energy", "脉冲能量", "Pulse energy", "energy", "mJ", 2),
    number("average_power", "平均功率", "Average power", "power", "W", 1),
    number("base_temperature", "最低温度", "Base temperature", "temperature", "K", 2),
    number("sample_volume", "样品体积", "Sample volume", "volume", "mL", 1),
    number("rotor_speed", "最高转速", "Top speed", "rotational speed", "rpm"),
    number("cores", "核心数", "Cores", "count", ""),
    number("memory", "内存", "Memory", "data", "GB"),
)

WAFERS = (
    number("wafer_size", "最大晶圆尺寸", "Wafer size", "length", "mm"),
    number("feature_size", "最小线宽", "Smallest feature", "length", "nm"),
    number("overlay", "套刻精度", "Overlay", "length", "nm"),
    text("process_gases", "工艺气体", "Process gases"),
    text("targets", "靶材与材料", "Targets and materials"),
    number("film_uniformity", "膜厚均匀性 ±", "Film uniformity ±", "ratio", "%", 1),
    number("cleanliness", "洁净等级 ISO", "Clean-room class ISO", "count", ""),
)

GENERAL = (
    number("built", "出厂年份", "Year built", "year", ""),
    text("power_supply", "供电", "Power supply"),
)

INSTRUMENT_KINDS = METROLOGY + MICROSCOPY + ANALYSIS + WAFERS + GENERAL
