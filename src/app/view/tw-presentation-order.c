/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which record stands before or after another in what a presentation shows. */
#include "tw-presentation.h"

/* Where the record stands: in which of the lists, and at which place of it. */
static gboolean
find (GPtrArray  *lists,
      const TwId *id,
      guint      *list,
      guint      *place)
{
  for (guint i = 0; i < lists->len; i++)
    {
      int found = tw_results_find (g_ptr_array_index (lists, i), id);

      if (found < 0)
        continue;
      *list = i;
      *place = (guint) found;
      return TRUE;
    }
  return FALSE;
}

/* The next place, over the ends of lists and past empty ones. */
static gboolean
step (GPtrArray *lists,
      gboolean   forward,
      guint     *list,
      guint     *place)
{
  guint n = 0;

  tw_results_peek_rows (g_ptr_array_index (lists, *list), &n);
  if (forward ? *place + 1 < n : *place > 0)
    {
      *place += forward ? 1 : -1;
      return TRUE;
    }
  while (forward ? *list + 1 < lists->len : *list > 0)
    {
      *list += forward ? 1 : -1;
      tw_results_peek_rows (g_ptr_array_index (lists, *list), &n);
      if (n == 0)
        continue;
      *place = forward ? 0 : n - 1;
      return TRUE;
    }
  return FALSE;
}

/**
 * tw_presentation_has_record:
 * @self: a presentation
 * @id: id of a record
 *
 * Returns: whether it shows the record, and in an order
 */
gboolean
tw_presentation_has_record (TwPresentation *self,
                            const TwId     *id)
{
  g_autoptr(GPtrArray) lists = NULL;
  guint list = 0, place = 0;

  g_return_val_if_fail (TW_IS_PRESENTATION (self) && id != NULL, FALSE);
  if (TW_PRESENTATION_GET_IFACE (self)->list_results == NULL)
    return FALSE;
  lists = TW_PRESENTATION_GET_IFACE (self)->list_results (self);
  return find (lists, id, &list, &place);
}

/**
 * tw_presentation_find_beside:
 * @self: a presentation
 * @store: the store
 * @id: id of a record in it
 * @forward: whether the record after it is wanted, not the one before
 * @beside: (out): id of that record
 *
 * Rows of records that are gone are passed over.
 *
 * Returns: whether there is one
 */
gboolean
tw_presentation_find_beside (TwPresentation *self,
                             TwStore        *store,
                             const TwId     *id,
                             gboolean        forward,
                             TwId           *beside)
{
  g_autoptr(GPtrArray) lists = NULL;
  guint list = 0, place = 0;

  g_return_val_if_fail (TW_IS_PRESENTATION (self) && id != NULL && beside != NULL, FALSE);
  if (TW_PRESENTATION_GET_IFACE (self)->list_results == NULL)
    return FALSE;
  lists = TW_PRESENTATION_GET_IFACE (self)->list_results (self);
  if (!find (lists, id, &list, &place))
    return FALSE;
  while (step (lists, forward, &list, &place))
    {
      TwResults *results = g_ptr_array_index (lists, list);
      guint n = 0;
      const gint64 *rows = tw_results_peek_rows (results, &n);
      g_autoptr(GArray) ids = tw_store_read_ids (store, tw_query_get_entity (tw_results_get_query (results)), rows + place, 1, NULL);

      if (ids == NULL || ids->len == 0)
        continue;
      *beside = g_array_index (ids, TwId, 0);
      return TRUE;
    }
  return FALSE;
}
