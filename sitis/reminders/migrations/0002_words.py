from django.db import migrations


class Migration(migrations.Migration):
    """A reminder is not called as a comment of the public is."""

    dependencies = [("reminders", "0001_reminders")]

    operations = [
        migrations.AlterModelOptions(
            name="reminder",
            options={
                "ordering": ["-sent_at", "-pk"],
                "verbose_name": "připomenutí",
                "verbose_name_plural": "připomenutí",
            },
        ),
    ]
