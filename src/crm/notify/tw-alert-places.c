/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-alert-places.h"

#define MAX_FILE (64 * 1024)                           /* bytes; a longer file is not ours */

/**
 * tw_alert_places_load:
 * @path: the file
 *
 * Returns: (transfer full): what it says; lines that are no place are left out
 */
TwAlertPlaces *
tw_alert_places_load (const char *path)
{
  TwAlertPlaces *places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &text, &length, NULL) || length > MAX_FILE || !g_utf8_validate (text, length, NULL))
    return places;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) words = g_strsplit (lines[i], " ", -1);
      gint64 seq, at;
      TwId id;

      if (g_strv_length (words) == 3 && tw_id_parse (words[0], &id)
          && g_ascii_string_to_signed (words[1], 10, 0, G_MAXINT64, &seq, NULL)
          && g_ascii_string_to_signed (words[2], 10, 0, G_MAXINT64, &at, NULL))
        tw_alert_places_put (places, &id, seq, at);
    }
  return places;
}

/**
 * tw_alert_places_keep:
 * @places: places
 * @path: the file
 * @error: it cannot be written
 *
 * Returns: whether the file says so now
 */
gboolean
tw_alert_places_keep (TwAlertPlaces *places,
                      const char    *path,
                      GError       **error)
{
  g_autoptr(GString) text = g_string_new (NULL);
  GHashTableIter iter;
  gpointer id, value;

  g_hash_table_iter_init (&iter, places);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      TwAlertPlace *place = value;

      g_string_append_printf (text, "%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", (const char *) id, place->seq, place->at);
    }
  return g_file_set_contents (path, text->str, text->len, error);
}

/**
 * tw_alert_places_put:
 * @places: places
 * @id: a saved search
 * @seq: the last commit that was read for it
 * @at: when
 *
 * Moves the place of a search.
 */
void
tw_alert_places_put (TwAlertPlaces *places,
                     const TwId    *id,
                     gint64         seq,
                     TwInstant      at)
{
  TwAlertPlace *place = g_new (TwAlertPlace, 1);

  place->seq = seq;
  place->at = at;
  g_hash_table_replace (places, tw_id_dup_text (id), place);
}
