/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands of tradewindctl share: options, the open workspace, output and messages. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef enum { TW_CTL_TABLE, TW_CTL_JSON, TW_CTL_CSV } TwCtlFormat;

/* Exit statuses, part of the contract with scripts. */
enum
{
  TW_CTL_DONE   = 0,
  TW_CTL_FAILED = 1,                                   /* the request could not be done; nothing half-done */
  TW_CTL_USAGE  = 2,
  TW_CTL_PARTLY = 3,                                   /* done in part; the report says what is left */
};

typedef struct _TwCtl        TwCtl;
typedef struct _TwCtlCommand TwCtlCommand;

struct _TwCtlCommand
{
  const char *name;
  const char *arguments;                               /* "ENTITY ID", as help shows it */
  const char *summary;
  int       (*run) (TwCtl *ctl, int argc, char **argv);
  gboolean    remote;                                  /* can be asked of a server, too */
};

struct _TwCtl
{
  char        *workspace;                              /* --workspace, or NULL */
  char        *server, *token_file;                    /* --server and --token-file, or NULL: asked there, not in a workspace */
  TwCtlFormat  format;
  const TwCtlCommand *command;
  TwStore     *store;
  TwSchema    *schema;
  gboolean     quiet;                                  /* no progress: stderr is no terminal */
};

/* NULL-terminated tables, one a file. */
extern const TwCtlCommand tw_ctl_admin_commands[];
extern const TwCtlCommand tw_ctl_read_commands[];
extern const TwCtlCommand tw_ctl_write_commands[];
extern const TwCtlCommand tw_ctl_exchange_commands[];
extern const TwCtlCommand tw_ctl_paper_commands[];
extern const TwCtlCommand tw_ctl_expr_commands[];
extern const TwCtlCommand tw_ctl_sync_commands[];
extern const TwCtlCommand tw_ctl_server_commands[];
extern const TwCtlCommand tw_ctl_audit_commands[];
extern const TwCtlCommand tw_ctl_figures_commands[];
extern const TwCtlCommand tw_ctl_report_commands[];
extern const TwCtlCommand tw_ctl_lead_commands[];
extern const TwCtlCommand tw_ctl_quote_commands[];

/* Reads options and checks the number of arguments; FALSE: usage was wrong and told. argv[0] stays the command. */
gboolean tw_ctl_parse        (TwCtl *ctl, int *argc, char ***argv, const GOptionEntry *entries, int min, int max);
int      tw_ctl_usage        (TwCtl *ctl, const char *format, ...) G_GNUC_PRINTF (2, 3);
int      tw_ctl_fail         (const GError *error);            /* prints the message; TW_CTL_FAILED */
void     tw_ctl_tell         (const char *format, ...) G_GNUC_PRINTF (1, 2);         /* a line on stderr */
char    *tw_ctl_dup_workspace (TwCtl *ctl);
gboolean tw_ctl_open         (TwCtl *ctl);                     /* FALSE: told on stderr */
const TwEntity *tw_ctl_entity (TwCtl *ctl, const char *key);   /* NULL: told on stderr */
gboolean tw_ctl_id           (const char *text, TwId *id);     /* FALSE: told on stderr */
/* quote pdf, of the command quote */
int      tw_ctl_quote_pdf    (TwCtl *ctl, int argc, char **argv);
TwRecord *tw_ctl_record      (TwCtl *ctl, const TwEntity *entity, const char *id);   /* NULL: told on stderr */
void     tw_ctl_progress     (double fraction, const char *message, gpointer ctl);
void     tw_ctl_end_progress (TwCtl *ctl);

/* A table of texts on stdout in the chosen format; JSON cells are given as JSON by the caller. */
typedef struct _TwCtlTable TwCtlTable;
TwCtlTable *tw_ctl_table_new  (TwCtl *ctl, const char *const *keys, const char *const *titles);
void        tw_ctl_table_free (TwCtlTable *table);
/* text for people (table), plain for CSV, json for JSON; plain NULL: text; json NULL: plain as a JSON string. */
void        tw_ctl_table_add  (TwCtlTable *table, const char *text, const char *plain, const char *json);
void        tw_ctl_table_add_text (TwCtlTable *table, const char *text);
void        tw_ctl_table_add_int  (TwCtlTable *table, gint64 number);
void        tw_ctl_table_add_value (TwCtlTable *table, const TwField *field, const TwValue *value);
/* Prints everything. next: cursor of the next page, nullable. */
void        tw_ctl_table_end  (TwCtlTable *table, const char *next);
/* One object: keys and values, in JSON an object. */
void        tw_ctl_table_end_object (TwCtlTable *table);

/* Records of one entity with the chosen fields. FALSE: told on stderr. */
gboolean    tw_ctl_print_records (TwCtl *ctl, const TwEntity *entity, GPtrArray *records, const char *fields, const char *next);
char       *tw_ctl_json_string   (const char *text);

/* What a commit did, and how to take it back. */
void        tw_ctl_tell_commit (TwCtl *ctl, TwCommit *commit, const char *sentence);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwCtlTable, tw_ctl_table_free)

G_END_DECLS
