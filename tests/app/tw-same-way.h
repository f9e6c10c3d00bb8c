/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests share that do the same to a shipped kind of record and to a site's own: the fields that the steps are about, the
 * records, and waiting. */
#pragma once

#include "tw-app-test.h"
#include "tw-list-view-private.h"
#include "tw-view-page.h"

G_BEGIN_DECLS

#define SAME_N_RECORDS 6

/* The fields that the steps are about. The choice has the values "low" and "high", in this order of the schema or the other. */
typedef struct
{
  const char *entity;
  const char *choice, *money, *text, *tags;
  const char *money_label;
  const char *required;                                /* nullable: what else each record must have */
} SameSubject;

/* A shipped entity's own fields, a site's fields of it, a site's own object. */
extern const SameSubject same_subjects[3];

TwViewPage  *same_get_page       (TwAppTest *fixture);
TwViewState *same_get_state      (TwAppTest *fixture);
TwListView  *same_get_list       (TwAppTest *fixture);
void         same_wait_for_items (TwAppTest *fixture, guint n);
/* The records of the test and no others are in this place. */
char        *same_dup_where      (const SameSubject *subject);
/* Their list, with the columns of the subject. */
void         same_open_list      (TwAppTest *fixture, const SameSubject *subject);
/* Waits until so many of the test's records are such: "= 10 USD". */
void         same_wait_for       (TwAppTest *fixture, const SameSubject *subject, const char *field, const char *where, gint64 n);
/* Waits until a text can be seen. */
void         same_wait_for_text  (gpointer widget, const char *text);
/* Defines what is the site's own, and adds "Thing 1" of $10 to "Thing n"; the first two are of high urgency. */
void         same_add_records    (TwAppTest *fixture, const SameSubject *subject, guint n);

G_END_DECLS
