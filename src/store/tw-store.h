/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workspace on disk: a folder with store.db (SQLite, WAL), blobs/ and lock. One writer thread owns the write connection;
 * readers have a pool. Every change is a commit; nothing writes around it. */
#pragma once

#include <gio/gio.h>
#include "tw-commit.h"
#include "tw-query.h"

G_BEGIN_DECLS

#define TW_TYPE_STORE (tw_store_get_type ())
G_DECLARE_FINAL_TYPE (TwStore, tw_store, TW, STORE, GObject)

typedef struct _TwEdit TwEdit;            /* a transaction being put together: see below */

/* Opens, or with create makes, a workspace. Migrates when the shipped schema is newer. When another process has it open for writing,
 * it opens for reading, and every write gives TW_STORE_ERROR_IN_USE. Errors: TW_STORE_ERROR_*. */
TwStore  *tw_store_open         (const char *dir, TwSchema *shipped, gboolean create, GError **error);
gboolean  tw_store_is_read_only (TwStore *store);
/* It can only be read because another process has it open for writing. */
gboolean  tw_store_is_in_use    (TwStore *store);
void      tw_store_close        (TwStore *store);      /* waits for the writer; also done by dispose */
const char *tw_store_get_dir    (TwStore *store);
TwSchema *tw_store_get_schema   (TwStore *store);      /* lent; main thread; changes with "schema-changed" */
TwSchema *tw_store_ref_schema   (TwStore *store);      /* any thread */
/* Context of expressions for this workspace, this moment and user; free with tw_store_context_free. */
TwExprContext *tw_store_dup_context (TwStore *store);
void      tw_store_context_free (TwExprContext *context);
void      tw_store_set_user     (TwStore *store, const TwId *user);             /* me */
const TwId *tw_store_get_user   (TwStore *store);
/* On this thread, until NULL is given: reads and writes are this user's, whose requests a server answers. */
void      tw_store_act_as       (TwStore *store, const TwId *user);
/* Gives back memory that was only good for what was read last; FALSE: something is being read. */
gboolean  tw_store_trim         (TwStore *store);
guint64   tw_store_get_people_round (TwStore *store);  /* grows when people, teams, roles, territories, settings or fields change */
/* Settings of the workspace (currency, zone, first_weekday, name …), kept in the store and logged: JSON values by key. */
char     *tw_store_dup_setting  (TwStore *store, const char *key);              /* nullable */
void      tw_store_list_settings (TwStore *store, GPtrArray *pairs);            /* appends key, JSON value … */
gboolean  tw_store_set_setting  (TwStore *store, const char *key, const char *value, GError **error);

/* --- Reading. Synchronous calls may be made on any thread; each takes a reader connection. --- */
TwRecord *tw_store_get          (TwStore *store, const TwEntity *entity, const TwId *id, GError **error);  /* NULL + NOT_FOUND; deleted ones too */
/* Ids of live records by their row numbers (tw_results_peek_rows()); those that are gone are left out. (element-type TwId) */
GArray   *tw_store_read_ids     (TwStore *store, const TwEntity *entity, const gint64 *rows, guint n_rows, GError **error);
char     *tw_store_dup_title    (TwStore *store, guint entity_number, const TwId *id);   /* cached; "" if unknown */
/* Up to limit records from after (an opaque cursor, nullable); next receives the cursor of the next page or NULL. */
GPtrArray *tw_store_list        (TwStore *store, TwQuery *query, guint limit, const char *after, char **next, GError **error);
/* Computed fields are filled by tw_store_get(); records of lists have null there until this is called. fields: NULL-terminated,
 * NULL: all. Records of one entity. */
gboolean  tw_store_compute      (TwStore *store, GPtrArray *records, const TwField *const *fields, GError **error);
gint64    tw_store_count        (TwStore *store, TwQuery *query, GError **error);        /* -1 on error */
gboolean  tw_store_eval         (TwStore *store, TwExprBound *bound, TwRecord *record, TwValue *result, GError **error);
GPtrArray *tw_store_related     (TwStore *store, const TwEntity *entity, const TwId *id, const TwInverse *inverse, guint limit, GError **error);
GPtrArray *tw_store_related_newest (TwStore *store, const TwEntity *entity, const TwId *id, const TwInverse *inverse, guint limit, GError **error);
/* Finds the one live record whose field has the value (by folded text); NULL without error when there is none. */
TwRecord *tw_store_find         (TwStore *store, const TwField *field, const TwValue *value, GError **error);

/* As it was: the same reads at a past instant, from the log. */
TwRecord *tw_store_get_as_of    (TwStore *store, const TwEntity *entity, const TwId *id, TwInstant at, GError **error);
GPtrArray *tw_store_list_as_of  (TwStore *store, TwQuery *query, TwInstant at, guint limit, GError **error);

/* --- Writing --- */
/* title: what a person would call it, "Move Acme to Won"; it stands in undo toasts and history. */
TwEdit   *tw_edit_new           (TwStore *store, TwOrigin origin, const char *title);
void      tw_edit_free          (TwEdit *edit);        /* drops what was not committed */
void      tw_edit_save          (TwEdit *edit, TwRecord *record);               /* new or changed */
void      tw_edit_delete        (TwEdit *edit, const TwEntity *entity, const TwId *id);
void      tw_edit_restore       (TwEdit *edit, const TwEntity *entity, const TwId *id);   /* from the wastebasket */
/* Commits all or nothing and steals the edit. On success the records are stored ones (no changes left). The commit is (transfer full). */
TwCommit *tw_edit_commit        (TwEdit *edit, GError **error);                 /* waits for the writer */
void      tw_edit_commit_async  (TwEdit *edit, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
TwCommit *tw_edit_commit_finish (TwStore *store, GAsyncResult *result, GError **error);

/* Undo makes a new commit that takes a former one back; undoing an undo is redo. Refused with TW_STORE_ERROR_IN_THE_WAY and a
 * sentence that names the later change. id NULL: the newest commit of this user that can be undone. */
TwCommit *tw_store_undo         (TwStore *store, const TwId *commit, GError **error);
TwCommit *tw_store_redo         (TwStore *store, GError **error);               /* the newest undo not yet redone */
char     *tw_store_dup_undo_title (TwStore *store);    /* nullable: nothing to undo */
char     *tw_store_dup_redo_title (TwStore *store);
/* Removes wastebasket records older than the retention time for good (before: instant of deletion). */
gint64    tw_store_purge        (TwStore *store, TwInstant before, GError **error);
/* Some records, with their files. ids: TwId. Blocks; not where a server does it. */
gboolean  tw_store_purge_records (TwStore *store, const TwEntity *entity, GArray *ids, GError **error);

/* --- The log --- */
GPtrArray *tw_store_history     (TwStore *store, const TwId *record, guint limit, gint64 before_seq, GError **error);  /* TwChange, newest first; 0: from the newest */
GPtrArray *tw_store_commits     (TwStore *store, gint64 after_seq, guint limit, GError **error);    /* TwCommit without changes, oldest first */
GPtrArray *tw_store_commits_before (TwStore *store, gint64 before_seq, guint limit, GError **error); /* the same, newest first; 0: from the newest */
gint64     tw_store_find_commit (TwStore *store, TwInstant at, GError **error); /* the last one until then; 0: none; -1 with error */
GPtrArray *tw_store_commit_changes (TwStore *store, gint64 commit_seq, guint limit, GError **error); /* TwChange */

/* --- Schema at run time: custom fields and objects are rows of the log like any data --- */
/* definitions: JSON array as for tw_schema_extend, merged by key into the present ones as one versioned commit. */
TwCommit *tw_store_define       (TwStore *store, const char *definitions_json, GError **error);
char     *tw_store_dup_definitions (TwStore *store, guint version);             /* 0: the present ones */

/* Signals, emitted on the thread-default main context of tw_store_open:
 *   "committed" (TwCommit *commit)  — after it is durable, in order; commit carries its changes, or only counts when it is large
 *   "schema-changed" () */

#define TW_STORE_ERROR (tw_store_error_quark ())
GQuark tw_store_error_quark (void);
typedef enum
{
  TW_STORE_ERROR_NOT_FOUND,
  TW_STORE_ERROR_NOT_A_STORE,                          /* a file of another program */
  TW_STORE_ERROR_NEWER,                                /* made by a newer version */
  TW_STORE_ERROR_DAMAGED,
  TW_STORE_ERROR_IN_USE,                               /* another process has it open */
  TW_STORE_ERROR_READ_ONLY,
  TW_STORE_ERROR_FULL,
  TW_STORE_ERROR_INVALID,                              /* a record is not valid; message says which field and why */
  TW_STORE_ERROR_UNIQUE,
  TW_STORE_ERROR_LINK,                                 /* points to a missing record, or a delete is restricted */
  TW_STORE_ERROR_CHANGED,                              /* the record changed since it was read, in the same field */
  TW_STORE_ERROR_IN_THE_WAY,                           /* undo refused */
  TW_STORE_ERROR_CURSOR,
  TW_STORE_ERROR_IO,
  TW_STORE_ERROR_AWAY,                                 /* the database server that processes share does not answer (shared/tw-shared.h) */
  TW_STORE_ERROR_TOO_LONG,                             /* reading took longer than who asked for it waits (tw-patience.h) */
} TwStoreError;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwEdit, tw_edit_free)

G_END_DECLS
