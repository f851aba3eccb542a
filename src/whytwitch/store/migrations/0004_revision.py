"""A number on each person that the database changes with whatever is written about them (``store/revision.py``)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0003_diary"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="revision",
            field=models.BigIntegerField(db_default=0, default=0, editable=False, help_text="set by the database"),
        ),
    ]
