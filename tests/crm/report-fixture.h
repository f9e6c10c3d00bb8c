/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A seeded workspace with two people and a few deals, for the tests of reports. */
#pragma once

#include "tw-report-run.h"

G_BEGIN_DECLS

typedef struct
{
  char     *dir, *path;
  TwStore  *store;
  TwSchema *schema;
  TwId      ann, bo, acme, zenit, stages[3];
} ReportFixture;

void report_set_up    (ReportFixture *fixture, gconstpointer data);
void report_tear_down (ReportFixture *fixture, gconstpointer data);
/* key, text, … NULL */
TwId report_add       (ReportFixture *fixture, const char *entity, ...) G_GNUC_NULL_TERMINATED;
const char *report_id (const TwId *id);                /* good for a few calls */
/* Two companies, a rate of 1.25 USD for a EUR, and deals of Ann's and Bo's. */
void report_fill      (ReportFixture *fixture);
/* All of a table in a few lines: "> Ann", "a 100.10 EUR", "< Ann 2: 140.10 EUR", "= 4: 340.10 EUR" */
char *report_dup_table (ReportFixture *fixture, TwAccess *access, const char *json);

G_END_DECLS
