/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports, saved ones and any that a program asks for: the beginning of a table, a pivot, or the figures of a chart as JSON; all of it as
 * a file. What the caller may not see is left out, and refused where it would tell. */
#include "config.h"

#include <inttypes.h>
#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-rest-insight.h"
#include "tw-schema.h"

#define MAX_CELLS 200000                               /* of a pivot in JSON */

static const char *const names[] = { "where", "days", "grain", "limit", "format", NULL };
static const char *const kinds[] = { "head", "row", "foot", "end" };

/* --- Tables --- */

static void
print_texts (GString *json, const char *name, const char *const *texts, guint n)
{
  g_string_append_printf (json, ",\"%s\":[", name);
  for (guint i = 0; i < n; i++)
    {
      g_string_append (json, i > 0 ? "," : "");
      tw_doc_print_text (texts[i], json);
    }
  g_string_append_c (json, ']');
}

static void
print_column (GString *json, const TwReport *report, const TwReportRunColumn *column)
{
  gboolean first = TRUE;

  g_string_append (json, "{\"value\":");
  tw_doc_print_text (((TwReportColumn *) g_ptr_array_index (report->columns, column->source))->value, json);
  g_string_append (json, ",\"label\":");
  tw_doc_print_text (column->label, json);
  g_string_append (json, ",\"totals\":[");
  for (guint aggregate = 0; aggregate < TW_N_AGGREGATES; aggregate++)
    if (column->totals & 1u << aggregate)
      {
        g_string_append_printf (json, "%s\"%s\"", first ? "" : ",", tw_aggregate_get_name (aggregate));
        first = FALSE;
      }
  g_string_append (json, "]}");
}

void
tw_rest_report_print_head (GString *json, TwRestCall *call, const TwReport *report, GPtrArray *columns, GPtrArray *labels, gint64 n_rows,
                           const char *const *left_out)
{
  g_string_append_printf (json, "\"form\":\"table\",\"entity\":\"%s\",\"records\":%" PRId64 ",\"columns\":[", report->entity, n_rows);
  for (guint i = 0; i < columns->len; i++)
    {
      g_string_append (json, i > 0 ? "," : "");
      print_column (json, report, g_ptr_array_index (columns, i));
    }
  g_string_append_c (json, ']');
  print_texts (json, "groups", (const char *const *) labels->pdata, labels->len);
  print_texts (json, "left_out", left_out, left_out != NULL ? g_strv_length ((GStrv) left_out) : 0);
}

/* A link says what the record is called, or null where the caller may not know. */
static void
print_link (GString *json, TwRestCall *call, const TwValue *value, const char *title)
{
  tw_rest_insight_print_value (json, call, value);
  g_string_truncate (json, json->len - 1);
  g_string_append (json, ",\"title\":");
  if (*title != '\0')
    tw_doc_print_text (title, json);
  else
    g_string_append (json, "null");
  g_string_append_c (json, '}');
}

static void
print_cells (GString *json, TwRestCall *call, const TwReportItem *item, TwRestReportText text, gpointer run)
{
  char id[TW_ID_TEXT_LENGTH + 1];

  g_string_append_printf (json, ",\"id\":\"%s\",\"values\":[", tw_id_print (&item->id, id));
  for (guint i = 0; i < item->n; i++)
    {
      const TwValue *value = &item->values[i];
      g_autofree char *title = value->type == TW_TYPE_LINK ? text (run, i, value) : NULL;

      g_string_append (json, i > 0 ? "," : "");
      if (title != NULL)
        print_link (json, call, value, title);
      else
        tw_rest_insight_print_value (json, call, value);
    }
  g_string_append_c (json, ']');
}

static void
print_totals (GString *json, TwRestCall *call, GPtrArray *columns, const TwReportItem *item)
{
  g_string_append_printf (json, ",\"records\":%" PRId64 ",\"totals\":[", item->n_rows);
  for (guint i = 0; i < item->n; i++)
    {
      const TwReportRunColumn *column = g_ptr_array_index (columns, i);
      gboolean first = TRUE;

      g_string_append (json, i > 0 ? ",{" : "{");
      for (guint aggregate = 0; aggregate < TW_N_AGGREGATES; aggregate++)
        if (column->totals & 1u << aggregate)
          {
            g_string_append_printf (json, "%s\"%s\":", first ? "" : ",", tw_aggregate_get_name (aggregate));
            tw_rest_insight_print_value (json, call, &item->totals[i][aggregate]);
            first = FALSE;
          }
      g_string_append_c (json, '}');
    }
  g_string_append_c (json, ']');
}

void
tw_rest_report_print_item (GString *json, TwRestCall *call, GPtrArray *columns, const TwReportItem *item, TwRestReportText text, gpointer run)
{
  g_string_append_printf (json, "{\"kind\":\"%s\"", kinds[item->kind]);
  if (item->kind == TW_REPORT_HEAD || item->kind == TW_REPORT_FOOT)
    {
      g_string_append_printf (json, ",\"level\":%u,\"key\":", item->level);
      tw_rest_insight_print_key (json, call, item->key);
    }
  if (item->kind == TW_REPORT_ROW)
    print_cells (json, call, item, text, run);
  else if (item->kind != TW_REPORT_HEAD)
    print_totals (json, call, columns, item);
  g_string_append_c (json, '}');
}

static char *
preview_text (gpointer preview, guint column, const TwValue *value)
{
  return tw_report_preview_dup_text (preview, column, value);
}

static GString *
answer_table (TwRestCall *call, const TwReport *report, const TwFigureAsk *ask, guint limit, GError **error)
{
  g_autoptr (TwReportPreview) preview = tw_report_preview (report, ask, limit, NULL, error);
  GString *json;
  guint n = 0;

  if (preview == NULL)
    return NULL;
  json = g_string_new ("{");
  tw_rest_report_print_head (json, call, report, preview->columns, preview->group_labels, preview->n_rows,
                             (const char *const *) preview->left_out);
  g_string_append (json, ",\"items\":[");
  for (guint i = 0; i < preview->items->len; i++)
    {
      const TwReportItem *item = g_ptr_array_index (preview->items, i);

      g_string_append (json, i > 0 ? "," : "");
      tw_rest_report_print_item (json, call, preview->columns, item, preview_text, preview);
      n += item->kind == TW_REPORT_ROW;
    }
  g_string_append_printf (json, "],\"complete\":%s,\"missing_rate\":%s}", preview->complete ? "true" : "false",
                          preview->missing_rate ? "true" : "false");
  tw_rest_report_note (call, report, n, NULL, NULL);
  return json;
}

/* --- Pivots --- */

static void
print_pivot_row (GString *json, TwRestCall *call, TwReportPivot *pivot, guint row)
{
  const TwReportPivotRow *of = g_ptr_array_index (pivot->rows, row);

  g_string_append (json, row > 0 ? ",{\"keys\":[" : "{\"keys\":[");
  for (guint level = 0; level < pivot->group_labels->len; level++)
    {
      g_string_append (json, level > 0 ? "," : "");
      tw_rest_insight_print_key (json, call, of->keys[level]);
    }
  g_string_append (json, "],\"cells\":[");
  for (guint column = 0; column < pivot->columns->len; column++)
    {
      g_string_append (json, column > 0 ? ",[" : "[");
      for (guint value = 0; value < pivot->values->len; value++)
        {
          g_string_append (json, value > 0 ? "," : "");
          tw_rest_insight_print_cell (json, call, tw_report_pivot_get (pivot, row, column, value));
        }
      g_string_append_c (json, ']');
    }
  g_string_append (json, "]}");
}

static void
print_pivot_head (GString *json, TwRestCall *call, const TwReport *report, TwReportPivot *pivot)
{
  g_string_append_printf (json, "{\"form\":\"pivot\",\"entity\":\"%s\"", report->entity);
  print_texts (json, "groups", (const char *const *) pivot->group_labels->pdata, pivot->group_labels->len);
  g_string_append (json, ",\"across\":");
  if (pivot->across_label != NULL)
    tw_doc_print_text (pivot->across_label, json);
  else
    g_string_append (json, "null");
  g_string_append (json, ",\"values\":[");
  for (guint i = 0; i < pivot->values->len; i++)
    {
      const TwReportPivotValue *value = g_ptr_array_index (pivot->values, i);

      g_string_append (json, i > 0 ? ",{\"label\":" : "{\"label\":");
      tw_doc_print_text (value->label, json);
      g_string_append_printf (json, ",\"aggregate\":\"%s\",\"unit\":\"%s\"}", tw_aggregate_get_name (value->aggregate),
                              tw_rest_insight_unit (&value->unit));
    }
  g_string_append (json, "],\"columns\":[");
  for (guint i = 0; i < pivot->columns->len; i++)
    {
      g_string_append (json, i > 0 ? "," : "");
      tw_rest_insight_print_key (json, call, g_ptr_array_index (pivot->columns, i));
    }
}

static GString *
answer_pivot (TwRestCall *call, const TwReport *report, const TwFigureAsk *ask, GError **error)
{
  g_autoptr (TwReportPivot) pivot = tw_report_pivot_new (report, ask, NULL, error);
  GString *json;

  if (pivot == NULL)
    return NULL;
  if (pivot->cells->len > MAX_CELLS)
    {
      g_set_error (error, TW_FIGURE_ERROR, TW_FIGURE_ERROR_INVALID,
                   _("The pivot would have %1$u rows and %2$u columns. Narrow the records, or put them together more roughly."),
                   pivot->rows->len, pivot->columns->len);
      return NULL;
    }
  json = g_string_new (NULL);
  print_pivot_head (json, call, report, pivot);
  g_string_append (json, "],\"rows\":[");
  for (guint i = 0; i < pivot->rows->len; i++)
    print_pivot_row (json, call, pivot, i);
  g_string_append_printf (json, "],\"more\":%u,\"missing_rate\":%s}", pivot->n_more, pivot->missing_rate ? "true" : "false");
  return json;
}

/* --- Charts --- */

/* NULL without error: answered. */
static GString *
answer_chart (TwRestCall *call, const TwReport *report, const TwFigureAsk *ask, GError **error)
{
  g_autoptr (TwFigureAnswer) answer = tw_report_answer_figure (report, ask, NULL, error);
  g_autoptr (TwFigure) figure = tw_report_dup_figure (report);
  g_autoptr (GString) json = NULL;

  if (answer == NULL)
    return NULL;
  json = g_string_new (NULL);
  g_string_append_printf (json, "{\"form\":\"chart\",\"entity\":\"%s\",\"show\":\"%s\",", report->entity, report->show);
  if (!tw_rest_insight_print_figure (json, call, figure, answer))
    return NULL;
  g_string_append_c (json, '}');
  return g_steal_pointer (&json);
}

/* --- The routes --- */

static void
answer_json (TwRestCall *call, const TwReport *report, const TwFigureAsk *ask)
{
  g_autoptr (GError) error = NULL;
  GString *json = NULL;
  guint limit;

  if (!tw_rest_read_limit (call, &limit))
    return;
  switch (tw_report_get_form (report))
    {
    case TW_REPORT_TABLE:
      json = answer_table (call, report, ask, limit, &error);
      break;
    case TW_REPORT_PIVOT:
      json = answer_pivot (call, report, ask, &error);
      break;
    default:
      json = answer_chart (call, report, ask, &error);
    }
  if (json != NULL)
    tw_response_take_json (call->response, json);
  else if (error != NULL)
    tw_rest_insight_fail (call, error);
}

static void
answer_definition (TwRestCall *call, const char *definition, const char *days, const char *title, const TwId *saved)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwReport) report = tw_report_parse (definition, &error);
  TwRestReportForm form;
  TwFigureRange range;
  TwFigureAsk ask;

  if (report == NULL || !tw_report_check (report, call->schema, &error))
    {
      tw_rest_insight_fail (call, error);
      return;
    }
  if (!tw_rest_report_read_form (call, &form)
      || !tw_rest_insight_read_ask (call, tw_schema_get_entity (call->schema, report->entity), days, TW_GRAIN_NONE, &range, &ask))
    return;
  if (form == TW_REST_REPORT_JSON)
    answer_json (call, report, &ask);
  else
    tw_rest_report_send_file (call, report, &ask, form, title, saved);
}

static void
answer_saved (TwRestCall *call)
{
  g_autofree char *definition = NULL;
  g_autoptr (TwRecord) record = NULL;
  const TwValue *days, *name;

  if (!tw_rest_check_query (call, names))
    return;
  record = tw_rest_insight_find (call, "report", "definition", &definition);
  if (record == NULL)
    return;
  days = tw_record_get_key (record, "range");
  name = tw_record_get_key (record, "name");
  answer_definition (call, definition, days->type == TW_TYPE_TEXT ? days->text : NULL, name->type == TW_TYPE_TEXT ? name->text : "report",
                     tw_record_get_id (record));
}

static void
answer_own (TwRestCall *call)
{
  g_autofree char *definition = tw_rest_check_query (call, names) ? tw_rest_insight_dup_body (call) : NULL;

  if (definition != NULL)
    answer_definition (call, definition, NULL, "report", NULL);
}

void
tw_rest_handle_report (TwRequest *request, TwResponse *response, gpointer data)
{
  tw_rest_insight_handle (request, response, data, answer_saved);
}

void
tw_rest_handle_own_report (TwRequest *request, TwResponse *response, gpointer data)
{
  tw_rest_insight_handle (request, response, data, answer_own);
}
