/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the REST API give each other. A call is one request with its caller, his rights, and the schema of this moment. */
#pragma once

#include "tw-server.h"

G_BEGIN_DECLS

#define TW_REST_MAX_LIMIT   1000
#define TW_REST_LIMIT       50
#define TW_REST_MAX_ITEMS   1000                       /* of a bulk request, and of a list in a field */
#define TW_REST_MAX_WHERE   4000                       /* bytes of a condition */
#define TW_REST_PATIENCE    (5 * G_USEC_PER_SEC)       /* for the reading of one request */
#define TW_REST_N_LOCKS     1024

typedef struct _TwRestQueries TwRestQueries;
typedef struct _TwRestEvents  TwRestEvents;
typedef struct _TwRestReads   TwRestReads;
typedef struct _TwRestPlans   TwRestPlans;
typedef struct _TwRestPlan    TwRestPlan;

typedef struct
{
  TwServer      *server;
  TwStore       *store;
  TwRestQueries *queries;
  TwRestEvents  *events;
  TwRestReads   *reads;
  TwRestPlans   *plans;
  GMutex         locks[TW_REST_N_LOCKS];               /* by id: from the reading of a record to its commit */
  GMutex         running_lock;
  GHashTable    *running;                              /* user and Idempotency-Key of requests that run now; under running_lock */
  GMutex         insight_lock;
  GHashTable    *insight;                              /* TwId of users → how many figures and reports go on for them; under insight_lock */
  guint          n_insight;                            /* of all; under insight_lock */
  GMutex         document_lock;
  TwSchema      *document_schema;                      /* whose document is kept; under document_lock */
  GBytes        *document;
} TwRest;

typedef struct
{
  TwRest         *rest;
  TwRequest      *request;
  TwResponse     *response;
  TwSchema       *schema;                              /* (owned) */
  const TwEntity *entity;                              /* of {plural}; nullable without */
  TwAccess       *access;                              /* (owned) */
} TwRestCall;

/* --- tw-rest-caller.c --- */
/* FALSE: the response is the answer, nothing is to be ended. */
gboolean tw_rest_begin (TwRestCall *call, TwRest *rest, TwRequest *request, TwResponse *response);
void     tw_rest_end   (TwRestCall *call);
gboolean tw_rest_read_id (TwRestCall *call, TwId *id);  /* of {id}; FALSE: answered with 404 */
void     tw_rest_not_found (TwRestCall *call);

/* --- tw-rest-problem.c: a problem before it is an answer, or one item of an answer --- */
typedef struct
{
  guint       status;                                  /* 0: none */
  const char *type;                                    /* static */
  char       *detail;
  GPtrArray  *errors;                                  /* triples of field, code, message; nullable */
} TwRestProblem;

void     tw_rest_problem_set    (TwRestProblem *problem, guint status, const char *type, const char *detail);
void     tw_rest_problem_error  (TwRestProblem *problem, const GError *error);
void     tw_rest_problem_field  (TwRestProblem *problem, const char *field, const char *code, const char *message);
void     tw_rest_problem_clear  (TwRestProblem *problem);
void     tw_rest_problem_answer (TwRestProblem *problem, TwResponse *response);
void     tw_rest_problem_print  (const TwRestProblem *problem, GString *json);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwRestProblem, tw_rest_problem_clear)

/* --- tw-rest-json.c --- */
/* fields: NULL-terminated, already the caller's to see. */
void     tw_rest_print_record (GString *json, TwRecord *record, const TwField *const *fields);
void     tw_rest_print_value  (GString *json, const TwSchema *schema, const TwField *field, const TwValue *value);
void     tw_rest_print_money  (GString *json, gint64 amount, TwCurrency currency);
void     tw_rest_set_etag     (TwResponse *response, gint64 row_seq);

/* --- tw-rest-fields.c: which fields of an entity an answer has --- */
typedef struct
{
  GPtrArray *fields;                                   /* TwField, ended by NULL */
  GPtrArray *computed;                                 /* those of them that have to be computed, ended by NULL */
} TwRestFields;

gboolean tw_rest_fields_read  (TwRestFields *fields, TwRestCall *call, const TwEntity *entity);  /* of the query; FALSE: answered */
/* FALSE: a name is not known to the caller. Nothing is answered. */
gboolean tw_rest_fields_try   (TwRestFields *fields, TwAccess *access, const TwEntity *entity, const char *names);
void     tw_rest_fields_all   (TwRestFields *fields, TwAccess *access, const TwEntity *entity, gboolean computed);
void     tw_rest_fields_clear (TwRestFields *fields);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwRestFields, tw_rest_fields_clear)
/* NULL-terminated names of the query parameters of this request. FALSE: there is another one, answered with 400. */
gboolean tw_rest_check_query  (TwRestCall *call, const char *const *names);
gboolean tw_rest_read_flag    (TwRestCall *call, const char *name, gboolean *flag);
gboolean tw_rest_read_limit   (TwRestCall *call, guint *limit);

/* --- tw-rest-query.c: conditions that come again are read once --- */
TwRestQueries *tw_rest_queries_new  (void);
void           tw_rest_queries_free (TwRestQueries *queries);
/* Narrowed to what the caller may read. where and sort nullable. FALSE: NULL, answered. */
TwQuery       *tw_rest_query        (TwRestCall *call, const TwEntity *entity, const char *where, const char *sort);

/* --- tw-rest-rows.c: answers straight from rows --- */
TwRestPlans   *tw_rest_plans_new  (void);
void           tw_rest_plans_free (TwRestPlans *plans);
TwRestPlan    *tw_rest_plan       (TwRestCall *call);   /* NULL: the request needs records */
void           tw_rest_plan_unref (TwRestPlan *plan);
gboolean       tw_rest_answer_rows (TwRestCall *call, TwRestPlan *plan, TwQuery *query, guint limit, const char *after, gboolean quick);
void           tw_rest_answer_row (TwRestCall *call, TwRestPlan *plan, const TwId *id);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRestPlan, tw_rest_plan_unref)

/* --- tw-rest-read.c --- */
/* A live record that the caller may read; NULL without telling why. */
TwRecord *tw_rest_find        (TwRestCall *call, const TwEntity *entity, const TwId *id);
void     tw_rest_answer_record (TwRestCall *call, TwRecord *record, guint status);

/* --- tw-rest-input.c --- */
typedef enum { TW_REST_CREATE, TW_REST_PATCH } TwRestInput;
/* Puts the members of body into the record; what is wrong goes into problem. */
gboolean tw_rest_take_fields (TwRestCall *call, TwRecord *record, const TwDocNode *body, TwRestInput input, TwRestProblem *problem);

/* --- tw-rest-merge.c: RFC 7396 --- */
void     tw_rest_merge       (const TwDocNode *target, const TwDocNode *patch, GString *json);

/* --- tw-rest-write.c --- */
/* match: what If-Match said, nullable. For PATCH: reads the record, checks, and puts the fields in; NULL: problem is set. */
TwRecord *tw_rest_prepare_create (TwRestCall *call, const TwDocNode *body, const TwId *id, TwRestProblem *problem);
TwRecord *tw_rest_prepare_patch  (TwRestCall *call, const TwId *id, const TwDocNode *body, const char *match, TwRestProblem *problem);
TwRecord *tw_rest_prepare_delete (TwRestCall *call, const TwId *id, const char *match, TwRestProblem *problem);
gboolean  tw_rest_commit         (TwRestCall *call, TwRecord *record, gboolean remove, TwRestProblem *problem);

/* --- tw-rest-once.c: Idempotency-Key --- */
typedef struct _TwRestOnce TwRestOnce;
/* FALSE: answered (repeated, or refused). once is NULL without a key; base: the first of the ids to be used. */
gboolean tw_rest_once_begin  (TwRestCall *call, TwRestOnce **once, TwId *base);
/* json: the answer's body, lent. Keeps the answer. */
void     tw_rest_once_finish (TwRestCall *call, TwRestOnce *once, guint status, const char *json, gint64 row_seq);
void     tw_rest_once_drop   (TwRestCall *call, TwRestOnce *once);      /* nothing was done: the key may be used again */

/* --- Handlers --- */
void tw_rest_handle_list     (TwRequest *request, TwResponse *response, gpointer data);
void tw_rest_handle_get      (TwRequest *request, TwResponse *response, gpointer data);
void tw_rest_handle_history  (TwRequest *request, TwResponse *response, gpointer data);
void tw_rest_handle_create   (TwRequest *request, TwResponse *response, gpointer data);
void tw_rest_handle_patch    (TwRequest *request, TwResponse *response, gpointer data);
void tw_rest_handle_delete   (TwRequest *request, TwResponse *response, gpointer data);
void tw_rest_handle_bulk     (TwRequest *request, TwResponse *response, gpointer data);
void tw_rest_handle_send_quote       (TwRequest *request, TwResponse *response, gpointer data);
void tw_rest_handle_accept_quote     (TwRequest *request, TwResponse *response, gpointer data);
void tw_rest_handle_complete_meeting (TwRequest *request, TwResponse *response, gpointer data);
void tw_rest_handle_pipeline_stats   (TwRequest *request, TwResponse *response, gpointer data);
void tw_rest_handle_win_rate         (TwRequest *request, TwResponse *response, gpointer data);
void tw_rest_handle_activity_stats   (TwRequest *request, TwResponse *response, gpointer data);
void tw_rest_handle_task_stats       (TwRequest *request, TwResponse *response, gpointer data);
void tw_rest_handle_widget   (TwRequest *request, TwResponse *response, gpointer data);
void tw_rest_handle_figure   (TwRequest *request, TwResponse *response, gpointer data);
void tw_rest_handle_report   (TwRequest *request, TwResponse *response, gpointer data);
void tw_rest_handle_own_report (TwRequest *request, TwResponse *response, gpointer data);
void tw_rest_handle_search   (TwRequest *request, TwResponse *response, gpointer data);
void tw_rest_handle_events   (TwRequest *request, TwResponse *response, gpointer data);
void tw_rest_handle_document (TwRequest *request, TwResponse *response, gpointer data);
void tw_rest_handle_docs     (TwRequest *request, TwResponse *response, gpointer data);

/* --- tw-rest-events.c --- */
TwRestEvents *tw_rest_events_new  (TwServer *server);
void          tw_rest_events_free (TwRestEvents *events);

/* --- tw-rest-audit.c: reading and writing that is entered in the audit log --- */
TwRestReads *tw_rest_reads_new  (void);
void         tw_rest_reads_free (TwRestReads *reads);
void         tw_rest_note_read  (TwRestCall *call, const TwEntity *entity, GPtrArray *records, const TwField *const *fields);
void         tw_rest_note_rows  (TwRestCall *call, const TwEntity *entity, guint n);     /* of a list without sensitive fields */
void         tw_rest_note_bulk  (TwRestCall *call, guint items);

/* --- tw-rest-openapi*.c --- */
GString *tw_rest_print_document   (TwSchema *schema);
void     tw_rest_print_components (GString *json, TwSchema *schema);
extern const char tw_rest_insight_paths[], tw_rest_insight_schemas[];
extern const char tw_rest_auth_paths[], tw_rest_auth_schemas[];
extern const char tw_rest_admin_paths[], tw_rest_admin_schemas[];               /* members of an object, without commas around */

G_END_DECLS
