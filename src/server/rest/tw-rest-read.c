/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists, single records, and what happened to them. */
#include "config.h"

#include <inttypes.h>
#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-rest-private.h"
#include "tw-stored.h"

#define QUICK_LIMIT 200                                /* rows that the connection's thread prints, while others wait for it */

static const char *const origins[] = { "person", "import", "undo", "sync", "rule", "system", "demo" };
static const char *const ops[] = { "add", "set", "delete", "restore", "purge" };

static void
print_list (GString *json, GPtrArray *records, const TwRestFields *fields)
{
  g_string_append (json, "{\"items\":[");
  for (guint i = 0; i < records->len; i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      tw_rest_print_record (json, g_ptr_array_index (records, i), (const TwField *const *) fields->fields->pdata);
    }
  g_string_append (json, "],\"next\":");
}

static gboolean
compute (TwRestCall *call, GPtrArray *records, const TwRestFields *fields, GError **error)
{
  return fields->computed->len <= 1 || records->len == 0
         || tw_store_compute (call->rest->store, records, (const TwField *const *) fields->computed->pdata, error);
}

static GString *
list (TwRestCall *call, TwQuery *query, const TwRestFields *fields, guint limit, gboolean total, GError **error)
{
  g_autofree char *next = NULL;
  g_autoptr (GPtrArray) records = tw_store_list (call->rest->store, query, limit, tw_request_get_query (call->request, "after"), &next, error);
  gint64 count = total && records != NULL ? tw_store_count (call->rest->store, query, error) : 0;
  GString *json;

  if (records == NULL || count < 0 || !compute (call, records, fields, error))
    return NULL;
  tw_rest_note_read (call, call->entity, records, (const TwField *const *) fields->fields->pdata);
  json = g_string_sized_new (1024 + records->len * 1024);
  print_list (json, records, fields);
  if (next != NULL)
    tw_doc_print_text (next, json);
  else
    g_string_append (json, "null");
  if (total)
    g_string_append_printf (json, ",\"total\":%" PRId64, count);
  g_string_append_c (json, '}');
  return json;
}

/* Without a condition, and along an index: on the connection's thread. FALSE: records are needed. */
static gboolean
answer_rows (TwRestCall *call, guint limit)
{
  const char *where = tw_request_get_query (call->request, "where"), *sort = tw_request_get_query (call->request, "sort");
  const char *after = tw_request_get_query (call->request, "after");
  g_autoptr (TwRestPlan) plan = tw_rest_plan (call);
  g_autoptr (TwQuery) query = NULL;

  if (plan == NULL)
    return FALSE;
  if ((where != NULL || limit > QUICK_LIMIT) && tw_request_defer (call->request))
    return TRUE;
  query = tw_rest_query (call, call->entity, where, sort);
  if (query != NULL && !tw_rest_answer_rows (call, plan, query, limit, after, tw_request_is_inline (call->request)))
    tw_request_defer (call->request);
  return TRUE;
}

static void
answer_list (TwRestCall *call)
{
  static const char *const names[] = { "where", "sort", "fields", "limit", "after", "total", "computed", NULL };
  g_auto (TwRestFields) fields = { NULL, NULL };
  g_autoptr (TwQuery) query = NULL;
  g_autoptr (GError) error = NULL;
  GString *json;
  gboolean total;
  guint limit;

  if (!tw_rest_check_query (call, names) || !tw_rest_read_limit (call, &limit) || !tw_rest_read_flag (call, "total", &total))
    return;
  if ((!total && answer_rows (call, limit)) || tw_request_defer (call->request) || !tw_rest_fields_read (&fields, call, call->entity))
    return;
  query = tw_rest_query (call, call->entity, tw_request_get_query (call->request, "where"), tw_request_get_query (call->request, "sort"));
  if (query == NULL)
    return;
  json = list (call, query, &fields, limit, total, &error);
  if (json != NULL)
    tw_response_take_json (call->response, json);
  else
    tw_response_problem_error (call->response, error);
}

void
tw_rest_handle_list (TwRequest *request, TwResponse *response, gpointer data)
{
  TwRestCall call;

  if (!tw_rest_begin (&call, data, request, response))
    return;
  answer_list (&call);
  tw_rest_end (&call);
}

TwRecord *
tw_rest_find (TwRestCall *call, const TwEntity *entity, const TwId *id)
{
  g_autoptr (TwRecord) record = tw_store_get_stored (call->rest->store, entity, id, NULL);

  if (record == NULL || tw_record_is_deleted (record) || !tw_access_may (call->access, TW_RIGHT_READ, entity)
      || !tw_access_may_row (call->access, TW_RIGHT_READ, record))
    return NULL;
  return g_steal_pointer (&record);
}

/* The fields that the query names, or all that are stored. */
void
tw_rest_answer_record (TwRestCall *call, TwRecord *record, guint status)
{
  g_auto (TwRestFields) fields = { NULL, NULL };
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  GString *json;

  if (!tw_rest_fields_read (&fields, call, tw_record_get_entity (record)))
    return;
  g_ptr_array_add (one, record);
  if (!compute (call, one, &fields, &error))
    {
      tw_response_problem_error (call->response, error);
      return;
    }
  tw_rest_note_read (call, tw_record_get_entity (record), one, (const TwField *const *) fields.fields->pdata);
  json = g_string_sized_new (1024);
  tw_rest_print_record (json, record, (const TwField *const *) fields.fields->pdata);
  tw_response_set_status (call->response, status);
  tw_rest_set_etag (call->response, tw_record_get_row_seq (record));
  tw_response_take_json (call->response, json);
}

static void
answer_get (TwRestCall *call)
{
  static const char *const names[] = { "fields", "computed", NULL };
  g_autoptr (TwRestPlan) plan = NULL;
  g_autoptr (TwRecord) record = NULL;
  TwId id;

  if (!tw_rest_check_query (call, names) || !tw_rest_read_id (call, &id))
    return;
  plan = tw_rest_plan (call);
  if (plan != NULL)
    {
      tw_rest_answer_row (call, plan, &id);
      return;
    }
  record = tw_rest_find (call, call->entity, &id);
  if (record != NULL)
    tw_rest_answer_record (call, record, 200);
  else
    tw_rest_not_found (call);
}

void
tw_rest_handle_get (TwRequest *request, TwResponse *response, gpointer data)
{
  TwRestCall call;

  if (!tw_rest_begin (&call, data, request, response))
    return;
  answer_get (&call);
  tw_rest_end (&call);
}

/* --- History --- */

static void
print_change (TwRestCall *call, TwChange *change, GString *json)
{
  g_autofree char *at = tw_instant_print (tw_change_get_time (change));
  char user[TW_ID_TEXT_LENGTH + 1];
  gboolean first = TRUE;

  tw_id_print (tw_change_get_user (change), user);
  g_string_append_printf (json, "{\"seq\":%" PRId64 ",\"commit\":%" PRId64 ",\"at\":\"%s\",\"user\":", tw_change_get_seq (change),
                          tw_change_get_commit_seq (change), at);
  g_string_append_printf (json, tw_id_is_nil (tw_change_get_user (change)) ? "null" : "\"%s\"", user);
  g_string_append_printf (json, ",\"origin\":\"%s\",\"op\":\"%s\",\"fields\":[", origins[tw_change_get_origin (change)],
                          ops[tw_change_get_op (change)]);
  for (guint i = 0; i < tw_change_get_n_fields (change); i++)
    {
      const TwFieldChange *part = tw_change_get_field (change, i);
      const TwField *field = tw_entity_get_field_by_number (call->entity, part->field);

      if (field == NULL || tw_access_field (call->access, field) == TW_FIELD_HIDDEN)
        continue;
      g_string_append_printf (json, "%s{\"field\":\"%s\",\"before\":", first ? "" : ",", field->key);
      tw_rest_print_value (json, call->schema, field, &part->before);
      g_string_append (json, ",\"after\":");
      tw_rest_print_value (json, call->schema, field, &part->after);
      g_string_append_c (json, '}');
      first = FALSE;
    }
  g_string_append (json, "]}");
}

/* What was in a sensitive field counts as what is in it. */
static void
note_history (TwRestCall *call, TwRecord *record)
{
  g_auto (TwRestFields) fields = { NULL, NULL };
  g_autoptr (GPtrArray) one = g_ptr_array_new ();

  tw_rest_fields_all (&fields, call->access, call->entity, FALSE);
  g_ptr_array_add (one, record);
  tw_rest_note_read (call, call->entity, one, (const TwField *const *) fields.fields->pdata);
}

static void
answer_history (TwRestCall *call)
{
  static const char *const names[] = { "limit", "after", NULL };
  const char *after = tw_request_get_query (call->request, "after");
  g_autoptr (TwRecord) record = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GError) error = NULL;
  gint64 before = 0;
  GString *json;
  guint limit;
  TwId id;

  if (!tw_rest_check_query (call, names) || !tw_rest_read_limit (call, &limit) || !tw_rest_read_id (call, &id))
    return;
  record = tw_rest_find (call, call->entity, &id);
  if (record == NULL)
    {
      tw_rest_not_found (call);
      return;
    }
  if (after != NULL && !g_ascii_string_to_signed (after, 10, 1, G_MAXINT64, &before, NULL))
    {
      tw_response_problem (call->response, 400, "cursor", NULL, _("The cursor is not one of this list. Take it from the answer’s “next”."));
      return;
    }
  changes = tw_store_history (call->rest->store, &id, limit, before, &error);
  if (changes == NULL)
    {
      tw_response_problem_error (call->response, error);
      return;
    }
  note_history (call, record);
  json = g_string_new ("{\"items\":[");
  for (guint i = 0; i < changes->len; i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      print_change (call, g_ptr_array_index (changes, i), json);
    }
  g_string_append (json, "],\"next\":");
  if (changes->len < limit)
    g_string_append (json, "null}");
  else
    g_string_append_printf (json, "\"%" PRId64 "\"}", tw_change_get_seq (g_ptr_array_index (changes, changes->len - 1)));
  tw_response_take_json (call->response, json);
}

void
tw_rest_handle_history (TwRequest *request, TwResponse *response, gpointer data)
{
  TwRestCall call;

  if (!tw_rest_begin (&call, data, request, response))
    return;
  answer_history (&call);
  tw_rest_end (&call);
}
