/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the database's rows to JSON without records between them: what most answers are made of. Which columns a caller may see of an
 * entity, and under which condition, is worked out once for his rights and kept (a plan). The form of each value is that of tw-rest-json.c. */
#include "config.h"

#include <string.h>

#include "tw-rest-private.h"
#include "tw-scan.h"

#define MAX_KEPT 512

typedef struct
{
  const TwField *field;
  int            column;
  gboolean       one_target;                           /* a link to one kind of record */
  guint          label_length;
  char          *label;                                /* ,"key": */
} Column;

struct _TwRestPlan
{
  gatomicrefcount ref_count;
  TwAccess       *access;
  TwSchema       *schema;
  const TwEntity *entity;
  char           *names;                               /* (nullable) what "fields" of the query said */
  TwQuery        *query;                               /* (nullable) all that he may read; NULL: nothing */
  guint           n;
  Column          columns[];
};

struct _TwRestPlans
{
  GMutex      lock;
  GHashTable *kept;                                    /* (mutex lock) TwRestPlan, a set */
};

/* --- Plans --- */

static guint
plan_hash (gconstpointer data)
{
  const TwRestPlan *plan = data;

  return g_direct_hash (plan->access) * 31 + g_direct_hash (plan->entity) + (plan->names ? g_str_hash (plan->names) : 0);
}

static gboolean
plan_equal (gconstpointer a, gconstpointer b)
{
  const TwRestPlan *one = a, *other = b;

  return one->access == other->access && one->entity == other->entity && g_strcmp0 (one->names, other->names) == 0;
}

void
tw_rest_plan_unref (TwRestPlan *plan)
{
  if (plan == NULL || !g_atomic_ref_count_dec (&plan->ref_count))
    return;
  for (guint i = 0; i < plan->n; i++)
    g_free (plan->columns[i].label);
  g_clear_pointer (&plan->query, tw_query_unref);
  g_free (plan->names);
  tw_access_unref (plan->access);
  tw_schema_unref (plan->schema);
  g_free (plan);
}

TwRestPlans *
tw_rest_plans_new (void)
{
  TwRestPlans *plans = g_new0 (TwRestPlans, 1);

  g_mutex_init (&plans->lock);
  plans->kept = g_hash_table_new_full (plan_hash, plan_equal, (GDestroyNotify) tw_rest_plan_unref, NULL);
  return plans;
}

void
tw_rest_plans_free (TwRestPlans *plans)
{
  g_hash_table_unref (plans->kept);
  g_mutex_clear (&plans->lock);
  g_free (plans);
}

static TwRestPlan *
plan_new (TwRestCall *call, const char *names, const TwRestFields *fields, TwQuery *query)
{
  guint n = fields->fields->len - 1;
  TwRestPlan *plan = g_malloc0 (sizeof *plan + n * sizeof (Column));

  g_atomic_ref_count_init (&plan->ref_count);
  plan->access = tw_access_ref (call->access);
  plan->schema = tw_schema_ref (call->schema);
  plan->entity = call->entity;
  plan->names = g_strdup (names);
  plan->query = query;
  plan->n = n;
  for (guint i = 0; i < n; i++)
    {
      const TwField *field = g_ptr_array_index (fields->fields, i);
      char *label = g_strdup_printf (",\"%s\":", field->key);

      plan->columns[i] = (Column) { field, tw_store_get_column (call->rest->store, field), tw_field_get_target (field) != NULL,
                                    (guint) strlen (label), label };
    }
  return plan;
}

static gboolean
is_plain (const TwRestFields *fields)
{
  for (guint i = 0; i + 1 < fields->fields->len; i++)
    {
      const TwField *field = g_ptr_array_index (fields->fields, i);

      if (field->formula != NULL || field->sensitive)
        return FALSE;
    }
  return TRUE;
}

static TwRestPlan *
find (TwRestPlans *plans, const TwRestPlan *wanted)
{
  gpointer plan;

  g_mutex_lock (&plans->lock);
  if (g_hash_table_lookup_extended (plans->kept, wanted, &plan, NULL))
    g_atomic_ref_count_inc (&((TwRestPlan *) plan)->ref_count);
  else
    plan = NULL;
  g_mutex_unlock (&plans->lock);
  return plan;
}

static void
keep (TwRestPlans *plans, TwRestPlan *plan)
{
  g_atomic_ref_count_inc (&plan->ref_count);
  g_mutex_lock (&plans->lock);
  if (g_hash_table_size (plans->kept) >= MAX_KEPT)
    g_hash_table_remove_all (plans->kept);
  g_hash_table_add (plans->kept, plan);
  g_mutex_unlock (&plans->lock);
}

/* NULL: this way is not for the request: it asks for computed fields, sees sensitive ones, whose reading is noted, or is wrong. */
TwRestPlan *
tw_rest_plan (TwRestCall *call)
{
  const char *names = tw_request_get_query (call->request, "fields");
  TwRestPlan wanted = { .access = call->access, .entity = call->entity, .names = (char *) names };
  g_auto (TwRestFields) fields = { NULL, NULL };
  TwRestPlan *plan;
  TwQuery *query = NULL;

  if (tw_request_get_query (call->request, "computed") != NULL)
    return NULL;
  plan = find (call->rest->plans, &wanted);
  if (plan != NULL)
    return plan;
  if (names != NULL && strlen (names) > TW_REST_MAX_WHERE)
    return NULL;
  if (names == NULL)
    tw_rest_fields_all (&fields, call->access, call->entity, FALSE);
  else if (!tw_rest_fields_try (&fields, call->access, call->entity, names))
    return NULL;
  if (!is_plain (&fields))
    return NULL;
  if (tw_access_may (call->access, TW_RIGHT_READ, call->entity))
    {
      g_autoptr (TwQuery) all = tw_query_new (call->schema, call->entity, NULL, NULL, NULL);

      query = all != NULL ? tw_access_query (call->access, all, NULL) : NULL;
      if (query == NULL)
        return NULL;
    }
  plan = plan_new (call, names, &fields, query);
  keep (call->rest->plans, plan);
  return plan;
}

/* --- Text --- */

typedef struct
{
  char       *start, *at, *end;
  const TwRestPlan *plan;
  gint64      row_seq;                                 /* of the last row */
  guint       rows;
} Text;

static void
grow (Text *text, gsize n)
{
  gsize used = (gsize) (text->at - text->start), room = MAX (2 * (gsize) (text->end - text->start), used + n);

  text->start = g_realloc (text->start, room);
  text->at = text->start + used;
  text->end = text->start + room;
}

static inline void
need (Text *text, gsize n)
{
  if (G_UNLIKELY ((gsize) (text->end - text->at) < n))
    grow (text, n);
}

static inline void
put (Text *text, const char *from, gsize n)
{
  need (text, n);
  memcpy (text->at, from, n);
  text->at += n;
}

#define PUT(text, literal) put (text, literal, sizeof literal - 1)

static void
put_string (Text *text, GString *string)
{
  put (text, string->str, string->len);
  g_string_free (string, TRUE);
}

/* In quotes. */
static void
put_quoted (Text *text, const char *from, gsize length)
{
  need (text, length + 2);
  if (tw_doc_plain_run (from) == length)
    {
      *text->at++ = '"';
      memcpy (text->at, from, length);
      text->at += length;
      *text->at++ = '"';
    }
  else
    {
      GString *json = g_string_sized_new (length + 64);

      tw_doc_print_text (from, json);
      put_string (text, json);
    }
}

/* What f prints to a buffer, in quotes. */
#define PUT_PRINTED(text, f, value) \
  G_STMT_START { \
    need (text, TW_PRINT_ROOM + 2); \
    *(text)->at++ = '"'; \
    (text)->at += f (value, (text)->at); \
    *(text)->at++ = '"'; \
  } G_STMT_END

static void
put_id (Text *text, const TwId *id)
{
  need (text, TW_ID_TEXT_LENGTH + 3);
  *text->at++ = '"';
  tw_id_print (id, text->at);
  text->at += TW_ID_TEXT_LENGTH;
  *text->at++ = '"';
}

static void
put_int (Text *text, gint64 value)
{
  char digits[24], *p = digits + sizeof digits;
  guint64 rest = value < 0 ? -(guint64) value : (guint64) value;

  do
    *--p = (char) ('0' + rest % 10);
  while ((rest /= 10) > 0);
  if (value < 0)
    *--p = '-';
  put (text, p, (gsize) (digits + sizeof digits - p));
}

static void
put_money (Text *text, gint64 amount, TwCurrency currency)
{
  TwMoney money = { amount, currency };
  char code[4];

  PUT (text, "{\"amount\":");
  PUT_PRINTED (text, tw_money_print_amount_to, &money);
  PUT (text, ",\"currency\":");
  if (currency != 0)
    put_quoted (text, tw_currency_print (currency, code), 3);
  else
    PUT (text, "null");
  PUT (text, "}");
}

static void
put_other (Text *text, const Column *column, TwStmt *row)
{
  g_auto (TwValue) value = TW_VALUE_INIT;
  GString *json = g_string_new (NULL);

  if (column->field->kind == TW_KIND_LINKS)
    tw_store_read_links (row, column->column, &value);
  else
    tw_stmt_get_field (row, column->column, column->field, &value);
  tw_rest_print_value (json, text->plan->schema, column->field, &value);
  put_string (text, json);
}

static void
put_value (Text *text, const Column *column, TwStmt *row)
{
  int at = column->column;
  const char *from;
  gsize length;
  TwId id;

  if (tw_stmt_is_null (row, at))
    {
      PUT (text, "null");
      return;
    }
  switch (column->field->type)
    {
    case TW_TYPE_BOOLEAN:
      if (tw_stmt_get_int (row, at))
        PUT (text, "true");
      else
        PUT (text, "false");
      return;
    case TW_TYPE_INTEGER:
      put_int (text, tw_stmt_get_int (row, at));
      return;
    case TW_TYPE_DECIMAL:
      PUT_PRINTED (text, tw_decimal_print_to, tw_stmt_get_int (row, at));
      return;
    case TW_TYPE_MONEY:
      put_money (text, tw_stmt_get_int (row, at), (TwCurrency) tw_stmt_get_int (row, at + 1));
      return;
    case TW_TYPE_DATE:
      PUT_PRINTED (text, tw_date_print_to, (TwDate) tw_stmt_get_int (row, at));
      return;
    case TW_TYPE_DATETIME:
      PUT_PRINTED (text, tw_instant_print_to, tw_stmt_get_int (row, at));
      return;
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
      from = tw_stmt_get_text (row, at, &length);
      put_quoted (text, from, length);
      return;
    case TW_TYPE_LINK:
      if (column->one_target && tw_stmt_get_id (row, at, &id))
        {
          put_id (text, &id);
          return;
        }
      break;
    default:
      break;
    }
  put_other (text, column, row);
}

static void
put_row (TwStmt *row, gpointer data)
{
  Text *text = data;
  const TwRestPlan *plan = text->plan;
  TwId id;

  if (text->rows++ > 0)
    PUT (text, ",");
  tw_stmt_get_id (row, TW_SCAN_ID, &id);
  text->row_seq = tw_stmt_get_int (row, TW_SCAN_ROW_SEQ);
  PUT (text, "{\"id\":");
  put_id (text, &id);
  PUT (text, ",\"row_seq\":");
  put_int (text, text->row_seq);
  for (guint i = 0; i < plan->n; i++)
    {
      put (text, plan->columns[i].label, plan->columns[i].label_length);
      put_value (text, &plan->columns[i], row);
    }
  PUT (text, "}");
}

/* --- Answers --- */

static void
put_item (TwStmt *row, gpointer data)
{
  Text *text = data;

  if (row != NULL)
    {
      put_row (row, data);
      return;
    }
  text->at = text->start;
  text->rows = 0;
  PUT (text, "{\"items\":[");
}

static void
begin (Text *text, const TwRestPlan *plan, gsize room)
{
  *text = (Text) { .plan = plan, .start = g_malloc (room) };
  text->at = text->start;
  text->end = text->start + room;
}

static void
answer (TwRestCall *call, Text *text)
{
  tw_response_take_body (call->response, "application/json", g_bytes_new_take (text->start, (gsize) (text->at - text->start)));
}

/**
 * tw_rest_answer_rows:
 * @call: a list
 * @plan: of its caller
 * @query: (nullable): with the condition and order that were asked for; %NULL: all that he may read
 * @limit: rows at most
 * @after: (nullable): a cursor
 * @quick: give up where it takes long
 *
 * Returns: %FALSE: it takes long, and nothing is answered
 */
gboolean
tw_rest_answer_rows (TwRestCall *call, TwRestPlan *plan, TwQuery *query, guint limit, const char *after, gboolean quick)
{
  g_autofree char *next = NULL;
  g_autoptr (GError) error = NULL;
  Text text;

  begin (&text, plan, 1024 + limit * 1024);
  put_item (NULL, &text);
  if (!tw_store_scan (call->rest->store, query != NULL ? query : plan->query, limit, after, quick, put_item, &text, &next, &error))
    {
      g_free (text.start);
      if (error != NULL)
        tw_response_problem_error (call->response, error);
      return error != NULL;
    }
  PUT (&text, "],\"next\":");
  if (next != NULL)
    put_quoted (&text, next, strlen (next));
  else
    PUT (&text, "null");
  PUT (&text, "}");
  answer (call, &text);
  tw_rest_note_rows (call, call->entity, text.rows);
  return TRUE;
}

/* The record, or that there is none. */
void
tw_rest_answer_row (TwRestCall *call, TwRestPlan *plan, const TwId *id)
{
  g_autoptr (GError) error = NULL;
  Text text;

  begin (&text, plan, 2048);
  if (plan->query != NULL && !tw_store_scan_one (call->rest->store, plan->query, id, put_row, &text, &error))
    tw_response_problem_error (call->response, error);
  else if (text.rows == 0)
    tw_rest_not_found (call);
  if (text.rows == 0 || error != NULL)
    {
      g_free (text.start);
      return;
    }
  tw_rest_set_etag (call->response, text.row_seq);
  answer (call, &text);
}
