/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures: how the pipeline stands, how many deals are won, what was done and is to be done. All over what the caller may read. */
#include "config.h"

#include <inttypes.h>
#include <glib/gi18n-lib.h>

#include "tw-patience.h"
#include "tw-rest-private.h"
#include "tw-activity-figures.h"
#include "tw-stage-figures.h"
#include "tw-task-figures.h"

/* Figures over all that somebody sees are asked for often and come from memory; the first time, over a million records, they take seconds. */
#define PATIENCE (60 * G_USEC_PER_SEC)

static const char *const where_only[] = { "where", NULL };
static const char *const where_and_by[] = { "where", "by", NULL };

/* FALSE: answered, because the condition is none. */
static gboolean
read_scope (TwRestCall *call, const TwEntity *entity, TwFigureScope *scope)
{
  g_autoptr (TwQuery) query = NULL;

  *scope = (TwFigureScope) { call->rest->store, call->access, tw_request_get_query (call->request, "where") };
  query = tw_rest_query (call, entity, scope->where, NULL);
  return query != NULL;
}

static GString *
answer_error (TwRestCall *call, const GError *error)
{
  tw_response_problem_error (call->response, error);
  return NULL;
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
print_title (GString *json, const char *lead, const TwFigureLine *line)
{
  g_string_append (json, lead);
  tw_doc_print_text (line->title, json);
}

/* "rate":"0.25" of what ended, or null. */
static void
print_rate (GString *json, gint64 part, gint64 rest)
{
  TwDecimal rate = 0;
  g_autofree char *text = NULL;

  if (part + rest > 0)
    tw_int64_muldiv (part, TW_DECIMAL_ONE, part + rest, TW_ROUND_HALF_EVEN, &rate);
  text = tw_decimal_print (rate);
  if (part + rest > 0)
    g_string_append_printf (json, "\"rate\":\"%s\"", text);
  else
    g_string_append (json, "\"rate\":null");
}

/* "name":[{"key":…,"count":…},…] and the count of all. */
static gboolean
print_counts (GString *json, TwRestCall *call, const TwFigureScope *scope, const TwEntity *entity, const char *name, const char *by,
              gint64 *count)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) groups = tw_figures_group (scope, entity, NULL, tw_entity_get_field (entity, by), NULL, NULL, &error);

  *count = 0;
  if (groups == NULL)
    return answer_error (call, error) != NULL;
  g_string_append_printf (json, "\"%s\":[", name);
  for (guint i = 0; i < groups->len; i++)
    {
      const TwGroup *one = g_ptr_array_index (groups, i);

      g_string_append (json, i > 0 ? ",{\"key\":" : "{\"key\":");
      tw_rest_print_value (json, call->schema, tw_entity_get_field (entity, by), &one->key);
      g_string_append_printf (json, ",\"count\":%" PRId64 "}", one->count);
      *count += one->count;
    }
  g_string_append (json, "],");
  return TRUE;
}

/* Stages in which nothing lies have no line: their days are told with the history of deals. */
static GString *
pipeline_stats (TwRestCall *call)
{
  const TwEntity *entity = tw_schema_get_entity (call->schema, "deal");
  TwFigureScope scope;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = read_scope (call, entity, &scope) ? tw_stage_figures_pipeline (&scope, entity->board_field, &error) : NULL;
  GString *json;
  gint64 count = 0;

  if (lines == NULL)
    return error != NULL ? answer_error (call, error) : NULL;
  json = g_string_new ("{\"stages\":[");
  for (guint i = 0; i < lines->len; i++)
    {
      const TwFigureLine *line = g_ptr_array_index (lines, i);

      if (line->count == 0)
        continue;
      g_string_append (json, count > 0 ? ",{\"key\":" : "{\"key\":");
      tw_rest_print_value (json, call->schema, entity->board_field, &line->key);
      g_string_append_printf (json, ",\"count\":%" PRId64, line->count);
      print_title (json, ",\"name\":", line);
      g_string_append (json, ",\"amount\":");
      print_sums (json, line->sums);
      g_string_append (json, ",\"weighted\":");
      print_sums (json, line->weighted);
      if (line->n_stays > 0)
        {
          char days[G_ASCII_DTOSTR_BUF_SIZE];

          g_string_append_printf (json, ",\"average_days\":\"%s\"}", g_ascii_formatd (days, sizeof days, "%.1f", line->days));
        }
      else
        g_string_append (json, ",\"average_days\":null}");
      count += line->count;
    }
  g_string_append_printf (json, "],\"count\":%" PRId64 "}", count);
  return json;
}

static void
print_won (GString *json, const TwFigureLine *line)
{
  g_string_append_printf (json, "\"won\":%" PRId64 ",\"lost\":%" PRId64 ",", line->won, line->lost);
  print_rate (json, line->won, line->lost);
}

static gboolean
print_win_groups (GString *json, TwRestCall *call, const TwFigureScope *scope, const TwEntity *entity, const char *by)
{
  const TwField *field = tw_entity_get_field (entity, by);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = tw_stage_figures_win_rate (scope, entity->board_field, by, &error);

  if (lines == NULL)
    return answer_error (call, error) != NULL;
  g_string_append (json, ",\"groups\":[");
  for (guint i = 0; i < lines->len; i++)
    {
      const TwFigureLine *line = g_ptr_array_index (lines, i);

      g_string_append (json, i > 0 ? ",{\"key\":" : "{\"key\":");
      if (field != NULL)
        {
          g_autofree char *key = tw_value_is_null (&line->key) ? NULL : line->key.type == TW_TYPE_LINK ? tw_id_dup_text (&line->key.id)
                                                                                                   : tw_value_print (&line->key);

          if (key != NULL)
            tw_doc_print_text (key, json);
          else
            g_string_append (json, "null");
        }
      else
        tw_doc_print_text (line->title, json);
      print_title (json, ",\"name\":", line);
      g_string_append_c (json, ',');
      print_won (json, line);
      g_string_append_c (json, '}');
    }
  g_string_append_c (json, ']');
  return TRUE;
}

static GString *
win_rate (TwRestCall *call)
{
  const TwEntity *entity = tw_schema_get_entity (call->schema, "deal");
  const char *by = tw_request_get_query (call->request, "by");
  TwFigureScope scope;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = read_scope (call, entity, &scope) ? tw_stage_figures_win_rate (&scope, entity->board_field, NULL, &error)
                                                                  : NULL;
  g_autoptr (GString) json = g_string_new ("{");

  if (lines == NULL)
    return error != NULL ? answer_error (call, error) : NULL;
  print_won (json, g_ptr_array_index (lines, 0));
  if (by != NULL && !print_win_groups (json, call, &scope, entity, by))
    return NULL;
  g_string_append_c (json, '}');
  return g_steal_pointer (&json);
}

static gboolean
print_activity_groups (GString *json, TwRestCall *call, const TwFigureScope *scope, const char *by)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = tw_activity_figures (scope, by, &error);

  if (lines == NULL)
    return answer_error (call, error) != NULL;
  g_string_append (json, ",\"groups\":[");
  for (guint i = 0; i < lines->len; i++)
    {
      const TwFigureLine *line = g_ptr_array_index (lines, i);
      g_autofree char *key = tw_value_is_null (&line->key) ? NULL : line->key.type == TW_TYPE_LINK ? tw_id_dup_text (&line->key.id)
                             : line->key.type == TW_TYPE_DATE ? g_strdup (line->title) : tw_value_print (&line->key);

      g_string_append (json, i > 0 ? ",{\"key\":" : "{\"key\":");
      if (key != NULL)
        tw_doc_print_text (key, json);
      else
        g_string_append (json, "null");
      print_title (json, ",\"name\":", line);
      g_string_append_printf (json, ",\"count\":%" PRId64 ",\"minutes\":%" PRId64 ",", line->count, line->seconds / 60);
      print_won (json, line);
      g_string_append_printf (json, ",\"won_without\":%" PRId64 ",\"lost_without\":%" PRId64 "}", line->other_won, line->other_lost);
    }
  g_string_append_c (json, ']');
  return TRUE;
}

static GString *
activity_stats (TwRestCall *call)
{
  const TwEntity *entity = tw_schema_get_entity (call->schema, "activity");
  const char *by = tw_request_get_query (call->request, "by");
  g_autoptr (GString) json = g_string_new ("{");
  g_autoptr (GPtrArray) total = NULL;
  g_autoptr (GError) error = NULL;
  TwFigureScope scope;
  gint64 count;

  if (!read_scope (call, entity, &scope) || !print_counts (json, call, &scope, entity, "by_kind", "kind", &count))
    return NULL;
  g_string_append_printf (json, "\"count\":%" PRId64, count);
  if (by != NULL)
    {
      total = tw_activity_figures (&scope, NULL, &error);
      if (total == NULL)
        return answer_error (call, error);
      g_string_append_printf (json, ",\"minutes\":%" PRId64, ((TwFigureLine *) g_ptr_array_index (total, 0))->seconds / 60);
      if (!print_activity_groups (json, call, &scope, by))
        return NULL;
    }
  g_string_append_c (json, '}');
  return g_steal_pointer (&json);
}

static GString *
task_stats (TwRestCall *call)
{
  const TwEntity *entity = tw_schema_get_entity (call->schema, "task");
  g_autoptr (GString) json = g_string_new ("{");
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GError) error = NULL;
  const TwFigureLine *total;
  TwFigureScope scope;
  gint64 count;

  if (!read_scope (call, entity, &scope) || !print_counts (json, call, &scope, entity, "by_priority", "priority", &count)
      || !print_counts (json, call, &scope, entity, "by_status", "status", &count))
    return NULL;
  lines = tw_task_figures (&scope, entity, NULL, &error);
  if (lines == NULL)
    return answer_error (call, error);
  total = g_ptr_array_index (lines, 0);
  g_string_append_printf (json, "\"count\":%" PRId64 ",\"overdue\":%" PRId64 ",\"open\":%" PRId64 ",\"completed\":%" PRId64 ",", count,
                          total->overdue, total->open, total->done);
  print_rate (json, total->done, total->open);
  g_string_append_c (json, '}');
  return g_steal_pointer (&json);
}

static void
handle (TwRequest *request, TwResponse *response, gpointer data, const char *const *names, GString *(*make) (TwRestCall *call))
{
  TwRestCall call;

  if (!tw_rest_begin (&call, data, request, response))
    return;
  if (tw_request_get_query (request, "where") == NULL)
    tw_patience_begin (PATIENCE);
  if (tw_rest_check_query (&call, names))
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
  handle (request, response, data, where_only, pipeline_stats);
}

void
tw_rest_handle_win_rate (TwRequest *request, TwResponse *response, gpointer data)
{
  handle (request, response, data, where_and_by, win_rate);
}

void
tw_rest_handle_activity_stats (TwRequest *request, TwResponse *response, gpointer data)
{
  handle (request, response, data, where_and_by, activity_stats);
}

void
tw_rest_handle_task_stats (TwRequest *request, TwResponse *response, gpointer data)
{
  handle (request, response, data, where_only, task_stats);
}
