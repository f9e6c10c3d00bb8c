/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deleting a record: to the wastebasket, with what the links that point to it ask for. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-tx.h"

/* A required link cannot be cleared: it keeps its target. */
static gboolean
restricts (const TwField *field)
{
  return field->on_delete == TW_DELETE_RESTRICT || (field->on_delete == TW_DELETE_CLEAR && field->required);
}

/* Of the dozens of links that may lead to a record most are used by none: a commit that deletes very many asks so once. */
static gboolean
is_skipped (TwTx *tx, const TwField *field)
{
  return tx->one_by_one && tw_tx_is_unused (tx, field);
}

static void
clear_link (TwTx *tx, TwWork *work, const TwField *field, const TwId *id)
{
  const TwValue *now = &work->now[field->index];
  g_auto (TwValue) rest = TW_VALUE_INIT;

  if (now->type == TW_TYPE_LIST)
    {
      g_autofree TwValue *items = g_new (TwValue, now->list->n_values);
      guint n = 0;

      for (guint i = 0; i < now->list->n_values; i++)
        if (!tw_id_equal (&now->list->values[i].id, id))
          items[n++] = now->list->values[i];
      rest = tw_value_list (items, n);
    }
  tw_tx_set (tx, work, field, &rest);
}

/* Clears or cascades along one field; records that go with it are put at the end of queue. */
static gboolean
follow_field (TwTx *tx, TwWork *work, const TwField *field, GPtrArray *queue, GError **error)
{
  g_autoptr (GArray) ids = tw_tx_find_referring (tx, field, &work->id, G_MAXUINT, error);

  if (ids == NULL)
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    {
      TwWork *referring = tw_tx_load (tx, field->entity, &g_array_index (ids, TwId, i), error);

      if (referring == NULL)
        return FALSE;
      if (referring->deleted != 0)
        continue;
      if (field->on_delete == TW_DELETE_CLEAR)
        clear_link (tx, referring, field, &work->id);
      else
        {
          tw_tx_set_deleted (tx, referring, TRUE);
          g_ptr_array_add (queue, referring);
        }
    }
  return TRUE;
}

/* The first live record that points here through field, but for those that go along; nil when there is none. */
static gboolean
find_holder (TwTx *tx, const TwField *field, const TwId *id, GHashTable *gone, TwId *holder, GError **error)
{
  g_autoptr (GArray) ids = tw_tx_find_referring (tx, field, id, 1 + (gone != NULL ? g_hash_table_size (gone) : 0), error);

  *holder = tw_id_nil;
  for (guint i = 0; ids != NULL && i < ids->len && tw_id_is_nil (holder); i++)
    if (gone == NULL || !g_hash_table_contains (gone, &g_array_index (ids, TwId, i)))
      *holder = g_array_index (ids, TwId, i);
  return ids != NULL;
}

/* gone: (nullable) (element-type TwId) records that are about to be deleted with this one. */
static gboolean
check_restricted (TwTx *tx, TwWork *work, GHashTable *gone, GError **error)
{
  const GPtrArray *incoming = tw_table_get_incoming (tx->store, work->entity);

  for (guint i = 0; i < incoming->len; i++)
    {
      const TwField *field = g_ptr_array_index (incoming, i);
      g_autofree char *title = NULL, *what = NULL;
      TwWork *referring;
      TwId user, holder;

      if (!restricts (field) || is_skipped (tx, field))
        continue;
      if (!find_holder (tx, field, &work->id, gone, &holder, error))
        return FALSE;
      if (tw_id_is_nil (&holder))
        continue;
      referring = tw_tx_load (tx, field->entity, &holder, error);
      if (referring == NULL)
        return FALSE;
      title = tw_work_dup_title (work);
      /* A server does not tell who asks what another record is called, which he may not see. */
      if (tw_store_get_acting (tx->store, &user))
        {
          /* Translators: 1 the record to be deleted, 2 kind of records one of which points to it. */
          g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_LINK, _("“%1$s” is still in use in “%2$s”. Change or delete that first."), title,
                       tw_entity_get_label (field->entity, TRUE));
          return FALSE;
        }
      what = tw_work_dup_title (referring);
      /* Translators: 1 the record to be deleted, 2 kind of a record that points to it, 3 its title. */
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_LINK,
                   _("“%1$s” is still in use by %2$s “%3$s”. Change or delete that first."), title,
                   tw_entity_get_label (field->entity, FALSE), what);
      return FALSE;
    }
  return TRUE;
}

/* works: those to be deleted; what goes with them is put behind them. */
gboolean
tw_rules_delete (TwTx *tx, GPtrArray *works, GError **error)
{
  for (guint i = 0; i < works->len; i++)
    tw_tx_set_deleted (tx, g_ptr_array_index (works, i), TRUE);
  for (guint i = 0; i < works->len; i++)
    {
      TwWork *gone = g_ptr_array_index (works, i);
      const GPtrArray *incoming = tw_table_get_incoming (tx->store, gone->entity);

      /* The rows must say what is gone and cleared by now, before they are asked who still points here. */
      if (!tw_tx_flush (tx, error))
        return FALSE;
      for (guint f = 0; f < incoming->len; f++)
        if (!restricts (g_ptr_array_index (incoming, f)) && !is_skipped (tx, g_ptr_array_index (incoming, f))
            && !follow_field (tx, gone, g_ptr_array_index (incoming, f), works, error))
          return FALSE;
    }
  if (works->len > 0 && !tw_tx_flush (tx, error))
    return FALSE;
  for (guint i = 0; i < works->len; i++)
    if (!check_restricted (tx, g_ptr_array_index (works, i), NULL, error))
      return FALSE;
  return TRUE;
}

/* Whether tw_rules_delete() would be refused, found out without changing anything: for long commits, which cannot take a single
 * record back. */
gboolean
tw_rules_may_delete (TwTx *tx, TwWork *work, GError **error)
{
  g_autoptr (GHashTable) gone = g_hash_table_new (tw_id_hash, tw_id_equal);
  g_autoptr (GPtrArray) works = g_ptr_array_new ();

  g_ptr_array_add (works, work);
  g_hash_table_add (gone, &work->id);
  for (guint i = 0; i < works->len; i++)
    {
      TwWork *going = g_ptr_array_index (works, i);
      const GPtrArray *incoming = tw_table_get_incoming (tx->store, going->entity);

      for (guint f = 0; f < incoming->len; f++)
        {
          const TwField *field = g_ptr_array_index (incoming, f);
          g_autoptr (GArray) ids = NULL;

          if (field->on_delete != TW_DELETE_CASCADE || is_skipped (tx, field))
            continue;
          ids = tw_tx_find_referring (tx, field, &going->id, G_MAXUINT, error);
          for (guint r = 0; ids != NULL && r < ids->len; r++)
            {
              TwWork *referring = tw_tx_load (tx, field->entity, &g_array_index (ids, TwId, r), error);

              if (referring == NULL)
                return FALSE;
              if (g_hash_table_add (gone, &referring->id))
                g_ptr_array_add (works, referring);
            }
          if (ids == NULL)
            return FALSE;
        }
    }
  for (guint i = 0; i < works->len; i++)
    if (!check_restricted (tx, g_ptr_array_index (works, i), gone, error))
      return FALSE;
  return TRUE;
}
