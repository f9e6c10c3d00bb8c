/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hands of a test in a list: what is open, how many rows and selected ones there are, and changes of all selected ones. */
#pragma once

#include "tw-app-test.h"
#include "tw-bulk-bar.h"
#include "tw-list-view-private.h"
#include "tw-view-page.h"

G_BEGIN_DECLS

TwViewPage  *tw_list_test_get_page          (TwAppTest *fixture);
TwViewState *tw_list_test_get_state         (TwAppTest *fixture);
TwListView  *tw_list_test_get_list          (TwAppTest *fixture);
TwBulkBar   *tw_list_test_get_bar           (TwAppTest *fixture);
guint        tw_list_test_count_selected    (TwAppTest *fixture);
/* Waits until there are n, all of them read. */
void         tw_list_test_wait_for_items    (TwAppTest *fixture, guint n);
void         tw_list_test_wait_for_selected (TwAppTest *fixture, guint n);
void         tw_list_test_open_list         (TwAppTest *fixture, const char *entity, guint n);
/* Of a bar: it is not changing records. For tw_app_test_wait(). */
gboolean     tw_list_test_is_idle           (gpointer bar);
/* Gives the selected records a value, which it takes. */
void         tw_list_test_apply             (TwAppTest *fixture, const char *action, const char *field, TwValue value);
TwValue      tw_list_test_one_tag           (const char *text);
/* Of a panel of facets: all are counted. For tw_app_test_wait(). */
gboolean     tw_list_test_is_counted        (gpointer panel);
/* Changes a deal behind the list's back. */
void         tw_list_test_set_text          (TwAppTest *fixture, const TwId *id, const char *key, const char *text);

G_END_DECLS
