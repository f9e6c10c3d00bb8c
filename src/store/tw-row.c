/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of a live list: the same object as long as somebody holds it, whatever happens to its record and its place. */
#include "config.h"

#include "tw-results-private.h"
#include "tw-store-text.h"

struct _TwRow
{
  GObject     parent_instance;

  TwStore    *store;                                   /* (owned) */
  gint64      rid;
  TwRecord   *record;                                  /* (owned) (nullable) until it is filled */
  GHashTable *texts;                                   /* field number → formatted text */
  TwRowGone   gone;                                    /* (nullable) */
  gpointer    gone_data;
};

G_DEFINE_FINAL_TYPE (TwRow, tw_row, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
tw_row_finalize (GObject *object)
{
  TwRow *row = TW_ROW (object);

  if (row->gone != NULL)
    row->gone (row->rid, row->gone_data);
  g_clear_object (&row->record);
  g_clear_object (&row->store);
  g_hash_table_unref (row->texts);
  G_OBJECT_CLASS (tw_row_parent_class)->finalize (object);
}

static void
tw_row_class_init (TwRowClass *class)
{
  G_OBJECT_CLASS (class)->finalize = tw_row_finalize;

  /**
   * TwRow::changed:
   * @row: the row
   *
   * The row was filled, or its record or the title of a linked record changed.
   */
  signals[CHANGED] = g_signal_new ("changed", TW_TYPE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tw_row_init (TwRow *row)
{
  row->texts = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

TwRow *
tw_row_new (TwStore *store, gint64 rid, TwRowGone gone, gpointer data)
{
  TwRow *row = g_object_new (TW_TYPE_ROW, NULL);

  row->store = g_object_ref (store);
  row->rid = rid;
  row->gone = gone;
  row->gone_data = data;
  return row;
}

void
tw_row_detach (TwRow *row)
{
  row->gone = NULL;
}

gint64
tw_row_get_rid (TwRow *row)
{
  return row->rid;
}

const gint64 *
tw_row_peek_rid (TwRow *row)
{
  return &row->rid;
}

static gboolean
records_differ (TwRecord *a, TwRecord *b)
{
  const TwEntity *entity = tw_record_get_entity (b);

  if (a == NULL || tw_record_get_entity (a) != entity || tw_record_get_row_seq (a) != tw_record_get_row_seq (b) ||
      tw_record_is_deleted (a) != tw_record_is_deleted (b))
    return TRUE;
  for (guint i = 0; i < entity->n_fields; i++)
    if (!tw_value_equal (tw_record_get (a, entity->fields[i]), tw_record_get (b, entity->fields[i])))
      return TRUE;
  return FALSE;
}

void
tw_row_take_record (TwRow *row, TwRecord *record)
{
  /* A reader that was asked before a commit may answer after the one that was asked behind it. */
  if (!records_differ (row->record, record) ||
      (row->record != NULL && tw_record_get_row_seq (record) < tw_record_get_row_seq (row->record)))
    {
      g_object_unref (record);
      return;
    }
  g_clear_object (&row->record);
  row->record = record;
  g_hash_table_remove_all (row->texts);
  g_signal_emit (row, signals[CHANGED], 0);
}

gboolean
tw_row_forget_titles (TwRow *row, guint entity, GHashTable *ids)
{
  gboolean any = FALSE;

  if (row->record == NULL)
    return FALSE;
  for (guint i = 0; i < tw_record_get_entity (row->record)->n_fields; i++)
    {
      const TwField *field = tw_record_get_entity (row->record)->fields[i];
      const TwValue *value = field->type == TW_TYPE_LINK ? tw_record_get (row->record, field) : NULL;

      if (value != NULL && value->type == TW_TYPE_LINK && value->tag == entity &&
          (ids == NULL || g_hash_table_contains (ids, &value->id)))
        any |= g_hash_table_remove (row->texts, GUINT_TO_POINTER (field->number));
    }
  if (any)
    g_signal_emit (row, signals[CHANGED], 0);
  return any;
}

/**
 * tw_row_get_id:
 * @row: a row
 *
 * Returns: (transfer none): the record's id; nil until the row is filled
 */
const TwId *
tw_row_get_id (TwRow *row)
{
  g_return_val_if_fail (TW_IS_ROW (row), &tw_id_nil);

  return row->record != NULL ? tw_record_get_id (row->record) : &tw_id_nil;
}

/**
 * tw_row_get_record:
 * @row: a row
 *
 * Returns: (transfer none) (nullable): the record as of the last "changed"; %NULL until the row is filled
 */
TwRecord *
tw_row_get_record (TwRow *row)
{
  g_return_val_if_fail (TW_IS_ROW (row), NULL);

  return row->record;
}

/**
 * tw_row_get_text:
 * @row: a row
 * @field: a field of its entity
 *
 * The field's value for people, in the current locale; a link is the title of its record. It is made once and kept until
 * "changed".
 *
 * Returns: (transfer none): the text; "" until the row is filled
 */
const char *
tw_row_get_text (TwRow *row, const TwField *field)
{
  char *text;

  g_return_val_if_fail (TW_IS_ROW (row), "");
  g_return_val_if_fail (field != NULL, "");

  if (row->record == NULL)
    return "";
  text = g_hash_table_lookup (row->texts, GUINT_TO_POINTER (field->number));
  if (text == NULL)
    {
      /* The field may be of a newer snapshot of the schema than the record. */
      const TwField *own = tw_entity_get_field_by_number (tw_record_get_entity (row->record), field->number);

      text = own != NULL ? tw_store_dup_text (row->store, own, tw_record_get (row->record, own)) : NULL;
      if (text == NULL)
        text = g_strdup ("");
      g_hash_table_insert (row->texts, GUINT_TO_POINTER (field->number), text);
    }
  return text;
}
