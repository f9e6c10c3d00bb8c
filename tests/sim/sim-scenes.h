/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What scenes are made of. */
#pragma once

#include "sim-node.h"

static inline SimNode *
get_node (SimNet *net, guint i)
{
  return g_ptr_array_index (net->nodes, i);
}

static inline void
set_online (SimNode *node, gboolean online)
{
  node->cut_off = !online;
  tw_sync_set_online (node->sync, online, FALSE);
}

static inline char *
pass (SimNet *net, guint seconds)
{
  return sim_run_until (net, net->world->now + seconds * G_USEC_PER_SEC);
}

static inline void
change (SimNode *node, const TwId *id, const char *key, const char *text)
{
  const TwEntity *thing = tw_schema_get_entity (tw_store_get_schema (node->store), "thing");
  g_autoptr (TwRecord) record = tw_store_get (node->store, thing, id, NULL);

  if (record == NULL)
    {
      if (node->net->problem == NULL)
        node->net->problem = g_strdup_printf ("I10: client %u lacks a record that it could see", node->index);
      return;
    }
  tw_record_set_text (record, key, text, NULL);
  sim_save_thing (node, record);
}

static inline void
sim_restore_thing (SimNode *node, const TwId *id)
{
  TwEdit *edit = tw_edit_new (node->store, TW_ORIGIN_PERSON, "Restore");
  g_autoptr (TwCommit) done = NULL;

  tw_edit_restore (edit, tw_schema_get_entity (tw_store_get_schema (node->store), "thing"), id);
  done = tw_edit_commit (edit, NULL);
}

static inline gint64
count (TwStore *store, const char *entity, const char *where)
{
  TwSchema *schema = tw_store_get_schema (store);
  g_autoptr (TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, entity), where, NULL, NULL);

  return tw_store_count (store, query, NULL);
}

/* sim-scenes-quotes.c */
char *sim_play_numbers          (SimNet *net);
char *sim_play_numbered_undo    (SimNet *net);
char *sim_play_totals           (SimNet *net);
char *sim_play_sent_and_changed (SimNet *net);
/* sim-scenes-files.c */
char *sim_play_barred       (SimNet *net);
char *sim_play_metered      (SimNet *net);
char *sim_play_refused      (SimNet *net);
char *sim_play_named_by_two (SimNet *net);
char *sim_play_refused_in_a_copy (SimNet *net);
char *sim_play_same_file (SimNet *net);
char *sim_play_many_elsewhere (SimNet *net);
char *sim_play_stale_reload (SimNet *net);
char *sim_play_restored_during_load (SimNet *net);
char *sim_play_restored_during_reload (SimNet *net);
/* sim-scenes.c: steps until the client's state has this value (NULL: any), or none. */
char *sim_await (SimNet *net, SimNode *node, const char *key, const char *value, gboolean has);
/* sim-scenes-restored.c */
char *sim_play_restored_and_crashes  (SimNet *net);
char *sim_play_restored              (SimNet *net);
char *sim_play_restored_newest_first (SimNet *net);
char *sim_play_restored_newest_last  (SimNet *net);
char *sim_play_restored_and_changed  (SimNet *net);
char *sim_play_restored_under_edits  (SimNet *net);
char *sim_play_restored_under_edits_later (SimNet *net);
char *sim_play_restored_under_edits_at_once (SimNet *net);
char *sim_play_restored_twice        (SimNet *net);
/* sim-scenes-gone.c */
char *sim_play_much_gone    (SimNet *net);
char *sim_play_fifty_gone   (SimNet *net);
/* sim-scenes-joined.c */
char *sim_play_joined       (SimNet *net);
/* sim-scenes-on-way.c */
char *sim_play_push_overtaken    (SimNet *net);
char *sim_play_push_lost         (SimNet *net);
char *sim_play_push_server_crash (SimNet *net);
char *sim_play_push_device_crash (SimNet *net);
char *sim_play_push_copy         (SimNet *net);
char *sim_play_push_no_window    (SimNet *net);
char *sim_play_push_larger       (SimNet *net);
/* sim-scenes-lists.c */
char *sim_play_tried_again  (SimNet *net);
/* sim-scenes-pauses.c */
char *sim_play_outage       (SimNet *net);
/* sim-scenes-times.c */
char *sim_play_later_behind_a_push   (SimNet *net);
char *sim_play_both_away             (SimNet *net);
char *sim_play_both_away_later_first (SimNet *net);
/* sim-scenes-twins.c */
char *sim_play_twins_seen   (SimNet *net);
char *sim_play_twins_hidden (SimNet *net);
