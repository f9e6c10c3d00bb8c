/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue of the server's work. A job is a record (data/schema/job.json), so that administrators see it, repeat it (status waiting)
 * and cancel it (status cancelled) like any record; who runs it, and until when that is believed, stands beside it:
 *
 *   job_lease (job_id, owner, attempt, until)
 *
 * A process that works takes a job and its lease in one transaction and prolongs the lease while it runs. When it dies the lease
 * ends, and the job is taken again; what the former owner still says then counts no more: a job ends once. Several processes may
 * share the queue. Any thread. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef struct
{
  TwId   id, owner;
  gint64 attempt;                                      /* 1: the first */
  char  *kind, *payload;                               /* payload: JSON, nullable */
} TwJob;

typedef struct
{
  const TwId *id;                                      /* nullable: a new one */
  const char *kind, *title, *payload;                  /* payload nullable */
  TwInstant   run_at;                                  /* 0: at once */
  gint64      every;                                   /* minutes; 0: once */
} TwJobOrder;

typedef enum
{
  TW_JOB_DONE,                                         /* text: what came out of it */
  TW_JOB_FAILED,                                       /* text: why; trying again would not help */
  TW_JOB_RETRY,                                        /* text: why; tried again later, so often as max_attempts says */
  TW_JOB_RELEASED,                                     /* not its fault: the process stops; at once by another */
} TwJobOutcome;

void     tw_job_free       (TwJob *job);
/* When the server begins, before it claims. owner: this process; what a former one by that name had is free again. */
gboolean tw_jobs_enable    (TwStore *store, const TwId *owner, GError **error);
/* id: (out) (nullable). */
gboolean tw_jobs_enqueue   (TwStore *store, const TwJobOrder *order, TwId *id, GError **error);
/* The job that has waited longest, of these kinds (ended by NULL); NULL without error: none is due. */
TwJob   *tw_jobs_claim     (TwStore *store, const TwId *owner, const char *const *kinds, TwInstant now, TwInstant until, guint max_attempts,
                            GError **error);
/* Still at it. lost: (out) it is not the owner's any more, or was cancelled: stop. progress: percent, -1: not known.
 * until: if it is written at once; later by as long as the writer was waited for. */
gboolean tw_jobs_beat      (TwStore *store, const TwJob *job, TwInstant until, int progress, gboolean *lost, GError **error);
/* Ends the attempt. counted: (out) FALSE when it was not the owner's any more and nothing was changed. */
gboolean tw_jobs_finish    (TwStore *store, const TwJob *job, TwJobOutcome outcome, const char *text, guint max_attempts, TwInstant now,
                            gboolean *counted, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwJob, tw_job_free)

G_END_DECLS
