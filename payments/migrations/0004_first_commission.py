"""The marketplace keeps five per cent until an operator says otherwise."""

from datetime import date

from django.db import migrations

BEGIN, BASIS_POINTS = date(2018, 1, 1), 500


def set_first(apps, schema_editor):
    rules = apps.get_model("payments", "CommissionRule").objects
    if not rules.exists():
        rules.create(valid_from=BEGIN, basis_points=BASIS_POINTS)


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_paying")]

    operations = [migrations.RunPython(set_first, migrations.RunPython.noop)]
