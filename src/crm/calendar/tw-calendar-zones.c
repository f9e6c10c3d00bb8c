/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-calendar-zones.h"

#include <glib/gi18n-lib.h>

#include "tw-event.h"
#include "tw-series.h"

#define PAGE 1000

/* FALSE: it is where it belongs. */
static gboolean
follow (TwRecord *meeting)
{
  const TwValue *start = tw_event_get (meeting, "starts_at"), *end = tw_event_get (meeting, "ends_at");
  g_autoptr(GTimeZone) zone = tw_series_find_zone (tw_event_get_text (meeting, "timezone"));
  const char *text = tw_event_get_text (meeting, "wall_start");
  gboolean is_date, is_utc;
  TwInstant moved;
  gint64 length;
  TwWall wall;

  if (zone == NULL || text == NULL || !tw_wall_parse (text, &wall, &is_date, &is_utc) || start->type != TW_TYPE_DATETIME
      || end->type != TW_TYPE_DATETIME || tw_wall_from_instant (start->i, zone) == wall)
    return FALSE;
  moved = tw_wall_to_instant (wall, zone);
  length = end->i - start->i;
  /* A time that the zone skips is not what the clock shows, and stays where it is. */
  return moved != start->i && tw_event_set (meeting, "starts_at", tw_value_datetime (moved), NULL)
         && tw_event_set (meeting, "ends_at", tw_value_datetime (moved + length), NULL);
}

static gboolean
read_page (TwStore *store, TwQuery *query, char **after, GPtrArray *moved, GError **error)
{
  g_autofree char *next = NULL;
  g_autoptr(GPtrArray) page = tw_store_list (store, query, PAGE, *after, &next, error);

  if (page == NULL)
    return FALSE;
  for (guint i = 0; i < page->len; i++)
    if (follow (g_ptr_array_index (page, i)))
      g_ptr_array_add (moved, g_object_ref (g_ptr_array_index (page, i)));
  g_free (*after);
  *after = g_steal_pointer (&next);
  return TRUE;
}

/**
 * tw_calendar_follow_zones:
 * @store: a store
 * @now: the present instant: what is past stays
 * @error: of the store
 *
 * Returns: how many meetings were moved; -1 with @error
 */
gint64
tw_calendar_follow_zones (TwStore *store, TwInstant now, GError **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *entity = tw_schema_get_entity (schema, "meeting");
  g_autoptr(GPtrArray) moved = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *from = tw_instant_print (now - TW_USEC_PER_DAY), *after = NULL;
  g_autofree char *where = g_strdup_printf ("(starts_at > \"%s\" or spans_until > \"%s\") and wall_start is not empty", from, from);
  g_autoptr(TwQuery) query = entity != NULL ? tw_query_new (schema, entity, where, "starts_at", NULL) : NULL;
  g_autoptr(TwCommit) commit = NULL;
  TwEdit *edit;

  if (query == NULL || tw_store_is_read_only (store))
    return 0;
  do
    if (!read_page (store, query, &after, moved, error))
      return -1;
  while (after != NULL);
  if (moved->len == 0)
    return 0;
  edit = tw_edit_new (store, TW_ORIGIN_SYSTEM, _("Meetings follow the new rules of their time zone"));
  for (guint i = 0; i < moved->len; i++)
    tw_edit_save (edit, g_ptr_array_index (moved, i));
  commit = tw_edit_commit (edit, error);
  return commit != NULL ? (gint64) moved->len : -1;
}
