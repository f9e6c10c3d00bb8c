/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From one list of row numbers to another by few, exact steps, so that views keep their place, selection and focus. */
#include "config.h"

#include <string.h>

#include "tw-results-private.h"

/* A part of the lists that differs by more rows than this, or that takes more moving of memory, is exchanged as a whole: in
 * two steps, since a view that is told of both at once reads every new row to look for the old ones. */
#define MAX_MIDDLE   20000
#define MAX_STEPS    2000
#define MAX_MOVED    G_GUINT64_CONSTANT (200000000)
/* Small parts may go in one step. */
#define ONE_STEP     256

#define RID(array, i) g_array_index (array, gint64, i)

/* Where a changed row stood and stands, and how many of the unchanged rows before it. */
typedef struct
{
  gint64   rid;
  gint     old_at, new_at;                             /* -1: not in the list */
  gint     old_before, new_before;
  gboolean stays;
} Moved;

static void
add_step (GArray *steps, guint position, guint removed, guint added)
{
  TwSplice splice = { position, removed, added };

  g_array_append_val (steps, splice);
}

/* --- With the set of changed rows known --- */

static int
compare_rids (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

/* Positions of the changed rows; a small table of bits keeps the others from being looked up. */
static void
find_positions (GArray *list, GArray *moved, gboolean new_list)
{
  TwRidBits bits = { { 0 } };
  gint before = 0;

  for (guint i = 0; i < moved->len; i++)
    tw_rid_bits_add (&bits, g_array_index (moved, Moved, i).rid);
  for (guint i = 0; i < list->len; i++)
    {
      Moved *entry = NULL;

      if (tw_rid_bits_may_have (&bits, RID (list, i)))
        entry = bsearch (&RID (list, i), moved->data, moved->len, sizeof (Moved), compare_rids);
      if (entry == NULL)
        before++;
      else if (new_list)
        {
          entry->new_at = i;
          entry->new_before = before;
        }
      else
        {
          entry->old_at = i;
          entry->old_before = before;
        }
    }
}

static int
compare_new_places (gconstpointer a, gconstpointer b)
{
  const Moved *x = *(Moved *const *) a, *y = *(Moved *const *) b;

  return x->new_at - y->new_at;
}

static int
compare_old_places_backwards (gconstpointer a, gconstpointer b)
{
  const Moved *x = *(Moved *const *) a, *y = *(Moved *const *) b;

  return y->old_at - x->old_at;
}

/* The rows that are not changed must be the same ones in the same order. */
static gboolean
others_are_equal (GArray *before, GArray *after, GPtrArray *old_order, GPtrArray *new_order)
{
  guint i = 0, j = 0, next_old = old_order->len, next_new = 0;

  while (i < before->len || j < after->len)
    {
      if (next_old > 0 && ((Moved *) old_order->pdata[next_old - 1])->old_at == (gint) i)
        {
          next_old--;
          i++;
        }
      else if (next_new < new_order->len && ((Moved *) new_order->pdata[next_new])->new_at == (gint) j)
        {
          next_new++;
          j++;
        }
      else if (i >= before->len || j >= after->len || RID (before, i++) != RID (after, j++))
        return FALSE;
    }
  return TRUE;
}

static GArray *
diff_known (GArray *before, GArray *after, GArray *changed)
{
  g_autoptr (GArray) moved = g_array_new (FALSE, TRUE, sizeof (Moved));
  g_autoptr (GPtrArray) old_order = g_ptr_array_new ();
  g_autoptr (GPtrArray) new_order = g_ptr_array_new ();
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (TwSplice));
  gint last_old = -1;

  for (guint i = 0; i < changed->len; i++)
    {
      Moved entry = { .rid = RID (changed, i), .old_at = -1, .new_at = -1 };

      g_array_append_val (moved, entry);
    }
  g_array_sort (moved, compare_rids);
  find_positions (before, moved, FALSE);
  find_positions (after, moved, TRUE);
  for (guint i = 0; i < moved->len; i++)
    {
      Moved *entry = &g_array_index (moved, Moved, i);

      if (entry->old_at >= 0)
        g_ptr_array_add (old_order, entry);
      if (entry->new_at >= 0)
        g_ptr_array_add (new_order, entry);
    }
  g_ptr_array_sort (old_order, compare_old_places_backwards);
  g_ptr_array_sort (new_order, compare_new_places);
  if (!others_are_equal (before, after, old_order, new_order))
    return NULL;

  /* A row stays when it stands between the same unchanged rows, and behind the stayers before it. */
  for (guint i = 0; i < new_order->len; i++)
    {
      Moved *entry = new_order->pdata[i];

      entry->stays = entry->old_at > last_old && entry->old_before == entry->new_before;
      if (entry->stays)
        last_old = entry->old_at;
    }
  for (guint i = 0; i < old_order->len; i++)
    if (!((Moved *) old_order->pdata[i])->stays)
      add_step (steps, ((Moved *) old_order->pdata[i])->old_at, 1, 0);
  for (guint i = 0; i < new_order->len; i++)
    if (!((Moved *) new_order->pdata[i])->stays)
      add_step (steps, ((Moved *) new_order->pdata[i])->new_at, 0, 1);
  return g_steal_pointer (&steps);
}

/* --- Without --- */

/* Marks the greatest set of rows that keep their order: the longest rising run of old places among the new ones
 * (patience sorting; Fredman, "On computing the length of longest increasing subsequences", 1975). */
static void
mark_stayers (const gint *old_at, guint n, guint8 *stays)
{
  g_autofree gint *tails = g_new (gint, n + 1);
  g_autofree gint *previous = g_new (gint, n + 1);
  guint length = 0;
  gint at;

  for (guint i = 0; i < n; i++)
    {
      guint low = 0, high = length;

      if (old_at[i] < 0)
        continue;
      while (low < high)
        {
          guint middle = (low + high) / 2;

          if (old_at[tails[middle]] < old_at[i])
            low = middle + 1;
          else
            high = middle;
        }
      previous[i] = low > 0 ? tails[low - 1] : -1;
      tails[low] = i;
      length = MAX (length, low + 1);
    }
  for (at = length > 0 ? tails[length - 1] : -1; at >= 0; at = previous[at])
    stays[at] = 1;
}

static void
diff_middle (GArray *steps, GArray *before, GArray *after, guint start, guint n_old, guint n_new)
{
  g_autoptr (GHashTable) places = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autofree gint *old_at = g_new (gint, n_new + 1);
  g_autofree guint8 *new_stays = g_new0 (guint8, n_new + 1);
  g_autofree guint8 *old_stays = g_new0 (guint8, n_old + 1);

  for (guint i = 0; i < n_old; i++)
    g_hash_table_insert (places, &RID (before, start + i), GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < n_new; i++)
    old_at[i] = (gint) GPOINTER_TO_UINT (g_hash_table_lookup (places, &RID (after, start + i))) - 1;
  mark_stayers (old_at, n_new, new_stays);
  for (guint i = 0; i < n_new; i++)
    if (new_stays[i])
      old_stays[old_at[i]] = 1;

  for (guint i = n_old, run = 0; i > 0; i--)
    {
      run = old_stays[i - 1] ? 0 : run + 1;
      if (run > 0 && (i == 1 || old_stays[i - 2]))
        {
          add_step (steps, start + i - 1, run, 0);
          run = 0;
        }
    }
  for (guint i = 0, run = 0; i < n_new; i++)
    {
      run = new_stays[i] ? 0 : run + 1;
      if (run > 0 && (i + 1 == n_new || new_stays[i + 1]))
        {
          add_step (steps, start + i + 1 - run, 0, run);
          run = 0;
        }
    }
}

static gboolean
takes_too_long (GArray *steps, GArray *before, GArray *after)
{
  guint64 rows = MAX (before->len, after->len);

  return steps->len > MAX_STEPS || steps->len * rows > MAX_MOVED;
}

GArray *
tw_results_diff (GArray *before, GArray *after, GArray *changed)
{
  GArray *steps = changed != NULL && changed->len <= MAX_STEPS ? diff_known (before, after, changed) : NULL;
  guint start = 0, end = 0, shorter = MIN (before->len, after->len);
  guint n_old, n_new;

  if (steps != NULL && !takes_too_long (steps, before, after))
    return steps;
  g_clear_pointer (&steps, g_array_unref);
  steps = g_array_new (FALSE, FALSE, sizeof (TwSplice));
  while (start < shorter && RID (before, start) == RID (after, start))
    start++;
  while (end < shorter - start && RID (before, before->len - 1 - end) == RID (after, after->len - 1 - end))
    end++;
  n_old = before->len - start - end;
  n_new = after->len - start - end;
  if (n_old > 0 && n_new > 0 && MAX (n_old, n_new) <= MAX_MIDDLE)
    diff_middle (steps, before, after, start, n_old, n_new);
  if (steps->len > 0 && !takes_too_long (steps, before, after))
    return steps;

  g_array_set_size (steps, 0);
  if (n_old <= ONE_STEP && n_new <= ONE_STEP && n_old > 0 && n_new > 0)
    add_step (steps, start, n_old, n_new);
  else
    {
      if (n_old > 0)
        add_step (steps, start, n_old, 0);
      if (n_new > 0)
        add_step (steps, start, 0, n_new);
    }
  return steps;
}
