/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-report-source.h"

#include <glib/gi18n-lib.h>

#include "tw-figure-parts.h"
#include "tw-stage.h"
#include "tw-store-text.h"

#define MAX_VISIBLE 20000                              /* linked records whose rights are remembered */

void
tw_report_source_clear (TwReportSource *source)
{
  g_clear_pointer (&source->visible, g_hash_table_unref);
  g_clear_pointer (&source->query, tw_query_unref);
  g_clear_pointer (&source->words, g_free);
  g_clear_pointer (&source->zone, g_time_zone_unref);
  g_clear_pointer (&source->report, tw_report_free);
  g_clear_pointer (&source->access, tw_access_unref);
  g_clear_pointer (&source->schema, tw_schema_unref);
  g_clear_object (&source->store);
}

/* --- Which records --- */

static gboolean
narrow (TwReportSource *source,
        const char     *where,
        GError        **error)
{
  TwQuery *narrowed = where != NULL ? tw_query_with_where (source->query, where, error) : tw_query_ref (source->query);

  tw_query_unref (source->query);
  source->query = narrowed;
  return narrowed != NULL;
}

/* Each condition stands alone first, so that no bracket of one reaches into another. */
static gboolean
make_query (TwReportSource    *source,
            const TwFigureAsk *ask,
            GError           **error)
{
  const TwReport *report = source->report;
  g_autofree char *range = ask->range != NULL && report->period != NULL ? tw_figure_range_where (report->period, ask->range) : NULL;
  TwQuery *other = NULL;

  source->words = report->text != NULL && ask->text != NULL ? g_strdup_printf ("%s %s", report->text, ask->text)
                                                             : g_strdup (report->text != NULL ? report->text : ask->text);
  source->query = tw_query_new (source->schema, source->entity, report->where, NULL, error);
  if (source->query == NULL || !narrow (source, ask->also, error) || !narrow (source, range, error))
    return FALSE;
  other = tw_query_without_sort (source->query);
  tw_query_unref (source->query);
  source->query = other;
  if (source->words != NULL)
    {
      other = tw_query_with_text (source->query, source->words);
      tw_query_unref (source->query);
      source->query = other;
    }
  if (source->access == NULL)
    return TRUE;
  other = tw_figure_narrow_to_rights (ask, source->query, error);
  tw_query_unref (source->query);
  source->query = other;
  return other != NULL;
}

gboolean
tw_report_source_init (TwReportSource    *source,
                       const TwReport    *report,
                       const TwFigureAsk *ask,
                       GError           **error)
{
  TwExprContext *context = NULL;

  *source = (TwReportSource) { .report = tw_report_copy (report), .store = g_object_ref (ask->store),
                               .access = ask->access != NULL ? tw_access_ref (ask->access) : NULL, .schema = tw_store_ref_schema (ask->store) };
  if (!tw_report_check (report, source->schema, error))
    return FALSE;
  source->entity = tw_schema_get_entity (source->schema, report->entity);
  source->visible = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, NULL);
  context = tw_store_dup_context (ask->store);
  source->currency = context->currency;
  source->zone = g_time_zone_ref (context->zone);
  tw_store_context_free (context);
  return make_query (source, ask, error);
}

/* --- Rights --- */

gboolean
tw_report_source_check (TwReportSource     *source,
                        const TwReportTerm *term,
                        GError            **error)
{
  if (source->access == NULL)
    return TRUE;
  if (term->field != NULL && tw_access_field (source->access, term->field) == TW_FIELD_HIDDEN)
    {
      g_set_error (error, TW_ACCESS_ERROR, TW_ACCESS_ERROR_DENIED, _("You may not use the field “%s” here."), term->field->key);
      return FALSE;
    }
  return tw_access_check_expr (source->access, source->entity, term->bound, error);
}

static gboolean
is_visible (TwReportSource *source,
            const TwValue  *link)
{
  gpointer known = NULL;

  if (source->access == NULL)
    return TRUE;
  if (g_hash_table_lookup_extended (source->visible, &link->id, NULL, &known))
    return GPOINTER_TO_INT (known);
  if (g_hash_table_size (source->visible) >= MAX_VISIBLE)
    g_hash_table_remove_all (source->visible);
  known = GINT_TO_POINTER (tw_access_may_name (source->access, link->tag, &link->id));
  g_hash_table_insert (source->visible, g_memdup2 (&link->id, sizeof link->id), known);
  return GPOINTER_TO_INT (known);
}

/* --- Words --- */

static char *
dup_list (TwReportSource *source,
          const TwField  *field,
          const TwList   *list)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < list->n_values; i++)
    {
      g_autofree char *one = tw_report_source_dup_text (source, field, &list->values[i]);

      g_string_append_printf (text, "%s%s", text->len > 0 && *one != '\0' ? ", " : "", one);
    }
  return g_string_free (text, FALSE);
}

/* What an expression gave that is no field's value. */
static char *
dup_plain (TwReportSource *source,
           const TwValue  *value)
{
  TwNumberUnit plain = { TW_NUMBER_PLAIN, 0 };
  TwMoney money = { value->i, value->tag };

  switch (value->type)
    {
    case TW_TYPE_NULL:
      return g_strdup ("");
    case TW_TYPE_BOOLEAN:
      return g_strdup (value->i != 0 ? _("Yes") : _("No"));
    case TW_TYPE_INTEGER:
      return tw_number_format (&plain, (double) value->i, FALSE);
    case TW_TYPE_DECIMAL:
      return tw_number_format (&plain, tw_decimal_to_double (value->i), FALSE);
    case TW_TYPE_MONEY:
      return tw_money_format (&money, TRUE);
    case TW_TYPE_DATE:
      return tw_date_format ((TwDate) value->i);
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
      return g_strdup (value->text);
    default:
      return tw_value_print (value);
    }
}

/* A moment in full, since "two days ago" is not true of paper for long. */
static char *
dup_moment (TwReportSource *source,
            TwInstant       instant)
{
  gint64 seconds = tw_instant_get_time_of_day (instant, source->zone);
  g_autofree char *day = tw_date_format (tw_instant_get_date (instant, source->zone));

  /* Translators: a date and a time of day. */
  return g_strdup_printf (_("%1$s %2$02d:%3$02d"), day, (int) (seconds / 3600), (int) (seconds / 60 % 60));
}

char *
tw_report_source_dup_text (TwReportSource *source,
                           const TwField  *field,
                           const TwValue  *value)
{
  const TwChoice *choice = NULL;

  if (value->type == TW_TYPE_LIST)
    return dup_list (source, field, value->list);
  if (value->type == TW_TYPE_LINK)
    return is_visible (source, value) ? tw_store_dup_title (source->store, value->tag, &value->id) : g_strdup ("");
  if (value->type == TW_TYPE_DATETIME)
    return dup_moment (source, value->i);
  if (value->type == TW_TYPE_ENUM && field != NULL)
    choice = tw_field_get_choice (field, value->text);
  if (choice != NULL)
    return g_strdup (tw_choice_get_label (field, choice));
  if (field == NULL || tw_value_is_null (value) || field->type != value->type)
    return dup_plain (source, value);
  return tw_field_format (field, value, NULL);
}

TwFigureKey *
tw_report_source_key (TwReportSource     *source,
                      const TwReportTerm *term,
                      TwGrain             grain,
                      const TwValue      *value)
{
  TwFigureKey *key = NULL;

  if (term->field != NULL && (value->type != TW_TYPE_LINK || is_visible (source, value)))
    return tw_figure_key_new (source->store, term->field, grain, value);
  key = g_new0 (TwFigureKey, 1);
  key->key = tw_value_copy (value);
  if (tw_value_is_null (value))
    /* Translators: the group of records for which an expression gives nothing. */
    key->title = g_strdup (_("Nothing"));
  else if (value->type == TW_TYPE_LINK)
    /* Translators: a record whose name may not be read. */
    key->title = g_strdup (_("Not visible"));
  else if (grain != TW_GRAIN_NONE && value->type == TW_TYPE_DATE)
    {
      /* A period is named without its field. */
      g_free (key);
      return tw_figure_key_new (source->store, source->entity->fields[0], grain, value);
    }
  else
    key->title = dup_plain (source, value);
  return key;
}

/* --- Order --- */

GArray *
tw_report_source_dup_ranks (TwReportSource     *source,
                            const TwReportTerm *term)
{
  const TwField *field = term->field;
  g_autoptr(GPtrArray) stages = NULL;
  GArray *ranks = NULL;

  if (field == NULL || (term->type != TW_TYPE_ENUM && term->type != TW_TYPE_LINK))
    return NULL;
  if (term->type == TW_TYPE_LINK && tw_stage_can_group (field))
    stages = tw_stage_list (source->store, field, NULL, NULL);
  if (stages == NULL && field->choices == NULL)
    return NULL;
  ranks = g_array_new (FALSE, FALSE, sizeof (TwValue));
  g_array_set_clear_func (ranks, (GDestroyNotify) tw_value_clear);
  for (guint i = 0; stages != NULL && i < stages->len; i++)
    {
      TwValue value = tw_value_copy (&((TwStage *) g_ptr_array_index (stages, i))->value);

      if (!tw_value_is_null (&value))
        g_array_append_val (ranks, value);
    }
  for (guint i = 0; stages == NULL && field->choices[i] != NULL; i++)
    {
      TwValue value = tw_value_text (field->choices[i]->key);

      g_array_append_val (ranks, value);
    }
  return ranks;
}

TwExprBound *
tw_report_source_bind_title (TwReportSource     *source,
                             const TwReportTerm *term,
                             const char         *what)
{
  const TwEntity *target = term->type == TW_TYPE_LINK && term->field != NULL ? tw_field_get_target (term->field) : NULL;
  g_autofree char *path = target != NULL && target->name_field != NULL ? g_strdup_printf ("%s.%s", what, target->name_field->key) : NULL;
  g_auto(TwReportTerm) title = TW_REPORT_TERM_INIT;

  /* Who may not see all names may not see their order either. */
  if (path == NULL || !tw_report_term_init (&title, source->schema, source->entity, path, NULL) || !tw_report_source_check (source, &title, NULL))
    return NULL;
  return title.bound != NULL ? tw_expr_bound_ref (title.bound) : NULL;
}

TwGrain
tw_report_group_get_grain (const TwReportGroup *group,
                           const TwReportTerm  *term)
{
  if (!tw_report_term_is_date (term))
    return TW_GRAIN_NONE;
  return group->grain != TW_GRAIN_NONE ? group->grain : TW_GRAIN_DAY;
}
