"""The dated rules as the migrations lay them down: tests that commit sweep them away."""

from datetime import date

from payments.models import CommissionRule, PromptPaymentRule, ReferenceRate

ORDER = "保障中小企业款项支付条例（国令第802号）第九条、第十七条"


def lay_down_rules() -> None:
    CommissionRule.objects.get_or_create(valid_from=date(2018, 1, 1), defaults={"basis_points": 500})
    for payer, usual, allows_custom in (("public", 30, False), ("large", 60, True)):
        PromptPaymentRule.objects.get_or_create(
            payer=payer,
            valid_from=date(2025, 6, 1),
            defaults={
                "usual_days": usual,
                "longest_days": 60,
                "allows_custom": allows_custom,
                "late_ppm": 500,
                "source": ORDER,
            },
        )
    ReferenceRate.objects.get_or_create(
        valid_from=date(2025, 5, 20), defaults={"basis_points": 300, "source": "LPR"}
    )
