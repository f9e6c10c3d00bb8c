# SPDX-License-Identifier: GPL-3.0-or-later
from django.db import models
from django.db.backends.signals import connection_created


def make_durable(connection, **_):
    connection.cursor().execute("PRAGMA journal_mode=WAL")
    connection.cursor().execute("PRAGMA synchronous=FULL")


connection_created.connect(make_durable)


class Deal(models.Model):
    id = models.CharField(primary_key=True, max_length=36)
    row_seq = models.BigIntegerField()
    name = models.TextField()
    company = models.CharField(max_length=36, null=True)
    contact = models.CharField(max_length=36, null=True)
    amount = models.TextField(null=True)
    amount_currency = models.CharField(max_length=3, null=True)
    pipeline = models.CharField(max_length=36, null=True)
    stage = models.CharField(max_length=36)
    probability = models.TextField(null=True)
    close_date = models.TextField(null=True)
    status = models.CharField(max_length=20, null=True)
    owner = models.CharField(max_length=36, null=True)
    priority = models.CharField(max_length=20, null=True)
    tags = models.TextField(null=True)
    description = models.TextField(null=True)
    reason = models.CharField(max_length=36, null=True)
    budget_confirmed = models.BooleanField(null=True)
    decision_maker_identified = models.BooleanField(null=True)
    timeline_clear = models.BooleanField(null=True)
    team = models.CharField(max_length=36, null=True)
    campaign = models.CharField(max_length=36, null=True)
    partner = models.CharField(max_length=36, null=True)
    territory = models.CharField(max_length=36, null=True)
    engaged_on = models.TextField(null=True)
    stage_entered_at = models.TextField(null=True)
    closed_at = models.TextField(null=True)
    created_at = models.TextField(null=True)
    updated_at = models.TextField(null=True)
    created_by = models.CharField(max_length=36, null=True)
    updated_by = models.CharField(max_length=36, null=True)

    class Meta:
        db_table = "deal"
        ordering = ["id"]
        managed = False
