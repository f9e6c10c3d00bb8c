/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures as data: those of dashboards, and any that a program asks for. What they have in common with reports: the days, the further
 * condition, how numbers and keys are printed, and how much of it goes on at a time. */
#include "config.h"

#include <inttypes.h>
#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-patience.h"
#include "tw-rest-insight.h"

#define PATIENCE     (60 * G_USEC_PER_SEC)             /* over a million records, the first time: seconds */
#define MAX_AT_ONCE  5                                 /* each may hold two of the store's readers, which all other requests need, too */
#define MAX_OF_ONE   3
#define MAX_CELLS    200000                            /* of an answer in JSON */

static const char *const units[] = { "number", "money", "percent", "days" };

/* --- How much at a time --- */

static gboolean
is_gone_cb (gpointer request)
{
  return tw_request_is_cancelled (request);
}

/* FALSE: answered with 429. */
static gboolean
enter (TwRestCall *call)
{
  const TwId *user = tw_access_get_user (call->access);
  TwRest *rest = call->rest;
  guint own;
  gboolean good;

  g_mutex_lock (&rest->insight_lock);
  own = GPOINTER_TO_UINT (g_hash_table_lookup (rest->insight, user));
  good = rest->n_insight < MAX_AT_ONCE && own < MAX_OF_ONE;
  if (good)
    {
      rest->n_insight++;
      g_hash_table_replace (rest->insight, g_memdup2 (user, sizeof *user), GUINT_TO_POINTER (own + 1));
    }
  g_mutex_unlock (&rest->insight_lock);
  if (good)
    return TRUE;
  tw_response_problem (call->response, 429, "too-many-requests", _("Too many requests"),
                       _("Figures and reports are worked out a few at a time. Wait as long as Retry-After says, then ask again."));
  tw_response_set_header (call->response, "Retry-After", "1");
  return FALSE;
}

static void
leave (TwRestCall *call)
{
  const TwId *user = tw_access_get_user (call->access);
  TwRest *rest = call->rest;
  guint own;

  g_mutex_lock (&rest->insight_lock);
  rest->n_insight--;
  own = GPOINTER_TO_UINT (g_hash_table_lookup (rest->insight, user));
  if (own > 1)
    g_hash_table_replace (rest->insight, g_memdup2 (user, sizeof *user), GUINT_TO_POINTER (own - 1));
  else
    g_hash_table_remove (rest->insight, user);
  g_mutex_unlock (&rest->insight_lock);
}

/**
 * tw_rest_insight_handle:
 * @request: a request
 * @response: its answer
 * @rest: the room
 * @answer: works it out
 *
 * Does it for the caller, as one of a few, for a minute at most, and no longer than the client waits.
 */
void
tw_rest_insight_handle (TwRequest *request, TwResponse *response, TwRest *rest, void (*answer) (TwRestCall *call))
{
  TwRestCall call;

  if (!tw_rest_begin (&call, rest, request, response))
    return;
  if (enter (&call))
    {
      tw_patience_begin_for (PATIENCE, is_gone_cb, request);
      answer (&call);
      leave (&call);
    }
  tw_rest_end (&call);
}

/* --- What is asked --- */

/**
 * tw_rest_insight_fail:
 * @call: a call
 * @error: why there is no answer
 */
void
tw_rest_insight_fail (TwRestCall *call, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tw_response_problem (call->response, 422, "too-long", NULL, _("This would take too long. Ask for fewer records or fewer columns."));
  else
    tw_response_problem_error (call->response, error);
}

static gboolean
fail_parameter (TwRestCall *call, const char *name, const char *message)
{
  tw_response_problem (call->response, 400, "parameter", NULL, message);
  tw_response_problem_field (call->response, name, "invalid", message);
  return FALSE;
}

/**
 * tw_rest_insight_read_ask:
 * @call: a call
 * @entity: of which records
 * @days: (nullable): which days when the request does not say
 * @grain: their grain when the request does not say
 * @range: (out): room for the days
 * @ask: (out): who asks and of which records; lends from @call and @range
 *
 * Returns: %FALSE: answered
 */
gboolean
tw_rest_insight_read_ask (TwRestCall *call, const TwEntity *entity, const char *days, TwGrain grain, TwFigureRange *range, TwFigureAsk *ask)
{
  const char *where = tw_request_get_query (call->request, "where"), *own = tw_request_get_query (call->request, "days");
  const char *name = tw_request_get_query (call->request, "grain");
  g_autoptr (TwQuery) query = NULL;

  *ask = (TwFigureAsk) { .store = call->rest->store, .access = call->access, .also = where };
  if (name != NULL && !tw_grain_parse (name, &grain))
    return fail_parameter (call, "grain", _("The grain is day, week, month, quarter or year."));
  if (own != NULL && !tw_figure_range_parse (call->rest->store, own, grain, range))
    return fail_parameter (call, "days", _("This is no range of days. Use 90 days, month, quarter, year or 2026-01-01..2026-03-31."));
  if (own != NULL || tw_figure_range_parse (call->rest->store, days, grain, range))
    ask->range = range;
  if (where == NULL)
    return TRUE;
  query = tw_rest_query (call, entity, where, NULL);
  return query != NULL;
}

/**
 * tw_rest_insight_dup_body:
 * @call: a call whose body is a definition
 *
 * Returns: (transfer full) (nullable): the text; %NULL: answered
 */
char *
tw_rest_insight_dup_body (TwRestCall *call)
{
  gsize length;
  const char *text;

  if (tw_request_parse_json (call->request, call->response) == NULL)
    return NULL;
  text = g_bytes_get_data (tw_request_get_body (call->request), &length);
  return g_strndup (text, length);
}

/**
 * tw_rest_insight_find:
 * @call: a call
 * @key: of the entity
 * @id: a record
 * @field: that has the definition
 * @json: (out) (optional): (transfer full): the definition
 *
 * Returns: (transfer full) (nullable): the record, when the caller may read it and its definition; %NULL: answered
 */
TwRecord *
tw_rest_insight_find (TwRestCall *call, const char *key, const char *field, char **json)
{
  const TwEntity *entity = tw_schema_get_entity (call->schema, key);
  const TwField *definition = tw_entity_get_field (entity, field);
  g_autoptr (TwRecord) record = NULL;
  const TwValue *value;
  TwId id;

  if (!tw_rest_read_id (call, &id))
    return NULL;
  record = tw_access_field (call->access, definition) != TW_FIELD_HIDDEN ? tw_rest_find (call, entity, &id) : NULL;
  if (record == NULL)
    {
      tw_rest_not_found (call);
      return NULL;
    }
  value = tw_record_get (record, definition);
  *json = g_strdup (value->type == TW_TYPE_JSON ? value->text : "{}");
  return g_steal_pointer (&record);
}

/* --- How it is printed --- */

/* A value that no field of the record itself has: links say to what. */
void
tw_rest_insight_print_value (GString *json, TwRestCall *call, const TwValue *value)
{
  char id[TW_ID_TEXT_LENGTH + 1];

  if (value->type == TW_TYPE_LINK)
    {
      const TwEntity *target = tw_schema_get_entity_by_number (call->schema, value->tag);

      g_string_append_printf (json, "{\"type\":\"%s\",\"id\":\"%s\"}", target != NULL ? target->key : "unknown", tw_id_print (&value->id, id));
    }
  else if (value->type == TW_TYPE_LIST)
    {
      g_string_append_c (json, '[');
      for (guint i = 0; i < value->list->n_values; i++)
        {
          g_string_append (json, i > 0 ? "," : "");
          tw_rest_insight_print_value (json, call, &value->list->values[i]);
        }
      g_string_append_c (json, ']');
    }
  else
    tw_rest_print_value (json, call->schema, NULL, value);
}

/* key: nullable, for a total. */
void
tw_rest_insight_print_key (GString *json, TwRestCall *call, const TwFigureKey *key)
{
  if (key == NULL)
    {
      g_string_append (json, "null");
      return;
    }
  g_string_append (json, "{\"value\":");
  tw_rest_insight_print_value (json, call, &key->key);
  g_string_append (json, ",\"title\":");
  tw_doc_print_text (key->title != NULL ? key->title : "", json);
  g_string_append_c (json, '}');
}

void
tw_rest_insight_print_cell (GString *json, TwRestCall *call, const TwFigureCell *cell)
{
  g_string_append_printf (json, "{\"count\":%" PRId64 ",\"value\":", cell->count);
  if (cell->has)
    tw_rest_insight_print_value (json, call, &cell->exact);
  else
    g_string_append (json, "null");
  g_string_append_c (json, '}');
}

const char *
tw_rest_insight_unit (const TwNumberUnit *unit)
{
  return unit->kind < G_N_ELEMENTS (units) ? units[unit->kind] : units[0];
}

static void
print_keys (GString *json, TwRestCall *call, const char *name, GPtrArray *keys)
{
  g_string_append_printf (json, ",\"%s\":[", name);
  for (guint i = 0; i < keys->len; i++)
    {
      g_string_append (json, i > 0 ? "," : "");
      tw_rest_insight_print_key (json, call, g_ptr_array_index (keys, i));
    }
  g_string_append_c (json, ']');
}

/* FALSE: answered. by: whether there is a second grouping. */
gboolean
tw_rest_insight_print_figure (GString *json, TwRestCall *call, const TwFigure *figure, TwFigureAnswer *answer)
{
  guint n = answer->keys[0]->len, m = answer->keys[1]->len;

  if ((guint64) n * m > MAX_CELLS)
    {
      tw_response_problem (call->response, 422, "too-large", NULL, _("The answer would have too many figures. Put the records together more roughly, or ask for fewer."));
      return FALSE;
    }
  g_string_append_printf (json, "\"unit\":\"%s\",\"total\":", tw_rest_insight_unit (&answer->unit));
  tw_rest_insight_print_cell (json, call, &answer->total);
  g_string_append (json, ",\"previous\":");
  if (answer->previous.has)
    tw_rest_insight_print_cell (json, call, &answer->previous);
  else
    g_string_append (json, "null");
  print_keys (json, call, "keys", answer->keys[0]);
  if (figure->by[1].field != NULL)
    print_keys (json, call, "then", answer->keys[1]);
  g_string_append (json, ",\"cells\":[");
  for (guint i = 0; i < n; i++)
    {
      g_string_append (json, i > 0 ? ",[" : "[");
      for (guint j = 0; j < m; j++)
        {
          g_string_append (json, j > 0 ? "," : "");
          tw_rest_insight_print_cell (json, call, tw_figure_answer_get (answer, i, j));
        }
      g_string_append_c (json, ']');
    }
  if (answer->against != NULL)
    {
      g_string_append_printf (json, "],\"against_unit\":\"%s\",\"against\":[", tw_rest_insight_unit (&answer->against_unit));
      for (guint i = 0; i < n; i++)
        {
          g_string_append (json, i > 0 ? "," : "");
          tw_rest_insight_print_cell (json, call, &g_array_index (answer->against, TwFigureCell, i));
        }
    }
  g_string_append_printf (json, "],\"more\":%u,\"missing_rate\":%s", answer->n_more, answer->missing_rate ? "true" : "false");
  return TRUE;
}

/* --- Figures --- */

static const char *const names[] = { "where", "days", "grain", NULL };

static void
answer_definition (TwRestCall *call, const char *definition, const char *days, TwGrain grain)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwFigure) figure = tw_figure_parse (definition, &error);
  g_autoptr (TwFigureAnswer) answer = NULL;
  g_autoptr (GString) json = NULL;
  TwFigureRange range;
  TwFigureAsk ask;

  if (figure == NULL || !tw_figure_check (figure, call->schema, &error))
    {
      tw_rest_insight_fail (call, error);
      return;
    }
  if (!tw_rest_insight_read_ask (call, tw_schema_get_entity (call->schema, figure->entity), days, grain, &range, &ask))
    return;
  answer = tw_figure_answer (figure, &ask, NULL, &error);
  if (answer == NULL)
    {
      tw_rest_insight_fail (call, error);
      return;
    }
  json = g_string_new ("{");
  if (!tw_rest_insight_print_figure (json, call, figure, answer))
    return;
  g_string_append_c (json, '}');
  tw_response_take_json (call->response, g_steal_pointer (&json));
}

/* The days of the dashboard that the tile is on. */
static void
read_dashboard (TwRestCall *call, TwRecord *widget, char **days, TwGrain *grain)
{
  const TwEntity *entity = tw_schema_get_entity (call->schema, "dashboard");
  const TwValue *link = tw_record_get_key (widget, "dashboard"), *value;
  g_autoptr (TwRecord) dashboard = link->type == TW_TYPE_LINK ? tw_rest_find (call, entity, &link->id) : NULL;

  if (dashboard == NULL)
    return;
  value = tw_record_get_key (dashboard, "period");
  *days = value->type == TW_TYPE_TEXT ? g_strdup (value->text) : NULL;
  value = tw_record_get_key (dashboard, "grain");
  if (value->type == TW_TYPE_ENUM)
    tw_grain_parse (value->text, grain);
}

static void
answer_widget (TwRestCall *call)
{
  g_autofree char *definition = NULL, *days = NULL;
  g_autoptr (TwRecord) widget = NULL;
  TwGrain grain = TW_GRAIN_NONE;

  if (!tw_rest_check_query (call, names))
    return;
  widget = tw_rest_insight_find (call, "widget", "figure", &definition);
  if (widget == NULL)
    return;
  read_dashboard (call, widget, &days, &grain);
  answer_definition (call, definition, days, grain);
}

static void
answer_figure (TwRestCall *call)
{
  g_autofree char *definition = tw_rest_check_query (call, names) ? tw_rest_insight_dup_body (call) : NULL;

  if (definition != NULL)
    answer_definition (call, definition, NULL, TW_GRAIN_NONE);
}

void
tw_rest_handle_widget (TwRequest *request, TwResponse *response, gpointer data)
{
  tw_rest_insight_handle (request, response, data, answer_widget);
}

void
tw_rest_handle_figure (TwRequest *request, TwResponse *response, gpointer data)
{
  tw_rest_insight_handle (request, response, data, answer_figure);
}
