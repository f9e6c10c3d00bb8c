/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures: how the pipeline stands, how many deals are won, what was done and is to be done. All over what the caller may read. */
#include "config.h"

#include <inttypes.h>
#include <glib/gi18n-lib.h>

#include "tw-columns.h"
#include "tw-patience.h"
#include "tw-rest-private.h"

/* Figures over all that somebody sees are asked for often and come from memory; the first time, over a million records, they take seconds. */
#define PATIENCE (60 * G_USEC_PER_SEC)

static const char *const where_only[] = { "where", NULL };

/* Groups of the records that meet both conditions; NULL: answered. extra nullable. */
static GPtrArray *
group (TwRestCall *call, const TwEntity *entity, const char *extra, const char *by, const char *sum, const char *weight)
{
  const TwField *fields[3] = { NULL };
  const char *const keys[3] = { by, sum, weight };
  const char *where = tw_request_get_query (call->request, "where");
  g_autofree char *both = where != NULL && extra != NULL ? g_strdup_printf ("(%s) and (%s)", where, extra) : g_strdup (where ? where : extra);
  g_autoptr (TwQuery) query = NULL, own = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *groups;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      fields[i] = keys[i] != NULL ? tw_entity_get_field (entity, keys[i]) : NULL;
      if (fields[i] == NULL || tw_access_field (call->access, fields[i]) != TW_FIELD_HIDDEN)
        continue;
      tw_response_problem (call->response, 403, "denied", NULL, _("You may not see what these figures are made of."));
      return NULL;
    }
  /* The condition stands alone first, so that no bracket of it reaches into the other. */
  own = tw_rest_query (call, entity, where, NULL);
  query = own != NULL ? tw_rest_query (call, entity, both, NULL) : NULL;
  if (query == NULL)
    return NULL;
  groups = tw_store_group (call->rest->store, query, fields[0], fields[1], fields[2], &error);
  if (groups == NULL)
    tw_response_problem_error (call->response, error);
  return groups;
}

static void
print_sums (GString *json, GArray *sums)
{
  gboolean first = TRUE;

  g_string_append_c (json, '[');
  for (guint i = 0; sums != NULL && i < sums->len; i++)
    {
      const TwValue *value = &g_array_index (sums, TwValue, i);

      if (value->type != TW_TYPE_MONEY)
        continue;
      if (!first)
        g_string_append_c (json, ',');
      tw_rest_print_money (json, value->i, value->tag);
      first = FALSE;
    }
  g_string_append_c (json, ']');
}

static void
print_key (GString *json, const TwRestCall *call, const TwField *field, const TwGroup *one)
{
  g_string_append (json, "{\"key\":");
  tw_rest_print_value (json, call->schema, field, &one->key);
  g_string_append_printf (json, ",\"count\":%" PRId64, one->count);
}

/* "name":[{"key":…,"count":…},…] and the count of all. */
static gboolean
print_counts (GString *json, TwRestCall *call, const TwEntity *entity, const char *name, const char *by, gint64 *count)
{
  g_autoptr (GPtrArray) groups = group (call, entity, NULL, by, NULL, NULL);

  *count = 0;
  if (groups == NULL)
    return FALSE;
  g_string_append_printf (json, "\"%s\":[", name);
  for (guint i = 0; i < groups->len; i++)
    {
      const TwGroup *one = g_ptr_array_index (groups, i);

      if (i > 0)
        g_string_append_c (json, ',');
      print_key (json, call, tw_entity_get_field (entity, by), one);
      g_string_append_c (json, '}');
      *count += one->count;
    }
  g_string_append (json, "],");
  return TRUE;
}

static gboolean
count_where (TwRestCall *call, const TwEntity *entity, const char *extra, gint64 *count)
{
  g_autoptr (GPtrArray) groups = group (call, entity, extra, NULL, NULL, NULL);

  *count = 0;
  for (guint i = 0; groups != NULL && i < groups->len; i++)
    *count += ((TwGroup *) g_ptr_array_index (groups, i))->count;
  return groups != NULL;
}

static GString *
pipeline_stats (TwRestCall *call)
{
  const TwEntity *entity = tw_schema_get_entity (call->schema, "deal");
  g_autoptr (GPtrArray) groups = group (call, entity, "status = \"open\"", "stage", "amount", "probability");
  GString *json;
  gint64 count = 0;

  if (groups == NULL)
    return NULL;
  json = g_string_new ("{\"stages\":[");
  for (guint i = 0; i < groups->len; i++)
    {
      const TwGroup *one = g_ptr_array_index (groups, i);
      g_autofree char *name = one->key.type == TW_TYPE_LINK ? tw_store_dup_title (call->rest->store, one->key.tag, &one->key.id) : NULL;

      if (i > 0)
        g_string_append_c (json, ',');
      print_key (json, call, tw_entity_get_field (entity, "stage"), one);
      g_string_append (json, ",\"name\":");
      tw_doc_print_text (name ? name : "", json);
      g_string_append (json, ",\"amount\":");
      print_sums (json, one->sums);
      g_string_append (json, ",\"weighted\":");
      print_sums (json, one->weighted);
      g_string_append_c (json, '}');
      count += one->count;
    }
  g_string_append_printf (json, "],\"count\":%" PRId64 "}", count);
  return json;
}

static GString *
win_rate (TwRestCall *call)
{
  const TwEntity *entity = tw_schema_get_entity (call->schema, "deal");
  gint64 won, lost;
  TwDecimal rate = 0;
  g_autofree char *text = NULL;
  GString *json;

  if (!count_where (call, entity, "status = \"won\"", &won) || !count_where (call, entity, "status = \"lost\"", &lost))
    return NULL;
  if (won + lost > 0)
    tw_int64_muldiv (won, TW_DECIMAL_ONE, won + lost, TW_ROUND_HALF_EVEN, &rate);
  text = tw_decimal_print (rate);
  json = g_string_new (NULL);
  g_string_printf (json, "{\"won\":%" PRId64 ",\"lost\":%" PRId64 ",\"rate\":", won, lost);
  if (won + lost > 0)
    g_string_append_printf (json, "\"%s\"}", text);
  else
    g_string_append (json, "null}");
  return json;
}

static GString *
activity_stats (TwRestCall *call)
{
  const TwEntity *entity = tw_schema_get_entity (call->schema, "activity");
  g_autoptr (GString) json = g_string_new ("{");
  gint64 count;

  if (!print_counts (json, call, entity, "by_kind", "kind", &count))
    return NULL;
  g_string_append_printf (json, "\"count\":%" PRId64 "}", count);
  return g_steal_pointer (&json);
}

static GString *
task_stats (TwRestCall *call)
{
  const TwEntity *entity = tw_schema_get_entity (call->schema, "task");
  g_autoptr (GString) json = g_string_new ("{");
  gint64 count, overdue;

  if (!print_counts (json, call, entity, "by_priority", "priority", &count)
      || !print_counts (json, call, entity, "by_status", "status", &count)
      || !count_where (call, entity, "status != \"completed\" and due_date < today()", &overdue))
    return NULL;
  g_string_append_printf (json, "\"count\":%" PRId64 ",\"overdue\":%" PRId64 "}", count, overdue);
  return g_steal_pointer (&json);
}

static void
handle (TwRequest *request, TwResponse *response, gpointer data, GString *(*make) (TwRestCall *call))
{
  TwRestCall call;

  if (!tw_rest_begin (&call, data, request, response))
    return;
  if (tw_request_get_query (request, "where") == NULL)
    tw_patience_begin (PATIENCE);
  if (tw_rest_check_query (&call, where_only))
    {
      GString *json = make (&call);

      if (json != NULL)
        tw_response_take_json (response, json);
    }
  tw_rest_end (&call);
}

void
tw_rest_handle_pipeline_stats (TwRequest *request, TwResponse *response, gpointer data)
{
  handle (request, response, data, pipeline_stats);
}

void
tw_rest_handle_win_rate (TwRequest *request, TwResponse *response, gpointer data)
{
  handle (request, response, data, win_rate);
}

void
tw_rest_handle_activity_stats (TwRequest *request, TwResponse *response, gpointer data)
{
  handle (request, response, data, activity_stats);
}

void
tw_rest_handle_task_stats (TwRequest *request, TwResponse *response, gpointer data)
{
  handle (request, response, data, task_stats);
}
