/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of tw_store_check(). Each appends sentences; FALSE only when it had to stop. Private to the store. */
#pragma once

#include "tw-backup.h"
#include "tw-store-internal.h"

G_BEGIN_DECLS

#define TW_CHECK_MAX_PROBLEMS 1000

typedef struct
{
  TwStore      *store;                                 /* (unowned) */
  TwSchema     *schema;                                /* (unowned) */
  TwDb         *db;                                    /* (unowned): in one read transaction */
  GPtrArray    *problems;                              /* (element-type char *) */
  TwProgress    progress;                              /* (nullable) */
  gpointer      data;
  GCancellable *cancellable;                           /* (nullable) */
  double        fraction;
} TwCheckup;

void     tw_checkup_report (TwCheckup *checkup, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Runs a query whose rows are problems; each goes to report. A query that fails is a problem itself. */
typedef void (*TwCheckupRow) (TwCheckup *checkup, TwStmt *stmt, gpointer data);
void     tw_checkup_query  (TwCheckup *checkup, const char *sql, TwCheckupRow row, gpointer data);
gboolean tw_checkup_go_on  (TwCheckup *checkup, GError **error);
char    *tw_checkup_dup_id (TwStmt *stmt, int column);  /* for people; "?" when it is none */

void     tw_check_log      (TwCheckup *checkup);                      /* commits and changes among themselves */
void     tw_check_replay   (TwCheckup *checkup);                      /* each record against its changes */
void     tw_check_setting  (TwCheckup *checkup, const TwId *id, const TwValue *definitions, const TwValue *key, const TwValue *value);
                                                                      /* the last of it in the log; unused ones are null */
void     tw_check_settings (TwCheckup *checkup);                      /* that those in force are logged; ids that are used up */
void     tw_check_schema   (TwCheckup *checkup);                      /* tables, columns, indexes */
void     tw_check_rows     (TwCheckup *checkup, const TwEntity *entity);   /* values, links, unique keys, series */
void     tw_check_search   (TwCheckup *checkup, const TwEntity *entity);
void     tw_check_sync     (TwCheckup *checkup);                      /* outbox and pending against the log */
void     tw_check_audit    (TwCheckup *checkup);                      /* a server's audit log */
void     tw_check_blobs    (TwCheckup *checkup);

G_END_DECLS
