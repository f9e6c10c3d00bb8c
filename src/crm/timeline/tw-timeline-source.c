/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-timeline-source.h"

G_DEFINE_ABSTRACT_TYPE (TwTimelineSource, tw_timeline_source, G_TYPE_OBJECT)

static void
tw_timeline_source_class_init (TwTimelineSourceClass *klass)
{
}

static void
tw_timeline_source_init (TwTimelineSource *self)
{
}

/**
 * tw_timeline_source_read:
 * @self: a source
 * @view: what the timeline is of
 * @limit: about how many entries
 * @entries: (element-type TwTimelineEntry): they are appended here, the newest first
 * @end: (out): whether there are no more
 * @error: of the store
 *
 * Reads the next page.
 *
 * Returns: %FALSE with @error
 */
gboolean
tw_timeline_source_read (TwTimelineSource     *self,
                         const TwTimelineView *view,
                         guint                 limit,
                         GPtrArray            *entries,
                         gboolean             *end,
                         GError              **error)
{
  g_return_val_if_fail (TW_IS_TIMELINE_SOURCE (self), FALSE);
  return TW_TIMELINE_SOURCE_GET_CLASS (self)->read (self, view, limit, entries, end, error);
}

/**
 * tw_timeline_source_is_touched:
 * @self: a source
 * @view: what the timeline is of
 * @commit: a commit
 *
 * Returns: whether the commit may have changed what the source has for the timeline
 */
gboolean
tw_timeline_source_is_touched (TwTimelineSource     *self,
                               const TwTimelineView *view,
                               TwCommit             *commit)
{
  g_return_val_if_fail (TW_IS_TIMELINE_SOURCE (self), FALSE);
  return TW_TIMELINE_SOURCE_GET_CLASS (self)->is_touched (self, view, commit);
}

/**
 * tw_timeline_view_dup_text:
 * @view: what a timeline is of
 * @field: a field
 * @value: its value
 *
 * Returns: (transfer full): the value for people; "–" for none
 */
char *
tw_timeline_view_dup_text (const TwTimelineView *view,
                           const TwField        *field,
                           const TwValue        *value)
{
  g_autofree char *title = NULL;
  char *text = NULL;

  if (tw_value_is_null (value))
    return g_strdup ("–");
  if (value->type == TW_TYPE_LINK)
    title = tw_store_dup_title (view->store, value->tag, &value->id);
  text = view->format (field, value, title);
  return text != NULL ? text : tw_value_print (value);
}

/**
 * tw_timeline_dup_start:
 * @text: a text
 * @n_characters: how many of it
 *
 * Returns: (transfer full): the text, cut with an ellipsis when it is longer
 */
char *
tw_timeline_dup_start (const char *text,
                       guint       n_characters)
{
  const char *end = text;

  for (guint i = 0; i < n_characters && *end != '\0'; i++)
    end = g_utf8_next_char (end);
  return *end == '\0' ? g_strdup (text) : g_strdup_printf ("%.*s…", (int) (end - text), text);
}
