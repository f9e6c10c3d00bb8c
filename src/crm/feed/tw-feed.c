/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-feed-private.h"

#define PAGE_COMMITS 200                               /* read at a time */
#define MAX_ROWS     4000                              /* of the log that one read looks at */
#define MAX_CHANGES  50                                /* a commit of more is one line */
#define MAX_FOLLOWS  5000

struct _TwFeed
{
  GObject     parent_instance;

  TwFeedView  feed;
  GPtrArray  *commits;                                 /* (owned) (nullable) TwCommit that were read and not looked at, from next on */
  guint       next;
  GPtrArray  *changes;                                 /* (owned) (nullable) TwChange of the commit looked at, up to n_changes */
  guint       n_changes;
  gint64      before;                                  /* seq of the commit read last; 0: none */
  gboolean    begun, end;
  TwInstant   reached;
  guint64     n_rows;
  TwDate      last_day;                                /* of the entry given last */
  gboolean    any;                                     /* one was given */
};

G_DEFINE_FINAL_TYPE (TwFeed, tw_feed, G_TYPE_OBJECT)

/* --- Whose --- */

static void
read_followed (TwFeedView *feed)
{
  const TwEntity *entity = tw_schema_get_entity (feed->view.schema, "follow");
  g_autoptr(TwQuery) query = entity != NULL ? tw_query_new (feed->view.schema, entity, "user = me and (kind is empty or kind != \"muted\")", "-since", NULL) : NULL;
  g_autoptr(GPtrArray) follows = query != NULL ? tw_store_list (feed->view.store, query, MAX_FOLLOWS, NULL, NULL, NULL) : NULL;

  feed->followed = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, NULL);
  for (guint i = 0; follows != NULL && i < follows->len; i++)
    {
      const TwValue *record = tw_record_get_key (g_ptr_array_index (follows, i), "record");

      if (record->type == TW_TYPE_LINK)
        g_hash_table_add (feed->followed, g_memdup2 (&record->id, sizeof record->id));
    }
}

static gboolean
begin (TwFeed  *self,
       GError **error)
{
  TwFeedView *feed = &self->feed;
  g_autoptr(GError) local = NULL;

  if (feed->from & TW_FEED_FOLLOWED)
    read_followed (feed);
  if (feed->from & TW_FEED_TEAM)
    feed->team = tw_access_list_team (feed->view.store, &feed->me, &local);
  /* Who is no user of the workspace, or not any more, has no team. */
  if (local != NULL && !g_error_matches (local, TW_ACCESS_ERROR, TW_ACCESS_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (feed->until != 0)
    {
      gint64 last = tw_store_find_commit (feed->view.store, feed->until, error);

      if (last < 0)
        return FALSE;
      self->before = last + 1;
    }
  self->end = feed->from == 0;
  self->begun = TRUE;
  return TRUE;
}

/* --- The log --- */

/* By its head alone, so that what others did costs no look at its changes. Of a server's commit only the records tell who made them. */
static gboolean
is_wanted (const TwFeedView *feed,
           TwCommit         *commit)
{
  const TwId *user = tw_commit_get_user (commit);

  switch (tw_commit_get_origin (commit))
    {
    case TW_ORIGIN_SYSTEM:
      return FALSE;
    case TW_ORIGIN_SYNC:
      return TRUE;
    default:
      if (!tw_id_is_nil (&feed->person) && !tw_id_equal (&feed->person, user))
        return FALSE;
      return (feed->from & (TW_FEED_FOLLOWED | TW_FEED_MENTIONS)) != 0 || tw_feed_is_of_team (feed, user);
    }
}

static gboolean
read_commits (TwFeed  *self,
              GError **error)
{
  g_clear_pointer (&self->commits, g_ptr_array_unref);
  self->commits = tw_store_commits_before (self->feed.view.store, self->before, PAGE_COMMITS, error);
  self->next = 0;
  if (self->commits == NULL)
    return FALSE;
  if (self->commits->len == 0)
    self->end = TRUE;
  return TRUE;
}

/* The next commit: its changes are made ready, or entry is its line when it is large. */
static gboolean
read_commit (TwFeed           *self,
             TwTimelineEntry **entry,
             GError          **error)
{
  TwCommit *commit = NULL;

  if ((self->commits == NULL || self->next == self->commits->len) && (!read_commits (self, error) || self->end))
    return self->end;
  commit = g_ptr_array_index (self->commits, self->next++);
  self->before = tw_commit_get_seq (commit);
  self->n_rows++;
  if (tw_commit_get_time (commit) < self->feed.since)
    {
      self->end = TRUE;
      return TRUE;
    }
  self->reached = tw_commit_get_time (commit);
  if (!is_wanted (&self->feed, commit))
    return TRUE;
  if (tw_commit_get_n_changes (commit) > MAX_CHANGES)
    {
      *entry = tw_feed_make_large (&self->feed, commit);
      return TRUE;
    }
  self->changes = tw_store_commit_changes (self->feed.view.store, self->before, MAX_CHANGES, error);
  self->n_changes = self->changes != NULL ? self->changes->len : 0;
  self->n_rows += self->n_changes;
  return self->changes != NULL;
}

/* The next line; NULL at the end, or when so much was looked at that it is enough for now. */
static gboolean
read_entry (TwFeed           *self,
            guint64           most,
            TwTimelineEntry **entry,
            GError          **error)
{
  *entry = NULL;
  while (*entry == NULL && (self->n_changes > 0 || (!self->end && self->n_rows < most)))
    {
      if (self->n_changes > 0)
        *entry = tw_feed_make_entry (&self->feed, g_ptr_array_index (self->changes, --self->n_changes));
      else
        {
          g_clear_pointer (&self->changes, g_ptr_array_unref);
          if (!read_commit (self, entry, error))
            return FALSE;
        }
    }
  return TRUE;
}

static void
give_heading (TwFeed          *self,
              TwTimelineEntry *entry)
{
  TwDate day = tw_timeline_entry_get_day (entry);
  g_autofree char *heading = NULL;

  if (self->any && day == self->last_day)
    return;
  self->any = TRUE;
  self->last_day = day;
  heading = tw_timeline_day_heading (day, tw_instant_get_date (g_get_real_time (), self->feed.view.zone));
  tw_timeline_entry_set_heading (entry, heading);
}

static void
tw_feed_finalize (GObject *object)
{
  TwFeed *self = TW_FEED (object);

  g_clear_pointer (&self->commits, g_ptr_array_unref);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_clear_object (&self->feed.view.store);
  g_clear_pointer (&self->feed.view.schema, tw_schema_unref);
  g_clear_pointer (&self->feed.view.zone, g_time_zone_unref);
  g_clear_pointer (&self->feed.access, tw_access_unref);
  g_clear_pointer (&self->feed.team, g_array_unref);
  g_clear_pointer (&self->feed.followed, g_hash_table_unref);
  g_free (self->feed.entity);
  g_strfreev (self->feed.hidden);
  G_OBJECT_CLASS (tw_feed_parent_class)->finalize (object);
}

static void
tw_feed_class_init (TwFeedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_feed_finalize;
}

static void
tw_feed_init (TwFeed *self)
{
}

/**
 * tw_feed_new:
 * @store: the store
 * @options: what is asked for
 *
 * Nothing is read before tw_feed_read().
 *
 * Returns: (transfer full): a feed of who is signed in, read from its newest entry on
 */
TwFeed *
tw_feed_new (TwStore             *store,
             const TwFeedOptions *options)
{
  TwFeed *self = g_object_new (TW_TYPE_FEED, NULL);
  TwExprContext *context = tw_store_dup_context (store);

  self->feed.view.store = g_object_ref (store);
  self->feed.view.schema = tw_store_ref_schema (store);
  self->feed.view.zone = g_time_zone_ref (context->zone);
  self->feed.view.format = options->format != NULL ? options->format : tw_field_format;
  self->feed.from = options->from;
  self->feed.kinds = options->kinds;
  self->feed.entity = g_strdup (options->entity);
  self->feed.hidden = g_strdupv ((char **) options->hidden);
  self->feed.me = *tw_store_get_user (store);
  self->feed.person = options->person;
  self->feed.since = options->since;
  self->feed.until = options->until;
  self->feed.access = options->access != NULL ? tw_access_ref (options->access) : NULL;
  tw_store_context_free (context);
  return self;
}

/**
 * tw_feed_read:
 * @self: a feed
 * @limit: how many entries at most
 * @error: of the store
 *
 * Reads on where the last call stopped, over at most some thousands of the log's rows.
 *
 * Returns: (transfer full) (nullable) (element-type TwTimelineEntry): entries, the newest first
 */
GPtrArray *
tw_feed_read (TwFeed  *self,
              guint    limit,
              GError **error)
{
  g_autoptr(GPtrArray) page = g_ptr_array_new_with_free_func (g_object_unref);
  guint64 most = 0;

  g_return_val_if_fail (TW_IS_FEED (self), NULL);
  most = self->n_rows + MAX_ROWS;
  if (!self->begun && !begin (self, error))
    return NULL;
  while (page->len < limit)
    {
      TwTimelineEntry *entry = NULL;

      if (!read_entry (self, most, &entry, error))
        return NULL;
      if (entry == NULL)
        break;
      give_heading (self, entry);
      g_ptr_array_add (page, entry);
    }
  return g_steal_pointer (&page);
}

/**
 * tw_feed_is_at_end:
 * @self: a feed
 *
 * Returns: whether there is nothing more to read
 */
gboolean
tw_feed_is_at_end (TwFeed *self)
{
  g_return_val_if_fail (TW_IS_FEED (self), TRUE);
  return self->end && self->n_changes == 0;
}

/**
 * tw_feed_get_reached:
 * @self: a feed
 *
 * Returns: time of the oldest commit that was looked at
 */
TwInstant
tw_feed_get_reached (TwFeed *self)
{
  g_return_val_if_fail (TW_IS_FEED (self), 0);
  return self->reached;
}

/**
 * tw_feed_get_n_rows:
 * @self: a feed
 *
 * Returns: how many commits and changes were looked at
 */
guint64
tw_feed_get_n_rows (TwFeed *self)
{
  g_return_val_if_fail (TW_IS_FEED (self), 0);
  return self->n_rows;
}

/**
 * tw_feed_is_touched:
 * @self: a feed
 * @commit: a commit
 *
 * Returns: whether it may show something new after the commit
 */
gboolean
tw_feed_is_touched (TwFeed   *self,
                    TwCommit *commit)
{
  const TwEntity *follow = NULL;

  g_return_val_if_fail (TW_IS_FEED (self), FALSE);
  follow = tw_schema_get_entity (self->feed.view.schema, "follow");
  if (follow != NULL && (self->feed.from & TW_FEED_FOLLOWED) && tw_commit_touches (commit, follow))
    return TRUE;
  if (self->feed.until != 0 || tw_commit_get_origin (commit) == TW_ORIGIN_SYSTEM)
    return FALSE;
  for (guint i = 0; i < tw_schema_get_n_entities (self->feed.view.schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (self->feed.view.schema, i);

      if (tw_feed_shows_entity (&self->feed, entity) && tw_commit_touches (commit, entity))
        return TRUE;
    }
  return FALSE;
}
