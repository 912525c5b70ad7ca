"""Payout accounts are confirmed by a second person; those that exist wait for that as well."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


def opened_is_changed(apps, schema_editor):
    accounts = apps.get_model("payments", "PayoutAccount").objects
    accounts.update(changed_by=F("opened_by"), changed_at=F("opened_at"))


def person(**options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        **options,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0006_supplements"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("payoutaccount", "changed_by", person(null=True)),
        migrations.AddField("payoutaccount", "changed_at", models.DateTimeField(null=True)),
        migrations.AddField("payoutaccount", "confirmed_by", person(null=True, blank=True)),
        migrations.AddField("payoutaccount", "usable_from", models.DateTimeField(null=True, blank=True)),
        migrations.RunPython(opened_is_changed, migrations.RunPython.noop, elidable=True),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField("payoutaccount", "changed_by", person()),
        migrations.AlterField("payoutaccount", "changed_at", models.DateTimeField()),
        migrations.AddConstraint(
            "payoutaccount",
            models.CheckConstraint(
                name="payout_account_confirmed_by_another",
                condition=Q(confirmed_by__isnull=True, usable_from__isnull=True)
                | (
                    Q(usable_from__isnull=False, confirmed_by__isnull=False)
                    & ~Q(confirmed_by=F("changed_by"))
                ),
            ),
        ),
    ]
