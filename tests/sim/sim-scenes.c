/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes: what dice come upon once in thousands of worlds, played on purpose. Each went wrong once, or is asked for by name. */
#include "config.h"

#include "sim-scenes.h"

#include <string.h>

#include "tw-blobs.h"

#define MAX_STEPS 100000

static gboolean
has_state (SimNode *node, const char *key, const char *value)
{
  g_autofree char *state = tw_replica_dup_state (node->store, key);

  return value != NULL ? g_strcmp0 (state, value) == 0 : state != NULL && *state;
}

/* Steps until the client's state has this value (NULL: any), or none. */
char *
sim_await (SimNet *net, SimNode *node, const char *key, const char *value, gboolean has)
{
  char *problem = NULL;

  for (guint i = 0; problem == NULL && has_state (node, key, value) != has; i++)
    {
      if (i == MAX_STEPS || !sim_step (net->world))
        return g_strdup_printf ("the scene waits for “%s” in vain", key);
      problem = sim_check_step (net);
    }
  return problem;
}

static char *
add_things (SimNet *net, SimNode *node, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("Thing %u", i);

      sim_add_thing (node, name);
    }
  return pass (net, 5);
}

static char *
dup_text (TwStore *store, const TwId *id, const char *key)
{
  g_autoptr (TwRecord) record = tw_store_get (store, tw_schema_get_entity (tw_store_get_schema (store), "thing"), id, NULL);

  return record != NULL ? tw_value_print (tw_record_get_key (record, key)) : g_strdup ("");
}

/* --- Rights --- */

/* Rights that change while a device loads, and are the former ones again before it pulls. */
static char *
play_load (SimNet *net)
{
  SimNode *node = get_node (net, 1);
  char *problem;

  problem = add_things (net, get_node (net, 0), 12);
  set_online (node, TRUE);
  if (problem == NULL)
    problem = sim_await (net, node, "load", "thing", TRUE);
  sim_set_role (net, node, "All");
  if (problem == NULL)
    problem = sim_await (net, node, "cursor", NULL, TRUE);
  sim_set_role (net, node, "Own");
  return problem != NULL ? problem : sim_come_to_rest (net);
}

/* The same while it loads again because its rights changed. */
static char *
play_reload (SimNet *net)
{
  SimNode *node = get_node (net, 1);
  char *problem = add_things (net, get_node (net, 0), 12);

  sim_set_role (net, node, "All");
  if (problem == NULL)
    problem = sim_await (net, node, "reload", NULL, TRUE);
  sim_set_role (net, node, "Own");
  if (problem == NULL)
    problem = sim_await (net, node, "reload", NULL, FALSE);
  sim_set_role (net, node, "All");
  return problem != NULL ? problem : sim_come_to_rest (net);
}

/* A record that its owner loses while he is offline. */
static char *
take_away (SimNet *net, TwId *id)
{
  SimNode *all = get_node (net, 0), *own = get_node (net, 1);
  g_autofree char *owner = tw_id_dup_text (&all->user), *problem = NULL;

  *id = sim_add_thing (own, "Mine");
  problem = pass (net, 5);
  set_online (own, FALSE);
  change (all, id, "owner", owner);
  return problem != NULL ? g_steal_pointer (&problem) : pass (net, 5);
}

/* Who lost sight of a record meanwhile hears of his change that the record is not there, and nothing is changed. */
static char *
play_hidden (SimNet *net)
{
  SimNode *own = get_node (net, 1);
  g_autoptr (GPtrArray) refusals = NULL;
  TwId id;
  char *problem = take_away (net, &id);

  change (own, &id, "name", "Changed by whom it is no more");
  if (problem == NULL)
    problem = sim_come_to_rest (net);
  if (problem == NULL && count (net->store, "thing", "name = \"Mine\"") != 1)
    return g_strdup ("I9: a record was changed by somebody who may not see it");
  refusals = tw_refusals_list (own->store, NULL);
  if (problem == NULL && refusals->len != 1)
    problem = g_strdup ("I2: a change that was refused is not kept");
  return problem;
}

/* The same, when he hears of it before he could send: his words stay with him. */
static char *
play_hidden_first (SimNet *net)
{
  SimNode *own = get_node (net, 1);
  g_autoptr (GPtrArray) refusals = NULL;
  TwId id;
  char *problem = take_away (net, &id);

  change (own, &id, "note", "Words that were not sent");
  net->no_pushes = TRUE;
  set_online (own, TRUE);
  if (problem == NULL)
    problem = pass (net, 120);
  refusals = tw_refusals_list (own->store, NULL);
  if (problem == NULL && (count (own->store, "thing", NULL) != 0 || refusals->len != 1))
    problem = g_strdup ("I2: what was not sent went with the record");
  return problem != NULL ? problem : sim_come_to_rest (net);
}

/* --- Loading --- */

/* What changes while a device loads is there right after it, without anybody's wake. */
static char *
play_change_during_load (SimNet *net)
{
  SimNode *writer = get_node (net, 0), *late = get_node (net, 2);
  TwId id = sim_add_thing (writer, "Former");
  char *problem = add_things (net, writer, 12);

  set_online (late, TRUE);
  if (problem == NULL)
    problem = sim_await (net, late, "load", "thing", TRUE);
  if (problem == NULL)
    problem = sim_await (net, late, "load.after", NULL, TRUE);
  change (writer, &id, "name", "Latter");
  if (problem == NULL)
    problem = sim_await (net, late, "cursor", NULL, TRUE);
  if (problem == NULL)
    problem = pass (net, 5);
  if (problem == NULL && count (late->store, "thing", "name = \"Latter\"") != 1)
    problem = g_strdup ("I13: what changed during a load is not there after it");
  return problem != NULL ? problem : sim_come_to_rest (net);
}

/* --- Merging --- */

/* Two people change a field of one record at the same time; the other one is heard last. */
static char *
change_both (SimNet *net, const char *key, const char *before, const char *first, const char *last, const char *expected)
{
  SimNode *one = get_node (net, 0), *other = get_node (net, 2);
  TwId id = sim_add_thing (one, "Both");
  g_autofree char *text = NULL;
  char *problem;

  if (before != NULL)
    change (one, &id, key, before);
  problem = pass (net, 5);
  set_online (other, FALSE);
  change (one, &id, key, first);
  if (problem == NULL)
    problem = pass (net, 5);
  change (other, &id, key, last);
  if (problem == NULL)
    problem = sim_come_to_rest (net);
  text = dup_text (net->store, &id, key);
  if (problem == NULL && strcmp (text, expected) != 0)
    problem = g_strdup_printf ("I3: “%s” and “%s” made “%s” of thing.%s, not “%s”", first, last, text, key, expected);
  return problem;
}

static char *
play_stop (SimNet *net)
{
  char *problem = change_both (net, "stopped", NULL, "true", "false", "true");

  return problem != NULL ? problem : change_both (net, "stopped", NULL, "false", "true", "true");
}

static char *
play_tags (SimNet *net)
{
  return change_both (net, "tags", "a; b; c", "a; c; d", "b; c; e", "[\"c\",\"d\",\"e\"]");
}

static char *
play_counter (SimNet *net)
{
  return change_both (net, "count", "10", "15", "12", "17");
}

static char *
play_texts (SimNet *net)
{
  return change_both (net, "note", "one\ntwo\nthree", "first\ntwo\nthree", "one\ntwo\nlast", "first\ntwo\nlast");
}

/* What was written is seen until the server's word on it is here, also when it was answered long before. */
static char *
play_flicker (SimNet *net)
{
  SimNode *node = get_node (net, 0);
  TwId id = sim_add_thing (node, "Former");
  g_autofree char *text = NULL;
  char *problem = pass (net, 5);

  net->no_pulls = TRUE;
  change (node, &id, "name", "Latter");
  if (problem == NULL)
    problem = pass (net, 10);
  text = dup_text (node->store, &id, "name");
  if (problem == NULL && (tw_outbox_count (node->store, NULL) != 0 || strcmp (text, "Latter") != 0))
    problem = g_strdup_printf ("I8: a change that was answered and not pulled is seen as “%s”", text);
  return problem != NULL ? problem : sim_come_to_rest (net);
}

/* --- Proxies --- */

/* From now on a proxy answers with the pages of before, and the server's cursors are void. back: (nullable): who comes back then. Takes the
 * problem there was. */
static char *
go_stale (SimNet *net, SimNode *back, char *problem)
{
  net->stale = TRUE;
  net->secret++;
  sim_server_crash (net);
  if (back != NULL)
    set_online (back, TRUE);
  sim_net_wake (net);
  return problem != NULL ? problem : pass (net, 60);
}

/* After the server lost the key of its cursors all load again, and a proxy still has the pages of the first time. */
static char *
play_stale (SimNet *net)
{
  SimNode *writer = get_node (net, 0);
  TwId id;
  char *problem;

  sim_add_thing (writer, "Other");
  id = sim_add_thing (writer, "Former");
  set_online (get_node (net, 2), TRUE);
  problem = pass (net, 60);
  change (writer, &id, "name", "Latter");
  sim_add_thing (writer, "Newer");
  if (problem == NULL)
    problem = pass (net, 10);
  problem = go_stale (net, NULL, problem);
  return problem != NULL ? problem : sim_come_to_rest (net);
}

/* Of a load that begins anew only some pages are of before: what changed between them and its beginning is not skipped. */
static char *
play_stale_in_part (SimNet *net)
{
  SimNode *writer = get_node (net, 0), *reader = get_node (net, 2);
  TwId id;
  char *problem;

  id = sim_add_thing (writer, "Former");
  set_online (reader, TRUE);
  problem = pass (net, 60);
  set_online (reader, FALSE);
  change (writer, &id, "name", "Latter");
  if (problem == NULL)
    problem = pass (net, 10);
  net->stale_part = "part=thing";
  problem = go_stale (net, reader, problem);
  return problem != NULL ? problem : sim_come_to_rest (net);
}

/* What was removed for good does not come back with a page of before, which a proxy has kept. */
static char *
play_purged (SimNet *net)
{
  SimNode *writer = get_node (net, 0), *reader = get_node (net, 2);
  const TwEntity *thing = tw_schema_get_entity (tw_store_get_schema (reader->store), "thing");
  g_autoptr (TwRecord) back = NULL;
  TwEdit *edit;
  g_autoptr (TwCommit) done = NULL;
  TwId id;
  char *problem;

  sim_add_thing (writer, "Other");
  id = sim_add_thing (writer, "Former");
  set_online (reader, TRUE);
  problem = pass (net, 60);
  edit = tw_edit_new (writer->store, TW_ORIGIN_PERSON, "Delete");
  tw_edit_delete (edit, tw_schema_get_entity (tw_store_get_schema (writer->store), "thing"), &id);
  done = tw_edit_commit (edit, NULL);
  if (problem == NULL)
    problem = pass (net, 30);
  if (tw_store_purge (net->store, G_MAXINT64, NULL) != 1)
    return g_strdup ("a deleted thing was not removed for good");
  sim_net_wake (net);
  if (problem == NULL)
    problem = pass (net, 30);
  problem = go_stale (net, NULL, problem);
  back = tw_store_get (reader->store, thing, &id, NULL);
  if (problem == NULL && back != NULL)
    problem = g_strdup ("I6: what was removed for good is back");
  return problem != NULL ? problem : sim_come_to_rest (net);
}

/* --- Copies --- */

/* A device that is put back from a copy has forgotten what it sent since, and goes on. */
static char *
play_copy_put_back (SimNet *net)
{
  SimNode *node = get_node (net, 0);
  char *problem = add_things (net, node, 2);

  set_online (node, FALSE);
  sim_add_thing (node, "Before the copy");
  sim_node_keep (node);
  set_online (node, TRUE);
  if (problem == NULL)
    problem = add_things (net, node, 2);
  sim_node_go_back (node);
  sim_add_thing (node, "After it");
  if (problem == NULL)
    problem = sim_come_to_rest (net);
  if (problem == NULL && count (net->store, "thing", NULL) != 6)
    problem = g_strdup ("I14: not all that was ever sent is there once");
  return problem;
}

/* Two devices that are one and the same to the server: each thing is there once, and both go on. alike: the copy has nothing of its own
 * when it sends what the first one sent long ago. */
static char *
play_clone (SimNet *net, gboolean alike)
{
  SimNode *node = get_node (net, 0), *clone;
  char *problem = add_things (net, node, 2);

  set_online (node, FALSE);
  sim_add_thing (node, "On both");
  clone = sim_node_clone (node);
  set_online (clone, FALSE);
  set_online (node, TRUE);
  if (problem == NULL)
    problem = add_things (net, node, 2);
  if (!alike)
    sim_add_thing (clone, "On the copy");
  set_online (clone, TRUE);
  if (problem == NULL)
    problem = pass (net, 60);
  if (problem == NULL && tw_outbox_count (clone->store, NULL) != 0)
    problem = g_strdup ("I15: a copy of a device does not come to rest");
  if (alike)
    sim_add_thing (clone, "On the copy");
  sim_add_thing (node, "On the first");
  if (problem == NULL)
    problem = sim_come_to_rest (net);
  if (problem == NULL && count (net->store, "thing", NULL) != 7)
    problem = g_strdup ("I14: not all that was done on two copies is there once");
  return problem;
}

static char *
play_clone_ahead (SimNet *net)
{
  return play_clone (net, FALSE);
}

static char *
play_clone_alike (SimNet *net)
{
  return play_clone (net, TRUE);
}

/* Another person signs in on a device by mistake: he is given nothing on it, and what waits there is not sent as his. */
static char *
play_other_person (SimNet *net)
{
  SimNode *all = get_node (net, 0), *own = get_node (net, 1);
  char *problem = add_things (net, all, 3);

  set_online (own, FALSE);
  sim_add_thing (own, "Waiting");
  own->session = all->user;
  set_online (own, TRUE);
  if (problem == NULL)
    problem = add_things (net, all, 3);
  if (problem == NULL)
    problem = pass (net, 60);
  if (problem == NULL && (count (net->store, "thing", "name = \"Waiting\"") != 0 || count (own->store, "thing", NULL) != 1
                          || tw_outbox_count (own->store, NULL) != 1))
    return g_strdup ("I16: a device works for another person than its own");
  return problem != NULL ? problem : sim_come_to_rest (net);
}

/* --- Full disks --- */

/* A client without room keeps what it has and goes on when there is room. */
static char *
play_full (SimNet *net)
{
  SimNode *writer = get_node (net, 0), *reader = get_node (net, 2);
  char *problem;

  sim_node_set_full (reader, TRUE);
  problem = add_things (net, writer, 40);
  sim_server_set_full (net, TRUE);
  if (problem == NULL)
    problem = add_things (net, writer, 40);
  return problem != NULL ? problem : sim_come_to_rest (net);
}

/* --- What was spoilt behind the engine's back --- */

/* A row that is gone, and one that the server does not have: a disk, or a hand at the file. */
static gboolean
spoil (SimNode *node, const TwId *gone, GError **error)
{
  const TwEntity *thing = tw_schema_get_entity (tw_store_get_schema (node->store), "thing");
  const TwField *name = tw_entity_get_field (thing, "name");
  TwReplicaTx *tx = tw_replica_begin (node->store, error);
  g_autoptr (TwCommit) commit = NULL;
  g_auto (TwValue) value = tw_value_text ("Stray");
  TwId id = tw_id_new ();

  if (tx == NULL)
    return FALSE;
  if (!tw_replica_forget (tx, thing, gone, error) || !tw_replica_put (tx, thing, &id, 1, 0, &name, &value, 1, NULL, error))
    {
      tw_replica_tx_free (tx);
      return FALSE;
    }
  commit = tw_replica_commit (tx, 0, error);
  node->spoilt++;
  return commit != NULL;
}

/* The daily comparison finds it, and what a person did meanwhile stays. */
static char *
play_spoilt (SimNet *net)
{
  SimNode *node = get_node (net, 0);
  g_autoptr (GError) error = NULL;
  TwId gone = sim_add_thing (get_node (net, 1), "Gone"), mine = sim_add_thing (node, "Mine");
  char *problem = pass (net, 10);

  if (problem == NULL && !spoil (node, &gone, &error))
    return g_strdup (error->message);
  change (node, &mine, "name", "Changed");
  tw_sync_check (node->sync);
  if (problem == NULL)
    problem = pass (net, 120);
  if (problem == NULL && (count (node->store, "thing", "name = \"Gone\"") != 1 || count (node->store, "thing", "name = \"Stray\"") != 0))
    return g_strdup ("what was spoilt was not read anew");
  if (problem == NULL && count (net->store, "thing", "name = \"Changed\"") != 1)
    return g_strdup ("I2: a change was lost when rows were read anew");
  return problem != NULL ? problem : sim_come_to_rest (net);
}

/* What was spoilt is read anew while a proxy gives the pages of before, from when it was not there yet: they mend nothing. */
static char *
play_spoilt_stale (SimNet *net)
{
  SimNode *node = get_node (net, 0);
  g_autoptr (GError) error = NULL;
  TwId gone;
  char *problem = pass (net, 10);

  gone = sim_add_thing (get_node (net, 1), "Gone");
  if (problem == NULL)
    problem = pass (net, 10);
  if (problem == NULL && !spoil (node, &gone, &error))
    return g_strdup (error->message);
  net->stale = TRUE;
  tw_sync_check (node->sync);
  if (problem == NULL)
    problem = pass (net, 30);
  net->stale = FALSE;
  return problem != NULL ? problem : sim_come_to_rest (net);
}

/* --- Versions --- */

/* Programs that are newer than the server keep what was done until it is brought up to date, and read on. */
static char *
play_old_server (SimNet *net)
{
  SimNode *node = get_node (net, 0), *reader = get_node (net, 2);
  char *problem;

  net->old_server = TRUE;
  sim_add_thing (node, "Early");
  problem = pass (net, 60);
  net->old_server = FALSE;
  if (problem == NULL && (count (net->store, "thing", NULL) != 0 || tw_outbox_count (node->store, NULL) != 1))
    return g_strdup ("a server took what a newer program sent");
  sim_add_thing (reader, "Other");
  if (problem == NULL)
    problem = pass (net, 5);
  if (problem == NULL && count (node->store, "thing", "name = \"Other\"") != 1)
    return g_strdup ("whoever has a newer program reads no more");
  return problem != NULL ? problem : sim_come_to_rest (net);
}

/* A program that does not know all keeps aside what it does not, changes the rest, and has everything once it is brought up to date, even
 * before it reaches the server. */
static char *
play_old_program (SimNet *net)
{
  SimNode *newer = get_node (net, 0), *older = get_node (net, 2);
  TwId id = sim_add_thing (newer, "Thing");
  g_autoptr (TwCommit) quote = NULL;
  char *problem;

  sim_node_make_older (older);
  change (newer, &id, "stage", "won");
  change (newer, &id, "tags", "a; b");
  quote = tw_edit_commit (sim_make_quote_edit (newer), NULL);
  problem = pass (net, 60);
  if (problem == NULL && count (older->store, "thing", "name = \"Thing\"") != 1)
    problem = g_strdup ("an older program is given nothing");
  change (older, &id, "name", "Renamed");
  change (newer, &id, "note", "While it was renamed");
  if (problem == NULL)
    problem = pass (net, 60);
  if (problem == NULL && count (net->store, "thing", "name = \"Renamed\" and stage = \"won\" and tags has \"b\"") != 1)
    problem = g_strdup ("I11: what an older program does not know was lost");
  set_online (older, FALSE);
  sim_node_upgrade (older);
  set_online (older, FALSE);
  if (problem == NULL)
    problem = pass (net, 5);
  if (problem == NULL && count (older->store, "thing", "name = \"Renamed\" and stage = \"won\" and tags has \"b\"") != 1)
    problem = g_strdup ("I11: what was kept aside is not there after the upgrade");
  set_online (older, TRUE);
  if (problem == NULL)
    problem = pass (net, 60);
  if (problem == NULL && count (older->store, "quote", NULL) != count (net->store, "quote", NULL))
    problem = g_strdup ("I10: what was passed over is not loaded after the upgrade");
  return problem != NULL ? problem : sim_come_to_rest (net);
}

static const struct
{
  const char *name;
  guint       n_clients;
  gboolean    late;                                    /* the second device is not online before the scene lets it */
  char     *(*play) (SimNet *net);
} scenes[] = {
  { "rights-return-during-load", 2, TRUE, play_load },
  { "rights-return-during-reload", 2, FALSE, play_reload },
  { "a-record-out-of-sight", 2, FALSE, play_hidden },
  { "words-out-of-sight", 2, FALSE, play_hidden_first },
  { "a-change-during-a-load", 3, TRUE, play_change_during_load },
  { "a-stop-stays", 3, FALSE, play_stop },
  { "sets-are-joined", 3, FALSE, play_tags },
  { "counters-add-up", 3, FALSE, play_counter },
  { "texts-are-joined", 3, FALSE, play_texts },
  { "answered-and-not-pulled", 3, FALSE, play_flicker },
  { "pages-of-before", 3, TRUE, play_stale },
  { "some-pages-of-before", 3, TRUE, play_stale_in_part },
  { "pages-of-before-in-a-reload", 2, TRUE, sim_play_stale_reload },
  { "removed-for-good", 3, TRUE, play_purged },
  { "one-file-is-barred", 2, FALSE, sim_play_barred },
  { "files-wait-for-another-line", 2, FALSE, sim_play_metered },
  { "a-refused-file-comes-later", 2, FALSE, sim_play_refused },
  { "a-file-named-by-two", 3, FALSE, sim_play_named_by_two },
  { "a-refused-file-of-a-copy", 2, FALSE, sim_play_refused_in_a_copy },
  { "the-same-file-elsewhere", 3, FALSE, sim_play_same_file },
  { "many-files-are-elsewhere", 2, FALSE, sim_play_many_elsewhere },
  { "put-back-from-a-copy", 2, FALSE, play_copy_put_back },
  { "a-copied-device", 2, FALSE, play_clone_ahead },
  { "a-copy-behind", 2, FALSE, play_clone_alike },
  { "somebody-else-signs-in", 2, FALSE, play_other_person },
  { "full-disks", 3, FALSE, play_full },
  { "a-spoilt-device", 3, FALSE, play_spoilt },
  { "a-spoilt-device-and-pages-of-before", 3, FALSE, play_spoilt_stale },
  { "an-old-server", 3, FALSE, play_old_server },
  { "an-old-program", 3, FALSE, play_old_program },
  { "a-server-put-back", 3, FALSE, sim_play_restored },
  { "a-server-put-back-newest-first", 3, FALSE, sim_play_restored_newest_first },
  { "a-server-put-back-newest-last", 3, FALSE, sim_play_restored_newest_last },
  { "a-server-put-back-and-changed", 3, FALSE, sim_play_restored_and_changed },
  { "a-server-put-back-under-edits", 3, FALSE, sim_play_restored_under_edits },
  { "a-server-put-back-under-edits-later", 3, FALSE, sim_play_restored_under_edits_later },
  { "a-server-put-back-under-edits-at-once", 3, FALSE, sim_play_restored_under_edits_at_once },
  { "a-server-put-back-twice", 3, FALSE, sim_play_restored_twice },
  { "a-server-put-back-during-a-load", 2, TRUE, sim_play_restored_during_load },
  { "a-server-put-back-during-a-reload", 2, FALSE, sim_play_restored_during_reload },
  { "a-server-put-back-and-crashes", 3, FALSE, sim_play_restored_and_crashes },
  { "much-is-taken-away", 2, FALSE, sim_play_much_gone },
  { "fifty-are-taken-away", 2, FALSE, sim_play_fifty_gone },
  { "an-outage", 8, FALSE, sim_play_outage },
  { "edits-go-out-as-one", 3, FALSE, sim_play_joined },
  { "a-push-is-overtaken", 2, FALSE, sim_play_push_overtaken },
  { "a-push-is-lost", 2, FALSE, sim_play_push_lost },
  { "a-server-crashes-between-pushes", 2, FALSE, sim_play_push_server_crash },
  { "a-device-crashes-between-pushes", 2, FALSE, sim_play_push_device_crash },
  { "a-copy-sends-between-pushes", 2, FALSE, sim_play_push_copy },
  { "one-push-at-a-time", 2, FALSE, sim_play_push_no_window },
  { "larger-pushes", 2, FALSE, sim_play_push_larger },
  { "a-change-tried-again", 2, FALSE, sim_play_tried_again },
  { "a-later-edit-behind-a-push", 2, FALSE, sim_play_later_behind_a_push },
  { "a-later-edit-last", 2, FALSE, sim_play_both_away },
  { "a-later-edit-first", 2, FALSE, sim_play_both_away_later_first },
  { "a-code-twice", 2, FALSE, sim_play_twins_seen },
  { "a-code-twice-unseen", 2, FALSE, sim_play_twins_hidden },
  { "numbers-of-several-devices", 3, FALSE, sim_play_numbers },
  { "a-numbered-quote-taken-back", 1, FALSE, sim_play_numbered_undo },
  { "totals-of-two-devices", 3, FALSE, sim_play_totals },
  { "sent-and-changed", 3, FALSE, sim_play_sent_and_changed },
};

const char *
sim_scene_get_name (guint i)
{
  return i < G_N_ELEMENTS (scenes) ? scenes[i].name : NULL;
}

char *
sim_scene_play (guint i, guint64 seed, const char *dir, gboolean verbose)
{
  SimWorld *world = sim_world_new (seed, verbose);
  SimNet *net = sim_net_new (world, dir, scenes[i].n_clients, SIM_FAULT_STALE, 0);
  char *problem;

  set_online (get_node (net, scenes[i].n_clients - 1), !scenes[i].late);
  problem = pass (net, 10);
  if (problem == NULL)
    problem = scenes[i].play (net);
  sim_net_free (net);
  sim_world_free (world);
  return problem;
}
