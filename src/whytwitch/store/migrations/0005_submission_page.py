"""A page that a browser shows again from its memory is known by its mark, and what it says by a hash."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0004_revision"),
    ]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="page",
            field=models.UUIDField(db_index=True, help_text="the mark of the page it was sent from", null=True),
        ),
        migrations.AddField(
            model_name="submission",
            name="said",
            field=models.CharField(blank=True, help_text="hash of what the page said", max_length=64),
        ),
    ]
