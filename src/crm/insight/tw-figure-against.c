/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The second measure of a figure's groups. */
#include "config.h"

#include "tw-figure-parts.h"

/* The numbers of the groups, counted from 1, by their keys, which stay the answer's. */
static GHashTable *
number_keys (TwFigureAnswer *answer)
{
  GHashTable *places = g_hash_table_new ((GHashFunc) tw_value_hash, (GEqualFunc) tw_value_equal);

  for (guint i = 0; i < answer->keys[0]->len; i++)
    g_hash_table_insert (places, &((TwFigureKey *) g_ptr_array_index (answer->keys[0], i))->key, GUINT_TO_POINTER (i + 1));
  return places;
}

/* Asks for it as a figure of its own: the same rights hold, and the same ways lead to the answer. What lacks one of both is left out. */
gboolean
tw_figure_answer_against (const TwFigure    *figure,
                          const TwFigureAsk *ask,
                          TwFigureAnswer    *answer,
                          GCancellable      *cancellable,
                          GError           **error)
{
  g_autoptr(TwFigure) other = tw_figure_dup_against (figure);
  TwFigureAsk asked = *ask;
  g_autoptr(TwFigureAnswer) second = NULL;
  g_autoptr(GHashTable) places = NULL;
  guint n = 0;

  asked.groups_only = TRUE;
  second = tw_figure_answer (other, &asked, cancellable, error);
  if (second == NULL)
    return FALSE;
  places = number_keys (second);
  answer->against = g_array_new (FALSE, TRUE, sizeof (TwFigureCell));
  answer->against_unit = second->unit;
  answer->missing_rate = answer->missing_rate || second->missing_rate;
  for (guint i = 0; i < answer->cells->len; i++)
    {
      const TwFigureKey *key = g_ptr_array_index (answer->keys[0], n);
      guint place = GPOINTER_TO_UINT (g_hash_table_lookup (places, &key->key));
      TwFigureCell cell = g_array_index (answer->cells, TwFigureCell, i);

      if (place == 0 || !cell.has || !tw_figure_answer_get (second, place - 1, 0)->has)
        {
          g_ptr_array_remove_index (answer->keys[0], n);
          continue;
        }
      g_array_append_vals (answer->against, tw_figure_answer_get (second, place - 1, 0), 1);
      g_array_index (answer->cells, TwFigureCell, n++) = cell;
    }
  g_array_set_size (answer->cells, n);
  return TRUE;
}
