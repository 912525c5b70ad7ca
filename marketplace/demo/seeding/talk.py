"""What people write to each other with a booking."""

from __future__ import annotations

from capacity.enums import CancelReason, DeclineReason

NOTES: dict[str, tuple[str, ...]] = {
    "cutting": (
        "首批 6 件，图纸 C 版，材料证明随货。",
        "接骨板试制 12 件，TC4，请留一小时首检。",
        "返修件两件，孔位补镗，带样来。",
        "夹具自带，底板 300 × 300，请先确认 T 槽。",
        "壳体试制 8 件，图纸 C 版，夹具自带。",
        "",
    ),
    "sheet": (
        "2 mm 冷板 30 张，料自带。",
        "机柜样品一套，周五要展。",
        "6 mm 支架 200 件，排样已做好。",
        "",
    ),
    "additive": (
        "一版 24 件，STEP 已传。",
        "髋臼杯三件，层厚 30 µm。",
        "试棒三个方向，各 10 根。",
        "",
    ),
    "moulding": (
        "试模 T1，模重 2.1 吨，要看缩水。",
        "PP 料自带 200 kg，打 5 000 模。",
        "改了浇口，试模 T2。",
        "",
    ),
    "heat": (
        "H13 模块四件，硬度 48 到 50。",
        "17-4PH 时效，件在真空袋里。",
        "打印钛件去应力，两版。",
        "",
    ),
    "metrology": (
        "壳体全尺寸报告，88 个尺寸。",
        "拉伸棒 10 根，按 GB/T 228.1。",
        "叶片型面比对 CAD，25 个截面。",
        "",
    ),
    "lab": (
        "断口两件，要看疲劳源。",
        "浸提液六个样，28 种元素。",
        "涂层截面，能谱打五个点。",
        "",
    ),
}
DECLINES: dict[DeclineReason, str] = {
    DeclineReason.NO_OPERATOR: "那天师傅外出培训，抱歉排不出人。",
    DeclineReason.NOT_SUITABLE: "壁厚太薄，这台夹不住，建议看五轴。",
    DeclineReason.MATERIAL: "镁合金我们不接，排屑不安全。",
    DeclineReason.MAINTENANCE: "主轴异响，约了保养，下周再约吧。",
    DeclineReason.OTHER: "当天有主机厂审核，全线停一天。",
}
CANCELS: dict[CancelReason, str] = {
    CancelReason.DRAWING_CHANGED: "客户改了孔位，图要重出。",
    CancelReason.MATERIAL_LATE: "料还在路上，赶不上了。",
    CancelReason.ORDER_LOST: "订单没了，先取消。",
    CancelReason.MACHINE_DOWN: "主轴报警，等厂家来修。",
    CancelReason.OTHER: "",
}
DELIVERIES = (
    "按图完工，检验单在箱内。",
    "首件合格，余量已清。",
    "提前做完，机床已清。",
    "多用了一会儿，换了一次刀。",
    "",
)
