from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0005_version_preview")]

    operations = [
        migrations.AddField(
            model_name="version",
            name="builds",
            field=models.JSONField(
                default=list,
                help_text="[[page, first page of its steps, how many, whether the last shows all]]",
            ),
        ),
        migrations.AddField(
            model_name="version",
            name="builds_sha256",
            field=models.CharField(
                blank=True,
                default="",
                help_text="The PDF of the steps of slides, where there are any.",
                max_length=64,
            ),
        ),
    ]
