/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was written is told on the store's context, in the order in which it was written: "committed" and "schema-changed". */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-store-hold.h"

/* On the store's context: everything announced so far, in order. */
static gboolean
emit_announcements (gpointer data)
{
  g_autoptr (TwStore) store = g_weak_ref_get (data);

  while (store != NULL)
    {
      g_autoptr (TwCommit) commit = NULL;
      g_autoptr (GPtrArray) former = NULL;
      gboolean any;

      g_mutex_lock (&store->lock);
      any = !g_queue_is_empty (&store->announcements);
      commit = g_queue_pop_head (&store->announcements);
      if (any && commit == NULL)
        {
          former = store->former_schemas;
          store->former_schemas = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_schema_unref);
        }
      if (!any)
        g_clear_pointer (&store->announcer, g_source_unref);
      g_mutex_unlock (&store->lock);
      if (!any)
        return G_SOURCE_REMOVE;
      if (commit != NULL)
        g_signal_emit_by_name (store, "committed", commit);
      else
        g_signal_emit_by_name (store, "schema-changed");
    }
  return G_SOURCE_REMOVE;
}

static void
free_weak_ref (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* With the store's lock held. */
static void
begin_announcing (TwStore *store)
{
  /* It does not keep the store alive: tw_store_close() takes it away, perhaps on another thread while it begins to run. */
  GWeakRef *weak;

  if (store->announcer != NULL)
    return;
  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, store);
  store->announcer = g_idle_source_new ();
  g_source_set_priority (store->announcer, G_PRIORITY_DEFAULT);
  g_source_set_callback (store->announcer, emit_announcements, weak, free_weak_ref);
  g_source_attach (store->announcer, store->context);
}

void
tw_store_announce_many (TwStore *store, GQueue *commits)
{
  TwCommit *commit;

  if (g_queue_is_empty (commits))
    return;
  g_mutex_lock (&store->lock);
  store->last_seq = tw_commit_get_seq (g_queue_peek_tail (commits));
  g_mutex_unlock (&store->lock);
  for (GList *l = commits->head; l != NULL; l = l->next)
    {
      tw_store_titles_forget (store, l->data);
      tw_store_context_follow (store, l->data);
    }
  /* Who emits them waits for the lock at each of them, too. */
  g_mutex_lock (&store->lock);
  while ((commit = g_queue_pop_head (commits)) != NULL)
    g_queue_push_tail (&store->announcements, commit);
  begin_announcing (store);
  g_mutex_unlock (&store->lock);
}

void
tw_store_announce (TwStore *store, TwCommit *commit)
{
  GQueue one = G_QUEUE_INIT;

  if (tw_store_hold_commit (store, commit))
    return;
  g_queue_push_tail (&one, tw_commit_ref (commit));
  tw_store_announce_many (store, &one);
}

void
tw_store_announce_schema (TwStore *store, TwSchema *schema)
{
  if (tw_store_hold_schema (store, schema))
    return;
  g_mutex_lock (&store->lock);
  g_ptr_array_add (store->former_schemas, store->schema);
  store->schema = tw_schema_ref (schema);
  g_queue_push_tail (&store->announcements, NULL);
  begin_announcing (store);
  g_mutex_unlock (&store->lock);
}

/* As a commit of which nobody knows what it changed. */
void
tw_store_announce_reread (TwStore *store)
{
  g_autoptr (TwCommitHead) head = tw_commit_head_new ();
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  guint64 entities[TW_ENTITY_BITS_WORDS] = { 0 };
  TwCommit *commit;

  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    entities[tw_schema_get_entity_at (schema, i)->number / 64] |= G_GUINT64_CONSTANT (1) << tw_schema_get_entity_at (schema, i)->number % 64;
  head->origin = TW_ORIGIN_SYNC;
  head->title = g_strdup (_("Changes from the server"));
  g_mutex_lock (&store->lock);
  head->seq = store->last_seq;
  g_mutex_unlock (&store->lock);
  commit = tw_commit_new (head, NULL, entities);
  tw_store_titles_forget (store, commit);
  g_mutex_lock (&store->lock);
  g_queue_push_tail (&store->announcements, commit);
  begin_announcing (store);
  g_mutex_unlock (&store->lock);
}
