/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people do, weighted as in a CRM: mostly edits, some new records, few deletes. */
#include "config.h"

#include "sim-node.h"
#include "tw-merge.h"

#include <string.h>

static const TwEntity *
get_thing (SimNode *node)
{
  return tw_schema_get_entity (tw_store_get_schema (node->store), "thing");
}

static TwRecord *
pick (SimNode *node)
{
  GArray *things = node->net->things;

  if (things->len == 0)
    return NULL;
  return tw_store_get (node->store, get_thing (node), &g_array_index (things, TwId, sim_range (node->net->world, things->len)), NULL);
}

/* What a person did is looked for at the end. */
static void
keep (SimNode *node, TwCommit *commit)
{
  if (commit == NULL || tw_commit_get_seq (commit) == 0)
    return;
  g_hash_table_add (node->unanswered, g_memdup2 (tw_commit_get_id (commit), sizeof (TwId)));
  sim_note_commit (node, commit);
}

static void
commit (SimNode *node, TwEdit *edit, const char *what)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) done = tw_edit_commit (edit, &error);

  keep (node, done);
  sim_trace (node->net->world, "client %u: %s%s%s", node->index, what, done == NULL ? " refused: " : "", done == NULL ? error->message : "");
  node->net->n_ops++;
}

static char *
dup_word (SimNet *net)
{
  static const char *const words[] = { "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta" };

  return g_strdup_printf ("%s %u", words[sim_range (net->world, G_N_ELEMENTS (words))], sim_range (net->world, 1000));
}

void
sim_save_thing (SimNode *node, TwRecord *record)
{
  TwEdit *edit = tw_edit_new (node->store, TW_ORIGIN_PERSON, "Edit");

  tw_edit_save (edit, record);
  commit (node, edit, "edit");
}

TwId
sim_add_thing (SimNode *node, const char *name)
{
  g_autoptr (TwRecord) record = tw_record_new (get_thing (node));

  tw_record_set_text (record, "name", name, NULL);
  sim_save_thing (node, record);
  g_array_append_vals (node->net->things, tw_record_get_id (record), 1);
  return *tw_record_get_id (record);
}

static void
edit_note (SimNet *net, TwRecord *record)
{
  const TwValue *now = tw_record_get_key (record, "note");
  g_autofree char *word = dup_word (net), *text = NULL;
  g_auto (GStrv) lines = g_strsplit (now->type == TW_TYPE_TEXT ? now->text : "", "\n", -1);
  guint n = g_strv_length (lines);

  if (n > 0 && sim_chance (net->world, 50))
    {
      guint at = sim_range (net->world, n);

      g_free (lines[at]);
      lines[at] = g_strdup (word);
      text = g_strjoinv ("\n", lines);
    }
  else
    text = g_strconcat (n > 0 ? now->type == TW_TYPE_TEXT ? now->text : "" : "", "\n", word, NULL);
  tw_record_set_text (record, "note", text, NULL);
}

static void
edit_tags (SimNet *net, TwRecord *record)
{
  const TwValue *now = tw_record_get_key (record, "tags");
  g_autoptr (GPtrArray) tags = g_ptr_array_new_with_free_func ((GDestroyNotify) g_free);
  g_autofree char *joined = NULL;

  for (guint i = 0; now->type == TW_TYPE_LIST && i < now->list->n_values; i++)
    if (!sim_chance (net->world, 20))
      g_ptr_array_add (tags, g_strdup (now->list->values[i].text));
  g_ptr_array_add (tags, g_strdup_printf ("tag%u", sim_range (net->world, 12)));
  g_ptr_array_add (tags, NULL);
  joined = g_strjoinv ("; ", (char **) tags->pdata);
  tw_record_set_text (record, "tags", joined, NULL);
}

static void
edit_count (SimNet *net, TwRecord *record)
{
  const TwValue *now = tw_record_get_key (record, "count");
  g_auto (TwValue) value = tw_value_integer ((now->type == TW_TYPE_INTEGER ? now->i : 0) + 1 + sim_range (net->world, 5));

  tw_record_set_key (record, "count", &value, NULL);
}

static void
edit_owner (SimNet *net, TwRecord *record)
{
  SimNode *other = g_ptr_array_index (net->nodes, sim_range (net->world, net->nodes->len));
  g_autofree char *id = tw_id_dup_text (&other->user);

  tw_record_set_text (record, "owner", id, NULL);
}

static void
edit_fields (SimNode *node, TwRecord *record)
{
  SimNet *net = node->net;
  g_autofree char *word = dup_word (net);

  switch (sim_range (net->world, 11))
    {
    case 9:
      sim_attach (net, node, record);
      break;
    case 0:
    case 1:
      tw_record_set_text (record, "name", word, NULL);
      break;
    case 2:
      tw_record_set_text (record, "stage", word, NULL);
      break;
    case 3:
    case 4:
      edit_note (net, record);
      break;
    case 5:
      edit_tags (net, record);
      break;
    case 6:
      edit_count (net, record);
      break;
    case 7:
      tw_record_set_text (record, "stopped", sim_chance (net->world, 50) ? "true" : "false", NULL);
      break;
    case 8:
      word[strcspn (word, " ")] = '\0';                 /* few of them: two people hit upon the same */
      tw_record_set_text (record, "code", word, NULL);
      break;
    default:
      if (net->faults & SIM_FAULT_RIGHTS)
        edit_owner (net, record);
    }
}

static void
do_edit (SimNode *node)
{
  g_autoptr (TwRecord) record = pick (node);

  if (record == NULL || tw_record_is_deleted (record))
    return;
  for (guint i = 1 + sim_range (node->net->world, 3); i > 0; i--)
    edit_fields (node, record);
  sim_save_thing (node, record);
}

/* One record, or two that belong together. */
static void
do_add (SimNode *node)
{
  SimNet *net = node->net;
  TwEdit *edit = tw_edit_new (node->store, TW_ORIGIN_PERSON, "Add");
  guint n = sim_chance (net->world, 30) ? 2 : 1;
  g_autofree char *parent = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (TwRecord) record = tw_record_new (get_thing (node));
      g_autofree char *word = dup_word (net);

      tw_record_set_text (record, "name", word, NULL);
      if (parent != NULL)
        tw_record_set_text (record, "parent", parent, NULL);
      if (sim_chance (net->world, 10))
        {
          word[strcspn (word, " ")] = '\0';
          tw_record_set_text (record, "code", word, NULL);
        }
      tw_edit_save (edit, record);
      g_array_append_vals (net->things, tw_record_get_id (record), 1);
      g_free (parent);
      parent = tw_id_dup_text (tw_record_get_id (record));
    }
  commit (node, edit, "add");
}

static void
do_delete (SimNode *node)
{
  g_autoptr (TwRecord) record = pick (node);
  TwEdit *edit;

  if (record == NULL)
    return;
  edit = tw_edit_new (node->store, TW_ORIGIN_PERSON, "Delete");
  if (tw_record_is_deleted (record))
    tw_edit_restore (edit, get_thing (node), tw_record_get_id (record));
  else
    tw_edit_delete (edit, get_thing (node), tw_record_get_id (record));
  commit (node, edit, tw_record_is_deleted (record) ? "restore" : "delete");
}

static void
do_bulk (SimNode *node)
{
  TwEdit *edit = tw_edit_new (node->store, TW_ORIGIN_PERSON, "Edit many");
  g_autoptr (GHashTable) taken = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, NULL);
  guint n = 0;

  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (TwRecord) record = pick (node);

      if (record == NULL || tw_record_is_deleted (record)
          || !g_hash_table_add (taken, g_memdup2 (tw_record_get_id (record), sizeof (TwId))))
        continue;
      edit_fields (node, record);
      tw_edit_save (edit, record);
      n++;
    }
  if (n > 0)
    commit (node, edit, "edit many");
  else
    tw_edit_free (edit);
}

static void
do_undo (SimNode *node)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) done = tw_store_undo (node->store, NULL, &error);

  keep (node, done);
  sim_trace (node->net->world, "client %u: undo%s", node->index, done == NULL ? " refused" : "");
}

static void
forget_refusal (SimNode *node, const TwId *commit)
{
  g_hash_table_remove (node->unanswered, commit);
  for (guint i = node->rejected->len; i > 0; i--)
    if (tw_id_equal (&g_array_index (node->rejected, TwId, i - 1), commit))
      g_array_remove_index (node->rejected, i - 1);
}

gboolean
sim_retry (SimNode *node, const TwRefusal *refusal)
{
  g_autoptr (TwCommit) done = tw_refusal_retry (node->store, refusal->n, tw_merge_again, NULL);

  keep (node, done);
  if (done != NULL)
    forget_refusal (node, &refusal->commit);
  return done != NULL;
}

void
sim_append (SimNode *node)
{
  TwEdit *edit = sim_make_append (node);

  if (edit != NULL)
    commit (node, edit, "append");
  sim_look_at_lists (node);
}

/* What the server did not take is tried again or let go. */
static void
do_settle (SimNode *node)
{
  g_autoptr (GPtrArray) refusals = tw_refusals_list (node->store, NULL);
  const TwRefusal *refusal = refusals->len > 0 ? g_ptr_array_index (refusals, sim_range (node->net->world, refusals->len)) : NULL;
  gboolean again = sim_chance (node->net->world, 50), done;

  if (refusal == NULL)
    return;
  done = again && sim_retry (node, refusal);
  sim_trace (node->net->world, "client %u: refused change %s", node->index, !again ? "let go" : done ? "again" : "not again");
  if (again)
    return;
  sim_note_drop (node, refusal);
  tw_refusal_drop (node->store, refusal->n, NULL);
  forget_refusal (node, &refusal->commit);
}

void
sim_do_something (SimNet *net, SimNode *node)
{
  guint what = sim_range (net->world, 100);

  if (what < 12)
    commit (node, sim_make_quote_edit (node), "quote");
  else if (what < 20)
    sim_append (node);
  else if (what < 62)
    do_edit (node);
  else if (what < 78)
    do_add (node);
  else if (what < 86)
    do_delete (node);
  else if (what < 92)
    do_bulk (node);
  else if (what < 95)
    do_settle (node);
  else
    do_undo (node);
}

/* At the server: a person's role changes. */
void
sim_set_role (SimNet *net, SimNode *node, const char *name)
{
  const TwEntity *user = tw_schema_get_entity (tw_store_get_schema (net->store), "user");
  const TwEntity *role = tw_schema_get_entity (tw_store_get_schema (net->store), "role");
  g_auto (TwValue) value = tw_value_text (name);
  g_autoptr (TwRecord) wanted = tw_store_find (net->store, tw_entity_get_field (role, "name"), &value, NULL);
  g_autoptr (TwRecord) record = tw_store_get (net->store, user, &node->user, NULL);
  g_autofree char *id = tw_id_dup_text (tw_record_get_id (wanted));
  TwEdit *edit = tw_edit_new (net->store, TW_ORIGIN_PERSON, "Rights");
  g_autoptr (TwCommit) done = NULL;

  tw_record_set_text (record, "roles", id, NULL);
  tw_edit_save (edit, record);
  done = tw_edit_commit (edit, NULL);
  net->rights_seq = tw_peers_get_seq (net->store);
  sim_trace (net->world, "server: user %u is %s", node->index, name);
  sim_net_wake (net);
}

void
sim_admin_does_something (SimNet *net)
{
  static const char *const names[] = { "All", "All", "Own", "Own", "Reader" };
  SimNode *node = g_ptr_array_index (net->nodes, sim_range (net->world, net->nodes->len));

  sim_set_role (net, node, names[sim_range (net->world, G_N_ELEMENTS (names))]);
}
