"""The regulation as it stands, and the loan prime rate, until an operator adds a later row."""

from datetime import date

from django.db import migrations

ORDER_728 = "保障中小企业款项支付条例（国令第728号）第八条、第十五条"
ORDER_802 = "保障中小企业款项支付条例（国令第802号）第九条、第十七条"
PRIME_RATE = "中国人民银行授权全国银行间同业拆借中心公布的一年期贷款市场报价利率（LPR）"

RULES = (
    {"payer": "public", "valid_from": date(2020, 9, 1), "allows_custom": False, "source": ORDER_728,
     "usual_days": 30, "longest_days": 60, "late_ppm": 500},
    {"payer": "public", "valid_from": date(2025, 6, 1), "allows_custom": False, "source": ORDER_802,
     "usual_days": 30, "longest_days": 60, "late_ppm": 500},
    {"payer": "large", "valid_from": date(2025, 6, 1), "allows_custom": True, "source": ORDER_802,
     "usual_days": 60, "longest_days": 60, "late_ppm": 500},
)  # fmt: skip
RATES = ((date(2024, 10, 21), 310), (date(2025, 5, 20), 300))


def set_first(apps, schema_editor):
    rules = apps.get_model("payments", "PromptPaymentRule").objects
    for rule in RULES:
        rules.get_or_create(payer=rule["payer"], valid_from=rule["valid_from"], defaults=rule)
    rates = apps.get_model("payments", "ReferenceRate").objects
    for day, basis_points in RATES:
        rates.get_or_create(valid_from=day, defaults={"basis_points": basis_points, "source": PRIME_RATE})


class Migration(migrations.Migration):
    dependencies = [("payments", "0008_money")]

    operations = [migrations.RunPython(set_first, migrations.RunPython.noop)]
