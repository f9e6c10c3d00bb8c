/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One change to any number of records: set a field, add or remove items of a list, give tasks, work out health, delete. It is one commit, and so one undo step;
 * records that refuse the change stay as they are and are counted. Made for one run. Property of an asynchronous run: progress
 * (double, 0…1), notified at most once a frame on the thread that made the object. */
#pragma once

#include <gio/gio.h>
#include "tw-record-set.h"

G_BEGIN_DECLS

#define TW_TYPE_BULK_JOB (tw_bulk_job_get_type ())
G_DECLARE_FINAL_TYPE (TwBulkJob, tw_bulk_job, TW, BULK_JOB, GObject)

TwBulkJob  *tw_bulk_job_new_set    (TwStore *store, TwRecordSet *set, const TwField *field, const TwValue *value);
/* items: a list; they are added to what the field holds, or taken out of it. */
TwBulkJob  *tw_bulk_job_new_items  (TwStore *store, TwRecordSet *set, const TwField *field, const TwValue *items, gboolean remove);
TwBulkJob  *tw_bulk_job_new_delete (TwStore *store, TwRecordSet *set);
/* Tasks about each of them: one of each template, or copies of a task. (element-type TwRecord) */
TwBulkJob  *tw_bulk_job_new_tasks  (TwStore *store, TwRecordSet *set, GPtrArray *templates, TwRecord *task);
/* Their health by the rules of the workspace: tw-health.h. */
TwBulkJob  *tw_bulk_job_new_health (TwStore *store, TwRecordSet *set);
TwRecordSet *tw_bulk_job_get_set   (TwBulkJob *self);
const char *tw_bulk_job_get_title  (TwBulkJob *self);
double      tw_bulk_job_get_progress (TwBulkJob *self);

/* Cancelled: nothing has happened. */
gboolean    tw_bulk_job_run        (TwBulkJob *self, GCancellable *cancellable, GError **error);
void        tw_bulk_job_run_async  (TwBulkJob *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean    tw_bulk_job_run_finish (TwBulkJob *self, GAsyncResult *result, GError **error);
/* After it: what came of it. */
guint       tw_bulk_job_get_n_changed   (TwBulkJob *self);
guint       tw_bulk_job_get_n_refused   (TwBulkJob *self);
const char *tw_bulk_job_get_refusal     (TwBulkJob *self);           /* why the first one refused; nullable */

G_END_DECLS
