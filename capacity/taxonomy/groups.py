"""The branches of the tree, in the order in which people look for them."""

from capacity.taxonomy.shapes import ClassGroup

GROUPS = (
    ClassGroup("metal_cutting", "金属切削", "Metal cutting", "five_axis"),
    ClassGroup("forming", "成形与切割", "Forming and cutting", "laser_cutting"),
    ClassGroup("additive", "增材制造", "Additive manufacturing", "polymer_printing"),
    ClassGroup("moulding", "注塑成型", "Moulding", "injection_moulding"),
    ClassGroup("heat", "热处理", "Heat treatment", "heat_treatment"),
    ClassGroup("metrology", "计量与力学试验", "Metrology and mechanical testing", "coordinate_measuring"),
    ClassGroup("research_instruments", "科研仪器", "Research instruments", "electron_microscope"),
    ClassGroup("microfabrication", "微纳加工", "Microfabrication", "wafer"),
    ClassGroup("anything_else", "其他", "Other", "other"),
)
