/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "tw-seq-list.h"

/* Others who write meanwhile cut it up; what is left out is pulled, which is right, too. */
#define MAX_STRETCHES 32

/**
 * tw_seq_list_parse:
 * @text: (nullable): as tw_seq_list_print() wrote it, or as somebody else made it up
 *
 * Returns: (transfer full) (element-type TwSeqStretch): at most so many stretches as are kept, in order and apart; what is not readable
 *   ends the list
 */
GArray *
tw_seq_list_parse (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", ",", MAX_STRETCHES + 1);
  GArray *list = g_array_new (FALSE, FALSE, sizeof (TwSeqStretch));
  gint64 end = 0;

  for (guint i = 0; parts[i] != NULL && list->len < MAX_STRETCHES; i++)
    {
      char *dash = strchr (parts[i], '-');
      TwSeqStretch stretch;

      if (dash == NULL)
        break;
      *dash = '\0';
      if (!g_ascii_string_to_signed (parts[i], 10, end + 1, G_MAXINT64 - 1, &stretch.first, NULL)
          || !g_ascii_string_to_signed (dash + 1, 10, stretch.first, G_MAXINT64 - 1, &stretch.last, NULL))
        break;
      end = stretch.last;
      g_array_append_val (list, stretch);
    }
  return list;
}

/**
 * tw_seq_list_print:
 * @list: (element-type TwSeqStretch): a list
 *
 * Returns: (transfer full) (nullable): its text; %NULL when it is empty
 */
char *
tw_seq_list_print (GArray *list)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    {
      const TwSeqStretch *stretch = &g_array_index (list, TwSeqStretch, i);

      g_string_append_printf (text, "%s%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, i > 0 ? "," : "", stretch->first, stretch->last);
    }
  return g_string_free (text, text->len == 0);
}

/**
 * tw_seq_list_add:
 * @list: (element-type TwSeqStretch): a list
 * @seq: a commit behind all of it; one that is not is left out
 */
void
tw_seq_list_add (GArray *list, gint64 seq)
{
  TwSeqStretch *last = list->len > 0 ? &g_array_index (list, TwSeqStretch, list->len - 1) : NULL, one = { seq, seq };

  if (last != NULL && last->last == seq - 1)
    last->last = seq;
  else if ((last == NULL || last->last < seq) && list->len < MAX_STRETCHES)
    g_array_append_val (list, one);
}

/**
 * tw_seq_list_prune:
 * @list: (element-type TwSeqStretch): a list
 * @up_to: what is not behind this commit is taken out
 */
void
tw_seq_list_prune (GArray *list, gint64 up_to)
{
  while (list->len > 0 && g_array_index (list, TwSeqStretch, 0).last <= up_to)
    g_array_remove_index (list, 0);
}

/**
 * tw_seq_list_skip:
 * @list: (element-type TwSeqStretch): a list
 * @seq: everything up to this commit is there
 *
 * Returns: the commit up to which everything is there with the list
 */
gint64
tw_seq_list_skip (GArray *list, gint64 seq)
{
  for (guint i = 0; i < list->len; i++)
    {
      const TwSeqStretch *stretch = &g_array_index (list, TwSeqStretch, i);

      if (stretch->first <= seq + 1)
        seq = MAX (seq, stretch->last);
    }
  return seq;
}
