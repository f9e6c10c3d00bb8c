/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hands of a test on the page of a record: it is opened, typed into, changed from elsewhere, and looked at. */
#pragma once

#include "tw-app-test.h"
#include "tw-record-page.h"

G_BEGIN_DECLS

TwRecordPage  *tw_record_test_open             (TwAppTest *fixture, const char *entity, const TwId *id);
TwRecordField *tw_record_test_get_field        (TwRecordPage *page, const char *key);
/* Begins to edit a field and types. */
void           tw_record_test_enter            (TwRecordField *field, const char *text);
/* Of a field, for tw_app_test_wait(). */
gboolean       tw_record_test_is_not_editing   (gpointer field);
/* A field of the first deal, by somebody else. */
void           tw_record_test_change_elsewhere (TwAppTest *fixture, const char *key, const char *text);
/* Below a widget; NULL when there is none. */
GtkWidget     *tw_record_test_find_button      (gpointer widget, const char *label);
GtkWidget     *tw_record_test_find_icon_button (gpointer widget, const char *icon);
GtkWidget     *tw_record_test_find_label       (gpointer widget, const char *text);
/* Until a timeline has n items: it is read on a thread. */
void           tw_record_test_wait_length      (GListModel *items, guint n);

G_END_DECLS
