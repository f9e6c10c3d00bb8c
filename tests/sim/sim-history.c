/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-history.h"

#include <string.h>

typedef struct
{
  char      *text;
  TwId       list, who;
  GPtrArray *commits;                                  /* (owned) Txn: more than one when it was refused and tried again */
  gboolean   taken_back, kept;
  gint       place;                                    /* in what its list is in the end; -1: it is not there */
} Element;

typedef struct
{
  TwId       id;
  guint      number;
  SimOutcome outcome;
  GPtrArray *appended, *saw;                           /* (lent) Element */
  GPtrArray *later;                                    /* (lent) Txn that were after it */
  guint      color;                                    /* of the search for rings */
} Txn;

typedef struct
{
  TwId       id;
  GPtrArray *elements;                                 /* (lent) Element */
} List;

typedef struct
{
  TwId       who;
  guint      place, life;
  gboolean   whole;
  GPtrArray *lists;                                    /* (owned) List */
} Look;

struct _SimHistory
{
  GHashTable *elements;                                /* text → Element */
  GPtrArray  *txns;                                    /* (owned) in the order of their making */
  GHashTable *by_commit;                               /* TwId → Txn */
  GPtrArray  *looks;                                   /* (owned) in their order */
  GHashTable *ends;                                    /* TwId → List */
};

/* --- Taking down --- */

static void
element_free (Element *element)
{
  g_free (element->text);
  g_ptr_array_unref (element->commits);
  g_free (element);
}

static void
txn_free (Txn *txn)
{
  g_ptr_array_unref (txn->appended);
  g_ptr_array_unref (txn->saw);
  g_ptr_array_unref (txn->later);
  g_free (txn);
}

static void
list_free (List *list)
{
  g_ptr_array_unref (list->elements);
  g_free (list);
}

static void
look_free (Look *look)
{
  g_ptr_array_unref (look->lists);
  g_free (look);
}

SimHistory *
sim_history_new (void)
{
  SimHistory *history = g_new0 (SimHistory, 1);

  history->elements = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) element_free);
  history->txns = g_ptr_array_new_with_free_func ((GDestroyNotify) txn_free);
  history->by_commit = g_hash_table_new (tw_id_hash, tw_id_equal);
  history->looks = g_ptr_array_new_with_free_func ((GDestroyNotify) look_free);
  history->ends = g_hash_table_new_full (tw_id_hash, tw_id_equal, NULL, (GDestroyNotify) list_free);
  return history;
}

void
sim_history_free (SimHistory *history)
{
  g_ptr_array_unref (history->looks);
  g_hash_table_unref (history->ends);
  g_hash_table_unref (history->by_commit);
  g_ptr_array_unref (history->txns);
  g_hash_table_unref (history->elements);
  g_free (history);
}

static Txn *
get_txn (SimHistory *history, const TwId *commit)
{
  Txn *txn = g_hash_table_lookup (history->by_commit, commit);

  if (txn != NULL)
    return txn;
  txn = g_new0 (Txn, 1);
  txn->id = *commit;
  txn->number = history->txns->len + 1;
  txn->appended = g_ptr_array_new ();
  txn->saw = g_ptr_array_new ();
  txn->later = g_ptr_array_new ();
  g_ptr_array_add (history->txns, txn);
  g_hash_table_insert (history->by_commit, &txn->id, txn);
  return txn;
}

void
sim_history_append (SimHistory *history, const TwId *commit, const TwId *who, const TwId *list, const char *text)
{
  Txn *txn = get_txn (history, commit);
  Element *element = g_hash_table_lookup (history->elements, text);

  if (element == NULL)
    {
      element = g_new0 (Element, 1);
      element->text = g_strdup (text);
      element->list = *list;
      element->who = *who;
      element->commits = g_ptr_array_new ();
      g_hash_table_insert (history->elements, element->text, element);
    }
  g_ptr_array_add (element->commits, txn);
  g_ptr_array_add (txn->appended, element);
}

void
sim_history_saw (SimHistory *history, const TwId *commit, const char *text)
{
  Element *element = g_hash_table_lookup (history->elements, text);

  if (element != NULL)
    g_ptr_array_add (get_txn (history, commit)->saw, element);
}

void
sim_history_take_back (SimHistory *history, const char *text)
{
  Element *element = g_hash_table_lookup (history->elements, text);

  if (element != NULL)
    element->taken_back = TRUE;
}

void
sim_history_keep (SimHistory *history, const char *text)
{
  Element *element = g_hash_table_lookup (history->elements, text);

  if (element != NULL)
    element->kept = TRUE;
}

static List *
list_new (SimHistory *history, const TwId *id, const char *const *texts)
{
  List *list = g_new (List, 1);

  *list = (List) { *id, g_ptr_array_new () };
  for (guint i = 0; texts[i] != NULL; i++)
    {
      Element *element = g_hash_table_lookup (history->elements, texts[i]);

      if (element != NULL)
        g_ptr_array_add (list->elements, element);
    }
  return list;
}

void
sim_history_look (SimHistory *history, const TwId *who, guint place, guint life, gboolean whole)
{
  Look *look = g_new (Look, 1);

  *look = (Look) { *who, place, life, whole, g_ptr_array_new_with_free_func ((GDestroyNotify) list_free) };
  g_ptr_array_add (history->looks, look);
}

void
sim_history_see (SimHistory *history, const TwId *id, const char *const *texts)
{
  Look *look = g_ptr_array_index (history->looks, history->looks->len - 1);

  g_ptr_array_add (look->lists, list_new (history, id, texts));
}

void
sim_history_end (SimHistory *history, const TwId *id, const char *const *texts)
{
  List *list = list_new (history, id, texts);

  g_hash_table_replace (history->ends, &list->id, list);
}

/* --- What came of it --- */

static Txn *
get_taken (const Element *element)
{
  for (guint i = 0; i < element->commits->len; i++)
    if (((Txn *) g_ptr_array_index (element->commits, i))->outcome == SIM_TAKEN)
      return g_ptr_array_index (element->commits, i);
  return NULL;
}

static void
settle (SimHistory *history, SimOutcomeFunc outcome, gpointer data)
{
  GHashTableIter iter;
  gpointer element, list;

  for (guint i = 0; i < history->txns->len; i++)
    {
      Txn *txn = g_ptr_array_index (history->txns, i);

      txn->outcome = outcome (&txn->id, data);
      txn->color = 0;
      g_ptr_array_set_size (txn->later, 0);
    }
  g_hash_table_iter_init (&iter, history->elements);
  while (g_hash_table_iter_next (&iter, NULL, &element))
    ((Element *) element)->place = -1;
  g_hash_table_iter_init (&iter, history->ends);
  while (g_hash_table_iter_next (&iter, NULL, &list))
    for (guint i = 0; i < ((List *) list)->elements->len; i++)
      ((Element *) g_ptr_array_index (((List *) list)->elements, i))->place = (gint) i;
}

/* In the order of the elements' making, so that the same history tells the same. */
static char *
check_lost (SimHistory *history)
{
  for (guint t = 0; t < history->txns->len; t++)
    {
      Txn *txn = g_ptr_array_index (history->txns, t);

      for (guint i = 0; txn->outcome == SIM_TAKEN && i < txn->appended->len; i++)
        {
          Element *element = g_ptr_array_index (txn->appended, i);

          if (element->place < 0 && !element->taken_back && !element->kept && g_hash_table_contains (history->ends, &element->list))
            return g_strdup_printf ("lost update: “%s” of commit %u was taken, and is not in its list", element->text, txn->number);
        }
    }
  return NULL;
}

/* G1a: what was refused, or what nobody sent, is seen by others. Of a refused commit with several parts some may have been taken. */
static char *
check_aborted (const Look *look, const List *list)
{
  for (guint i = 0; i < list->elements->len; i++)
    {
      const Element *element = g_ptr_array_index (list->elements, i);
      gboolean sent = element->place >= 0 || element->taken_back || element->kept || tw_id_equal (&element->who, &look->who);

      for (guint c = 0; !sent && c < element->commits->len; c++)
        {
          const Txn *txn = g_ptr_array_index (element->commits, c);

          sent = txn->outcome == SIM_TAKEN || (txn->outcome == SIM_REFUSED && txn->appended->len > 1);
        }
      if (!sent)
        return g_strdup_printf ("G1a: reader %u sees “%s”, which was never taken", look->place, element->text);
    }
  return NULL;
}

/* What a reader has seen of others is the beginning of what the list is in the end, in that order. */
static char *
check_order (const Look *look, const List *list, const List *end)
{
  guint at = 0;

  for (guint i = 0; i < list->elements->len; i++)
    {
      const Element *seen = g_ptr_array_index (list->elements, i), *next = NULL;

      if (seen->place < 0 || seen->taken_back || tw_id_equal (&seen->who, &look->who))
        continue;
      for (; at < end->elements->len; at++)
        {
          next = g_ptr_array_index (end->elements, at);
          if (!next->taken_back && !tw_id_equal (&next->who, &look->who))
            break;
        }
      if (at == end->elements->len || next != seen)
        return g_strdup_printf ("incompatible order: reader %u sees “%s” where “%s” was appended", look->place, seen->text,
                                next != NULL ? next->text : "");
      at++;
    }
  return NULL;
}

static const List *
find_list (const Look *look, const TwId *id)
{
  for (guint i = 0; i < look->lists->len; i++)
    if (tw_id_equal (&((const List *) g_ptr_array_index (look->lists, i))->id, id))
      return g_ptr_array_index (look->lists, i);
  return NULL;
}

/* G1b: of a commit that was taken whole a part is seen, and another part is not, by somebody who is to have all. */
static char *
check_fractured (const Look *look, const List *list)
{
  for (guint i = 0; look->whole && i < list->elements->len; i++)
    {
      const Element *element = g_ptr_array_index (list->elements, i);
      const Txn *txn = get_taken (element);

      for (guint a = 0; txn != NULL && element->commits->len == 1 && a < txn->appended->len; a++)
        {
          Element *other = g_ptr_array_index (txn->appended, a);
          const List *there = find_list (look, &other->list);

          if (there != NULL && other->place >= 0 && other->commits->len == 1 && !other->taken_back && !g_ptr_array_find (there->elements, other, NULL))
            return g_strdup_printf ("G1b, fractured read: reader %u sees “%s” of commit %u, and not “%s”", look->place, element->text,
                                    txn->number, other->text);
        }
    }
  return NULL;
}

/* Monotonic reads: what a reader has seen of others does not go away. */
static char *
check_backwards (const Look *look, const List *list, const Look *former)
{
  const List *before = find_list (former, &list->id);

  for (guint i = 0; before != NULL && i < before->elements->len; i++)
    {
      Element *element = g_ptr_array_index (before->elements, i);

      if (element->place >= 0 && !element->taken_back && !tw_id_equal (&element->who, &look->who)
          && !g_ptr_array_find (list->elements, element, NULL))
        return g_strdup_printf ("monotonic reads: reader %u saw “%s”, and does not any more", look->place, element->text);
    }
  return NULL;
}

static const Look *
find_former (SimHistory *history, guint n)
{
  const Look *look = g_ptr_array_index (history->looks, n);

  while (n > 0)
    {
      const Look *former = g_ptr_array_index (history->looks, --n);

      if (former->place == look->place)
        return former->life == look->life ? former : NULL;
    }
  return NULL;
}

static char *
check_look (SimHistory *history, guint n)
{
  const Look *look = g_ptr_array_index (history->looks, n), *former = find_former (history, n);
  char *problem = NULL;

  for (guint i = 0; problem == NULL && i < look->lists->len; i++)
    {
      const List *list = g_ptr_array_index (look->lists, i), *end = g_hash_table_lookup (history->ends, &list->id);

      problem = check_aborted (look, list);
      if (problem == NULL && end != NULL)
        problem = check_order (look, list, end);
      if (problem == NULL)
        problem = check_fractured (look, list);
      if (problem == NULL && former != NULL)
        problem = check_backwards (look, list, former);
    }
  return problem;
}

/* --- Rings --- */

/* ww: who appended next to it comes after. What was refused and tried again is of a later commit than the one that it was made in, of which
 * the rest was taken. */
static void
add_writes (SimHistory *history)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, history->ends);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      List *list = value;
      Txn *former = NULL;

      for (guint i = 0; i < list->elements->len; i++)
        {
          Element *element = g_ptr_array_index (list->elements, i);
          Txn *txn = element->taken_back || element->commits->len > 1 ? NULL : get_taken (element);

          if (txn != NULL && former != NULL && former != txn)
            g_ptr_array_add (former->later, txn);
          former = txn != NULL ? txn : former;
        }
    }
}

/* wr: who saw it comes after. What was tried again may have been seen before it was taken. */
static void
add_reads (SimHistory *history)
{
  for (guint t = 0; t < history->txns->len; t++)
    {
      Txn *txn = g_ptr_array_index (history->txns, t);

      for (guint i = 0; txn->outcome == SIM_TAKEN && i < txn->saw->len; i++)
        {
          Element *element = g_ptr_array_index (txn->saw, i);
          Txn *writer = element->commits->len == 1 && element->place >= 0 ? get_taken (element) : NULL;

          if (writer != NULL && writer != txn)
            g_ptr_array_add (writer->later, txn);
        }
    }
}

static gboolean
is_in_ring (Txn *txn)
{
  gboolean found = FALSE;

  txn->color = 1;
  for (guint i = 0; !found && i < txn->later->len; i++)
    {
      Txn *next = g_ptr_array_index (txn->later, i);

      found = next->color == 1 || (next->color == 0 && is_in_ring (next));
    }
  txn->color = 2;
  return found;
}

static char *
check_rings (SimHistory *history, const char *name)
{
  for (guint t = 0; t < history->txns->len; t++)
    ((Txn *) g_ptr_array_index (history->txns, t))->color = 0;
  for (guint t = 0; t < history->txns->len; t++)
    {
      Txn *txn = g_ptr_array_index (history->txns, t);

      if (txn->color == 0 && is_in_ring (txn))
        return g_strdup_printf ("%s: commit %u comes before itself", name, txn->number);
    }
  return NULL;
}

char *
sim_history_check (SimHistory *history, SimOutcomeFunc outcome, gpointer data)
{
  char *problem;

  settle (history, outcome, data);
  problem = check_lost (history);
  for (guint n = 0; problem == NULL && n < history->looks->len; n++)
    problem = check_look (history, n);
  if (problem != NULL)
    return problem;
  add_writes (history);
  problem = check_rings (history, "G0");
  if (problem != NULL)
    return problem;
  add_reads (history);
  return check_rings (history, "G1c");
}
