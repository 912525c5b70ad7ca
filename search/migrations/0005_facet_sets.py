from typing import ClassVar

import django.contrib.postgres.fields
from django.db import migrations, models

TABLES = "search_searchtext, search_searchfree, search_searchunit, search_searchsuggestion, search_indexentry"


class Migration(migrations.Migration):
    """The index is emptied: it is filled anew from the listings when the site starts."""

    dependencies: ClassVar = [("search", "0004_index_lag")]

    operations: ClassVar = [
        migrations.RunSQL(f"TRUNCATE {TABLES}", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="FacetSet",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("resource_class", models.CharField(max_length=40)),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), size=None
                    ),
                ),
                (
                    "certificates",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), size=None
                    ),
                ),
                ("is_instant", models.BooleanField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("resource_class", "kinds", "certificates", "is_instant"),
                        name="search_facets_once",
                    )
                ],
            },
        ),
        migrations.RemoveIndex(model_name="searchfree", name="search_free_class"),
        *(
            migrations.RemoveField(model_name=model, name=field)
            for model in ("searchfree", "searchtext")
            for field in ("certificates", "city", "is_instant", "kinds", "resource_class")
        ),
        *(
            migrations.AddField(
                model_name=model,
                name="facets_id",
                field=models.IntegerField(default=0),
                preserve_default=False,
            )
            for model in ("searchfree", "searchtext")
        ),
        migrations.AddIndex(
            model_name="searchfree",
            index=models.Index(fields=["facets_id"], name="search_free_facets"),
        ),
    ]
