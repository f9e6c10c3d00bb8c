/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-exchange-error.h"
#include "tw-import-mapping.h"
#include "tw-import-picture.h"
#include "tw-import-sample.h"
#include "tw-rows.h"

#define MAX_ROWS   200
#define MAX_LENGTH 60                                  /* characters of a value */

static gboolean
has_text (GPtrArray *values, const char *text)
{
  for (guint i = 0; i < values->len; i++)
    if (g_str_equal (g_ptr_array_index (values, i), text))
      return TRUE;
  return FALSE;
}

static void
keep (GPtrArray *values, const char *cell)
{
  /* Translators: what stands in a cell of a file that comes in. */
  g_autofree char *text = g_strstrip (g_strdup (tw_import_holds_file (cell) ? _("A picture") : cell));

  g_strdelimit (text, "\r\n\t", ' ');
  if (g_utf8_strlen (text, -1) > MAX_LENGTH)
    {
      g_autofree char *start = g_utf8_substring (text, 0, MAX_LENGTH - 1);

      g_free (text);
      text = g_strconcat (start, "…", NULL);
    }
  if (*text && values->len < TW_IMPORT_SAMPLES && !has_text (values, text))
    g_ptr_array_add (values, g_steal_pointer (&text));
}

/* JSON: the columns grow with the rows. */
static void
add_columns (TwImportSample *sample, TwRows *rows)
{
  for (guint i = sample->columns->len; i < tw_rows_get_n_columns (rows); i++)
    {
      g_ptr_array_add (sample->columns, g_strdup (tw_rows_get_column (rows, i)));
      g_ptr_array_add (sample->values, g_ptr_array_new_with_free_func (g_free));
    }
}

/**
 * tw_import_sample_new:
 * @file: a file
 * @charset: (nullable): the encoding of a CSV file
 * @dialect: (nullable): how a CSV file is written
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Reads the first rows.
 *
 * Returns: (transfer full) (nullable): what the file has, or %NULL when it cannot be read or has no rows
 */
TwImportSample *
tw_import_sample_new (GFile *file, const char *charset, const TwCsvDialect *dialect, GCancellable *cancellable, GError **error)
{
  g_autoptr(TwRows) rows = tw_rows_open (file, charset, dialect, cancellable, error);
  g_autoptr(TwImportSample) sample = g_new0 (TwImportSample, 1);
  g_autoptr(GError) local = NULL;

  sample->columns = g_ptr_array_new_with_free_func (g_free);
  sample->values = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  if (!rows)
    return NULL;
  add_columns (sample, rows);
  for (guint n = 0; n < MAX_ROWS && tw_rows_next (rows, &local); n++)
    {
      guint n_cells;
      TwCell *cells = tw_rows_get_cells (rows, &n_cells);

      add_columns (sample, rows);
      for (guint i = 0; !tw_rows_get_problem (rows) && i < MIN (n_cells, sample->values->len); i++)
        keep (g_ptr_array_index (sample->values, i), cells[i].text);
    }
  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (sample->columns->len == 0)
    {
      g_set_error_literal (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_FORMAT, _("The file has no rows; choose another one."));
      return NULL;
    }
  sample->csv = tw_rows_get_dialect (rows) != NULL;
  sample->charset = g_strdup (tw_rows_get_charset (rows));
  if (sample->csv)
    sample->dialect = *tw_rows_get_dialect (rows);
  return g_steal_pointer (&sample);
}

/**
 * tw_import_sample_free:
 * @sample: (nullable): a sample
 */
void
tw_import_sample_free (TwImportSample *sample)
{
  if (!sample)
    return;
  g_free (sample->charset);
  g_ptr_array_unref (sample->columns);
  g_ptr_array_unref (sample->values);
  g_free (sample);
}

/* How many columns with values have a place; a kind whose required fields stay empty does not fit. */
static guint
count_fitting (const TwImportSample *sample, const TwEntity *entity)
{
  guint n = 0;
  gboolean named = FALSE;

  for (guint i = 0; i < sample->columns->len; i++)
    {
      const char *target = tw_import_mapping_guess_column (entity, g_ptr_array_index (sample->columns, i));

      if (!target || ((GPtrArray *) g_ptr_array_index (sample->values, i))->len == 0)
        continue;
      n++;
      named = named || (entity->name_field && g_str_has_prefix (target, entity->name_field->key))
              || g_str_equal (target, "first_name") || g_str_equal (target, "last_name");
    }
  return named ? 2 * n : 0;
}

/**
 * tw_import_sample_guess_entity:
 * @sample: a sample
 * @schema: the kinds of records, of which those in the sidebar are asked
 * @preferred: (nullable): the kind that is looked at
 *
 * Returns: the kind of record that the columns fit best; contacts where nothing fits
 */
const TwEntity *
tw_import_sample_guess_entity (const TwImportSample *sample, TwSchema *schema, const TwEntity *preferred)
{
  static const char *const favourites[] = { "contact", "company", "lead" };
  const TwEntity *best = tw_schema_get_entity (schema, "contact");
  guint best_count = 0;

  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, i);
      guint n = entity->retired || (!entity->group && !entity->custom) ? 0 : count_fitting (sample, entity);

      /* Of two that fit equally the one that is looked at, else one of those that most files are about. */
      if (n > 0 && entity == preferred)
        n += 3;
      for (guint k = 0; n > 0 && k < G_N_ELEMENTS (favourites); k++)
        n += g_str_equal (entity->key, favourites[k]);
      if (n > best_count)
        {
          best = entity;
          best_count = n;
        }
    }
  return best;
}
