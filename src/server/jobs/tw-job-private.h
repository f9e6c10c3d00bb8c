/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A job that runs, and the kinds of jobs that this server can do. */
#pragma once

#include "tw-jobs.h"
#include "tw-server.h"

G_BEGIN_DECLS

typedef struct
{
  TwServer     *server;
  TwStore      *store;
  const TwJob  *job;
  GCancellable *cancellable;                           /* the job was cancelled or taken away, or the server stops */
  gint          progress;                              /* (atomic) percent, -1: not known */
} TwJobRun;

typedef struct
{
  const char *kind;                                    /* a choice of the schema */
  /* TRUE: done, result (out, nullable) tells what came out. FALSE: tried again, unless the error is TW_JOB_ERROR: then it has failed. */
  gboolean  (*run)  (TwJobRun *run, char **result, GError **error);
  guint       max_attempts;
  /* What a new server has by itself: an order of this id, repeated after so many minutes; id NULL: none. */
  const char *id, *title, *payload;
  gint64      every;
  gboolean  (*wanted) (TwServer *server);              /* nullable; FALSE: there is nothing to do now, the job waits on */
} TwJobKind;

/* Fetches the day's exchange rates (tw-job-rates.c). */
gboolean tw_job_run_rates  (TwJobRun *run, char **result, GError **error);
gboolean tw_job_has_rates  (TwServer *server);

/* Writes a saved report as a file (tw-job-report.c). */
gboolean tw_job_run_report (TwJobRun *run, char **result, GError **error);

/* By which name this process, which has the folder dir open alone, takes jobs (tw-job-owner.c). */
gboolean tw_job_owner_get  (const char *dir, TwId *owner, GError **error);

/* Ended by kind NULL. */
extern const TwJobKind tw_job_kinds[];

#define TW_JOB_ERROR (tw_job_error_quark ())
GQuark tw_job_error_quark (void);

/* For functions that tell how far they are (TwProgress). */
void     tw_job_run_tell   (double fraction, const char *message, gpointer run);
/* A whole number of the payload, an object; fallback without, or when it is out of bounds. */
gint64   tw_job_run_number (TwJobRun *run, const char *name, gint64 least, gint64 most, gint64 fallback);

G_END_DECLS
