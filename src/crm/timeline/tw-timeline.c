/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-timeline.h"

#include <glib/gi18n-lib.h>

#include "tw-timeline-source.h"

#define PAGE_SIZE 50                                   /* entries asked of a source at a time */

/* A source and what it gave that is not shown yet. */
typedef struct
{
  TwTimelineSource *source;                            /* (owned) */
  GQueue            waiting;                           /* TwTimelineEntry, the newest first */
  gboolean          end;
} Feed;

struct _TwTimeline
{
  GObject        parent_instance;

  TwTimelineView view;
  GPtrArray     *feeds;                                /* (owned) Feed */
  TwInstant      since, until;                         /* only what happened between is given; 0: no such end */
  TwDate         last_day;                             /* of the entry given last */
  gboolean       any;                                  /* one was given */
};

G_DEFINE_FINAL_TYPE (TwTimeline, tw_timeline, G_TYPE_OBJECT)

static void
feed_free (Feed *feed)
{
  g_queue_clear_full (&feed->waiting, g_object_unref);
  g_object_unref (feed->source);
  g_free (feed);
}

static void
add_feed (TwTimeline       *self,
          TwTimelineSource *source)
{
  Feed *feed = g_new0 (Feed, 1);

  feed->source = source;
  g_queue_init (&feed->waiting);
  g_ptr_array_add (self->feeds, feed);
}

static gboolean
fill_feed (TwTimeline *self,
           Feed       *feed,
           GError    **error)
{
  while (g_queue_is_empty (&feed->waiting) && !feed->end)
    {
      g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);

      if (!tw_timeline_source_read (feed->source, &self->view, PAGE_SIZE, entries, &feed->end, error))
        return FALSE;
      for (guint i = 0; i < entries->len; i++)
        g_queue_push_tail (&feed->waiting, g_object_ref (g_ptr_array_index (entries, i)));
    }
  return TRUE;
}

/* The feed whose head is the newest entry not given yet; newest is NULL when all were given. */
static gboolean
find_newest (TwTimeline *self,
             Feed      **newest,
             GError    **error)
{
  *newest = NULL;
  for (guint i = 0; i < self->feeds->len; i++)
    {
      Feed *feed = g_ptr_array_index (self->feeds, i);

      if (!fill_feed (self, feed, error))
        return FALSE;
      if (!g_queue_is_empty (&feed->waiting)
          && (*newest == NULL || tw_timeline_entry_compare (g_queue_peek_head (&feed->waiting),
                                                            g_queue_peek_head (&(*newest)->waiting)) < 0))
        *newest = feed;
    }
  return TRUE;
}

static void
give_heading (TwTimeline      *self,
              TwTimelineEntry *entry)
{
  TwDate day = tw_timeline_entry_get_day (entry);
  g_autofree char *heading = NULL;

  if (self->any && day == self->last_day)
    return;
  self->any = TRUE;
  self->last_day = day;
  heading = tw_timeline_day_heading (day, tw_instant_get_date (g_get_real_time (), self->view.zone));
  tw_timeline_entry_set_heading (entry, heading);
}

static void
add_sources (TwTimeline *self,
             const char *filter)
{
  g_auto(GStrv) parts = g_strsplit (filter, ":", 2);
  gboolean all = *filter == '\0';

  if (all || g_str_equal (filter, "history"))
    add_feed (self, tw_timeline_history_new ());
  for (guint i = 0; i < tw_schema_get_n_entities (self->view.schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (self->view.schema, i);

      if (tw_timeline_records_apply (entity, self->view.entity) && (all || g_strcmp0 (parts[0], entity->key) == 0))
        add_feed (self, tw_timeline_records_new (entity, all ? NULL : parts[1]));
    }
}

static void
tw_timeline_finalize (GObject *object)
{
  TwTimeline *self = TW_TIMELINE (object);

  g_clear_pointer (&self->feeds, g_ptr_array_unref);
  g_clear_object (&self->view.store);
  g_clear_pointer (&self->view.schema, tw_schema_unref);
  g_clear_pointer (&self->view.zone, g_time_zone_unref);
  g_free (self->view.text);
  G_OBJECT_CLASS (tw_timeline_parent_class)->finalize (object);
}

static void
tw_timeline_class_init (TwTimelineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_timeline_finalize;
}

static void
tw_timeline_init (TwTimeline *self)
{
  self->feeds = g_ptr_array_new_with_free_func ((GDestroyNotify) feed_free);
}

/**
 * tw_timeline_new:
 * @store: the store
 * @entity: entity of the record
 * @id: id of the record
 * @filter: (nullable): key of one of tw_timeline_list_filters(); %NULL or "" for all
 * @text: (nullable): words that entries must contain
 * @past: an instant: what was later is left out; 0 for now
 * @format: (nullable): how values become text; %NULL for tw_field_format()
 *
 * Returns: (transfer full): the timeline of a record, read from its newest entry on
 */
TwTimeline *
tw_timeline_new (TwStore         *store,
                 const TwEntity  *entity,
                 const TwId      *id,
                 const char      *filter,
                 const char      *text,
                 TwInstant        past,
                 TwTimelineFormat format)
{
  TwTimeline *self = g_object_new (TW_TYPE_TIMELINE, NULL);
  TwExprContext *context = tw_store_dup_context (store);

  self->view.store = g_object_ref (store);
  self->view.schema = tw_schema_ref ((TwSchema *) entity->schema);
  self->view.entity = entity;
  self->view.id = *id;
  self->view.zone = g_time_zone_ref (context->zone);
  self->view.past = past;
  self->view.text = text != NULL && *text != '\0' ? g_strdup (text) : NULL;
  self->view.format = format != NULL ? format : tw_field_format;
  tw_store_context_free (context);
  add_sources (self, filter != NULL ? filter : "");
  return self;
}

/**
 * tw_timeline_set_span:
 * @self: a timeline of which nothing was read yet
 * @since: an instant: what was before it is left out; 0 for no beginning
 * @until: an instant: what was after it is left out; 0 for no end
 *
 * Gives only what happened between two instants.
 */
void
tw_timeline_set_span (TwTimeline *self,
                      TwInstant   since,
                      TwInstant   until)
{
  g_return_if_fail (TW_IS_TIMELINE (self) && !self->any);
  self->since = since;
  self->until = until;
}

/**
 * tw_timeline_read:
 * @self: a timeline
 * @limit: how many entries at most
 * @error: of the store
 *
 * Reads on where the last call stopped. An entry is given when no source can still bring a newer one.
 *
 * Returns: (transfer full) (nullable) (element-type TwTimelineEntry): entries, the newest first; fewer than @limit: there are no more
 */
GPtrArray *
tw_timeline_read (TwTimeline *self,
                  guint       limit,
                  GError    **error)
{
  g_autoptr(GPtrArray) page = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (TW_IS_TIMELINE (self), NULL);
  while (page->len < limit)
    {
      Feed *newest = NULL;
      TwTimelineEntry *entry = NULL;

      if (!find_newest (self, &newest, error))
        return NULL;
      if (newest == NULL || tw_timeline_entry_get_time (g_queue_peek_head (&newest->waiting)) < self->since)
        break;
      entry = g_queue_pop_head (&newest->waiting);
      if (self->until != 0 && tw_timeline_entry_get_time (entry) > self->until)
        {
          g_object_unref (entry);
          continue;
        }
      give_heading (self, entry);
      g_ptr_array_add (page, entry);
    }
  return g_steal_pointer (&page);
}

/**
 * tw_timeline_is_touched:
 * @self: a timeline
 * @commit: a commit
 *
 * Returns: whether it may show something else after the commit
 */
gboolean
tw_timeline_is_touched (TwTimeline *self,
                        TwCommit   *commit)
{
  g_return_val_if_fail (TW_IS_TIMELINE (self), FALSE);
  for (guint i = 0; i < self->feeds->len; i++)
    {
      Feed *feed = g_ptr_array_index (self->feeds, i);

      if (tw_timeline_source_is_touched (feed->source, &self->view, commit))
        return TRUE;
    }
  return FALSE;
}

static void
filter_free (TwTimelineFilter *filter)
{
  g_free (filter->key);
  g_free (filter->label);
  g_free (filter);
}

static void
add_filter (GPtrArray *filters,
            char      *key,
            char      *label)
{
  TwTimelineFilter *filter = g_new0 (TwTimelineFilter, 1);

  filter->key = key;
  filter->label = label;
  g_ptr_array_add (filters, filter);
}

/**
 * tw_timeline_list_filters:
 * @schema: the schema
 * @entity: entity of a record
 *
 * Returns: (transfer full) (element-type TwTimelineFilter): all first, then the changes, then each kind of record with its types
 */
GPtrArray *
tw_timeline_list_filters (TwSchema       *schema,
                          const TwEntity *entity)
{
  GPtrArray *filters = g_ptr_array_new_with_free_func ((GDestroyNotify) filter_free);

  add_filter (filters, g_strdup (""), g_strdup (C_("timeline", "All")));
  add_filter (filters, g_strdup ("history"), g_strdup (C_("timeline", "Changes")));
  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    {
      const TwEntity *kind = tw_schema_get_entity_at (schema, i);
      const TwField *type = NULL;

      if (!tw_timeline_records_apply (kind, entity))
        continue;
      add_filter (filters, g_strdup (kind->key), g_strdup (tw_entity_get_label (kind, TRUE)));
      type = tw_timeline_records_get_type_field (kind);
      for (guint j = 0; type != NULL && type->choices != NULL && type->choices[j] != NULL; j++)
        if (!type->choices[j]->retired)
          /* Translators: a kind of record and one of its types, "Activities: Call". */
          add_filter (filters, g_strdup_printf ("%s:%s", kind->key, type->choices[j]->key),
                      g_strdup_printf (_("%s: %s"), tw_entity_get_label (kind, TRUE), tw_choice_get_label (type, type->choices[j])));
    }
  return filters;
}
