/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-record-paper.h"

#include <glib/gi18n-lib.h>

#include "tw-paper-table.h"

#define MAX_RELATED 200                                 /* records of a list; how many more there are is said */

/* Pairs of a label and a value. */
static const char *
get_pair (guint row, guint column, gpointer data)
{
  return g_ptr_array_index ((GPtrArray *) data, 2 * row + column);
}

static void
add_pairs (TwPaper *paper, const char *heading, GPtrArray *texts)
{
  TwPaperTable *table;

  if (texts->len == 0)
    {
      g_ptr_array_unref (texts);
      return;
    }
  tw_paper_add_heading (paper, 2, heading);
  table = tw_paper_table_new (&(TwPaperRows) { .n_rows = texts->len / 2, .get_text = get_pair, .data = texts,
                                               .free_data = (GDestroyNotify) g_ptr_array_unref });
  tw_paper_table_add_column (table, "", 0);
  tw_paper_table_add_column (table, "", TW_PAPER_CELL_WRAP);
  tw_paper_table_set_share (table, 0, 0.32);
  tw_paper_table_set_header (table, FALSE);
  tw_paper_add_table (paper, table);
}

static void
add_section (TwPaper *paper, TwStore *store, TwRecord *record, const char *key, const char *label)
{
  const TwEntity *entity = tw_record_get_entity (record);
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      const TwValue *value = tw_record_get (record, field);

      if (field->hidden || field->retired || g_strcmp0 (field->section, key) != 0 || tw_value_is_null (value))
        continue;
      g_ptr_array_add (texts, g_strdup (tw_field_get_label (field)));
      g_ptr_array_add (texts, tw_paper_dup_text (paper, store, field, value));
    }
  add_pairs (paper, label, texts);
}

/* One line a record: its name and the first columns of its list. */
static gboolean
add_relation (TwPaper *paper, TwStore *store, TwRecord *record, const TwInverse *inverse, GError **error)
{
  const TwEntity *entity = inverse->field->entity;
  char id[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *where = g_strdup_printf (inverse->field->kind == TW_KIND_LINKS ? "%s has \"%s\"" : "%s = \"%s\"", inverse->field->key,
                                            tw_id_print (tw_record_get_id (record), id));
  g_autoptr (TwQuery) query = tw_query_new ((TwSchema *) entity->schema, entity, where, NULL, NULL);
  g_autoptr (GPtrArray) records = NULL;
  g_autofree char *next = NULL;
  GPtrArray *texts;

  /* A relation that cannot be asked for in words is one of the schema's own, and not for people. */
  if (query == NULL || entity->group == NULL)
    return TRUE;
  records = tw_store_list (store, query, MAX_RELATED, NULL, &next, error);
  if (records == NULL || (records->len > 0 && !tw_store_compute (store, records, NULL, error)))
    return FALSE;
  texts = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < records->len; i++)
    {
      TwRecord *one = g_ptr_array_index (records, i);
      GString *details = g_string_new (NULL);

      for (guint k = 0; entity->list_columns != NULL && entity->list_columns[k] != NULL && k < 5; k++)
        {
          const TwField *field = tw_entity_get_field (entity, entity->list_columns[k]);
          g_autofree char *text = field != NULL && field != entity->name_field ? tw_paper_dup_text (paper, store, field, tw_record_get (one, field)) : NULL;

          if (text != NULL && *text != '\0')
            g_string_append_printf (details, "%s%s", details->len > 0 ? " · " : "", text);
        }
      g_ptr_array_add (texts, tw_record_dup_title (one));
      g_ptr_array_add (texts, g_string_free (details, FALSE));
    }
  if (next != NULL)
    {
      g_ptr_array_add (texts, g_strdup ("…"));
      g_ptr_array_add (texts, g_strdup (_("There are more records than are printed here.")));
    }
  add_pairs (paper, tw_inverse_get_label (inverse), texts);
  return TRUE;
}

/**
 * tw_record_paper_new:
 * @store: a store
 * @record: a record with its computed fields
 * @size: of the sheet
 * @company: (nullable): for the letterhead
 * @error: the store's trouble
 *
 * Makes a document of a record: what its page shows, without what is empty.
 *
 * Returns: (transfer full) (nullable): the document
 */
TwPaper *
tw_record_paper_new (TwStore *store, TwRecord *record, const TwPaperSize *size, const char *company, GError **error)
{
  const TwEntity *entity = tw_record_get_entity (record);
  g_autofree char *title = tw_record_dup_title (record);
  TwPaper *paper = tw_store_paper_new (store, size, title, company);

  tw_paper_add_heading (paper, 1, *title != '\0' ? title : tw_entity_get_label (entity, FALSE));
  tw_paper_add_text (paper, tw_entity_get_label (entity, FALSE));
  for (guint i = 0; entity->sections != NULL && entity->sections[i] != NULL; i += 2)
    add_section (paper, store, record, entity->sections[i], tw_entity_get_section_label (entity, entity->sections[i]));
  for (guint i = 0; i < entity->n_inverses; i++)
    if (!add_relation (paper, store, record, entity->inverses[i], error))
      {
        tw_paper_free (paper);
        return NULL;
      }
  return paper;
}
