/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People append to lists and look at them; what they did and saw is taken down for sim-history.c. */
#include "config.h"

#include "sim-node.h"

#include <string.h>

#define N_LISTS 4                                       /* few, so that people meet in them */

static GStrv
dup_elements (const TwValue *value)
{
  GPtrArray *elements = g_ptr_array_new ();

  for (guint i = 0; value->type == TW_TYPE_LIST && i < value->list->n_values; i++)
    g_ptr_array_add (elements, g_strdup (value->list->values[i].text));
  g_ptr_array_add (elements, NULL);
  return (GStrv) g_ptr_array_free (elements, FALSE);
}

/* --- Doing --- */

static void
append (SimNet *net, TwRecord *record)
{
  g_auto (GStrv) former = dup_elements (tw_record_get_key (record, "journal"));
  g_autofree char *joined = g_strjoinv ("; ", former), *text = NULL;

  text = g_strdup_printf ("%s%se%u", joined, *joined != '\0' ? "; " : "", ++net->n_elements);
  tw_record_set_text (record, "journal", text, NULL);
}

/* To one list or, so that parts of a commit could be seen, to two. NULL: there is none. */
TwEdit *
sim_make_append (SimNode *node)
{
  SimNet *net = node->net;
  const TwEntity *thing = tw_schema_get_entity (tw_store_get_schema (node->store), "thing");
  guint n = MIN (net->things->len, N_LISTS), first = n > 0 ? sim_range (net->world, n) : 0, written = 0;
  TwEdit *edit;

  if (n == 0 || tw_entity_get_field (thing, "journal") == NULL)
    return NULL;
  edit = tw_edit_new (node->store, TW_ORIGIN_PERSON, "Append");
  for (guint i = 0; i < MIN (n, 2); i++)
    {
      g_autoptr (TwRecord) record = tw_store_get (node->store, thing, &g_array_index (net->things, TwId, (first + i) % n), NULL);

      if (record == NULL || tw_record_is_deleted (record))
        continue;
      append (net, record);
      tw_edit_save (edit, record);
      written++;
    }
  if (written > 0)
    return edit;
  tw_edit_free (edit);
  return NULL;
}

/* --- Taking down --- */

/* Only who takes back what he did takes elements out: else somebody’s update is lost. */
static void
note_field (SimNode *node, TwCommit *done, const TwId *list, const TwFieldChange *change)
{
  const TwId *commit = tw_commit_get_id (done);
  SimHistory *history = node->net->history;
  g_auto (GStrv) before = dup_elements (&change->before), after = dup_elements (&change->after);

  for (guint i = 0; before[i] != NULL; i++)
    {
      sim_history_saw (history, commit, before[i]);
      if (tw_commit_get_undoes (done) != 0 && !g_strv_contains ((const char *const *) after, before[i]))
        sim_history_take_back (history, before[i]);
    }
  for (guint i = 0; after[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *) before, after[i]))
      sim_history_append (history, commit, &node->user, list, after[i]);
}

/* Whatever somebody saved: also what he took back, or tried again. */
void
sim_note_commit (SimNode *node, TwCommit *commit)
{
  const TwEntity *thing = tw_schema_get_entity (tw_store_get_schema (node->store), "thing");
  const TwField *journal = tw_entity_get_field (thing, "journal");
  GPtrArray *changes = tw_commit_get_changes (commit);

  for (guint c = 0; journal != NULL && changes != NULL && c < changes->len; c++)
    {
      TwChange *change = g_ptr_array_index (changes, c);

      for (guint f = 0; tw_change_get_entity (change) == thing->number && f < tw_change_get_n_fields (change); f++)
        if (tw_change_get_field (change, f)->field == journal->number)
          note_field (node, commit, tw_change_get_record (change), tw_change_get_field (change, f));
    }
}

static GPtrArray *
list_things (TwStore *store, gboolean deleted)
{
  TwSchema *schema = tw_store_get_schema (store);
  g_autoptr (TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, "thing"), NULL, NULL, NULL);
  g_autoptr (TwQuery) part = deleted ? tw_query_with_deleted (query) : tw_query_ref (query);

  return tw_store_list (store, part, 100000, NULL, NULL, NULL);
}

static gboolean
has_all (SimNode *node)
{
  g_autofree char *text = tw_replica_dup_state (node->store, "seq");

  return text != NULL && tw_sync_is_synced (node->sync) && g_ascii_strtoll (text, NULL, 10) == tw_peers_get_seq (node->net->store);
}

/* A person looks at all lists that are there for him. */
void
sim_look_at_lists (SimNode *node)
{
  g_autoptr (GPtrArray) things = NULL;

  if (tw_entity_get_field (tw_schema_get_entity (tw_store_get_schema (node->store), "thing"), "journal") == NULL)
    return;
  things = list_things (node->store, FALSE);
  sim_history_look (node->net->history, &node->user, node->index, node->lives, has_all (node));
  for (guint i = 0; i < things->len; i++)
    {
      TwRecord *record = g_ptr_array_index (things, i);
      g_auto (GStrv) elements = dup_elements (tw_record_get_key (record, "journal"));

      if (*elements != NULL)
        sim_history_see (node->net->history, tw_record_get_id (record), (const char *const *) elements);
    }
}

/* --- In the end --- */

/* Of what was refused: what it would have appended is with its author (or he lets it go). */
static void
note_draft (SimNode *node, const TwRefusal *refusal, void (*note) (SimHistory *history, const char *element))
{
  for (guint c = 0; c < refusal->changes->len; c++)
    {
      TwChange *change = g_ptr_array_index (refusal->changes, c);

      for (guint f = 0; f < tw_change_get_n_fields (change); f++)
        {
          const TwFieldChange *field = tw_change_get_field (change, f);
          g_auto (GStrv) before = dup_elements (&field->before), after = dup_elements (&field->after);

          for (guint i = 0; after[i] != NULL; i++)
            if (!g_strv_contains ((const char *const *) before, after[i]))
              note (node->net->history, after[i]);
        }
    }
}

void
sim_note_drop (SimNode *node, const TwRefusal *refusal)
{
  note_draft (node, refusal, sim_history_take_back);
}

void
sim_note_drafts (SimNode *node)
{
  g_autoptr (GPtrArray) refusals = tw_refusals_list (node->store, NULL);

  for (guint i = 0; i < refusals->len; i++)
    note_draft (node, g_ptr_array_index (refusals, i), sim_history_keep);
}

static void
note_ends (SimNet *net)
{
  for (guint deleted = 0; deleted < 2; deleted++)
    {
      g_autoptr (GPtrArray) things = list_things (net->store, deleted);

      for (guint i = 0; i < things->len; i++)
        {
          TwRecord *record = g_ptr_array_index (things, i);
          g_auto (GStrv) elements = dup_elements (tw_record_get_key (record, "journal"));

          sim_history_end (net->history, tw_record_get_id (record), (const char *const *) elements);
        }
    }
}

/* What came too late for a record is with whoever decides. */
static void
note_kept (SimNet *net)
{
  TwSchema *schema = tw_store_get_schema (net->store);
  g_autoptr (TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, "sync_conflict"), "field = \"journal\"", NULL, NULL);
  g_autoptr (GPtrArray) conflicts = tw_store_list (net->store, query, 100000, NULL, NULL, NULL);

  for (guint i = 0; i < conflicts->len; i++)
    {
      const TwValue *mine = tw_record_get_key (g_ptr_array_index (conflicts, i), "mine");
      g_auto (GStrv) parts = g_strsplit (mine->type == TW_TYPE_JSON ? mine->text : "", "\"", -1);

      for (guint p = 0; parts[p] != NULL; p++)
        sim_history_keep (net->history, parts[p]);
    }
}

static SimOutcome
get_outcome (const TwId *commit, gpointer data)
{
  SimNet *net = data;
  gpointer state;

  if (!g_hash_table_lookup_extended (net->answered, commit, NULL, &state))
    return SIM_UNANSWERED;
  return GPOINTER_TO_INT (state) == TW_PUSH_REJECTED ? SIM_REFUSED : SIM_TAKEN;
}

char *
sim_check_lists (SimNet *net)
{
  g_autofree char *problem = NULL;

  for (guint i = 0; i < net->nodes->len; i++)
    {
      sim_look_at_lists (g_ptr_array_index (net->nodes, i));
      sim_note_drafts (g_ptr_array_index (net->nodes, i));
    }
  note_ends (net);
  note_kept (net);
  problem = sim_history_check (net->history, get_outcome, net);
  return problem != NULL ? g_strconcat ("lists: ", problem, NULL) : NULL;
}
