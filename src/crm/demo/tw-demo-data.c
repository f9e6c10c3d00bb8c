/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "tw-csv-reader.h"
#include "tw-demo-private.h"

#define FOLDER "/io/github/tradewind_crm/Tradewind/demo/"

static char **
copy_row (const TwCell *cells, guint n)
{
  char **row = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    row[i] = g_strdup (cells[i].text);
  return row;
}

/* Rows of a CSV file of data/demo without its header; each has as many texts as the header. */
GPtrArray *
tw_demo_read_table (TwDemo *demo, const char *name)
{
  static const TwCsvDialect dialect = { .delimiter = ',', .quote = '"', .header = TRUE };
  g_autofree char *path = g_strconcat (FOLDER, name, ".csv", NULL);
  g_autoptr (GInputStream) stream = g_resources_open_stream (path, G_RESOURCE_LOOKUP_FLAGS_NONE,
                                                             &demo->error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr (TwCsvReader) reader = NULL;
  guint n;

  if (stream == NULL)
    return NULL;
  reader = tw_csv_reader_new (stream, "UTF-8");
  if (!tw_csv_reader_start (reader, &dialect, &demo->error))
    return NULL;
  while (tw_csv_reader_next (reader, &demo->error))
    {
      const TwCell *cells = tw_csv_reader_get_cells (reader, &n);

      if (n == tw_csv_reader_get_n_columns (reader))
        g_ptr_array_add (rows, copy_row (cells, n));
    }
  return demo->error == NULL ? g_steal_pointer (&rows) : NULL;
}

static gboolean
read_names (TwDemo *demo)
{
  g_autoptr (GPtrArray) rows = tw_demo_read_table (demo, "names");

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      char **row = g_ptr_array_index (rows, i);
      g_autofree char *key = g_strconcat (row[0], " ", row[1], NULL);
      GPtrArray *list = g_hash_table_lookup (demo->names, key);

      if (list == NULL)
        {
          list = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
          g_hash_table_insert (demo->names, g_steal_pointer (&key), list);
        }
      g_ptr_array_add (list, g_strdupv (row + 2));
    }
  return TRUE;
}

static gboolean
read_texts (TwDemo *demo)
{
  g_autoptr (GBytes) bytes = g_resources_lookup_data (FOLDER "texts.json", G_RESOURCE_LOOKUP_FLAGS_NONE,
                                                      &demo->error);
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (bytes == NULL || !json_parser_load_from_data (parser, g_bytes_get_data (bytes, NULL),
                                                    (gssize) g_bytes_get_size (bytes), &demo->error))
    return FALSE;
  demo->texts = json_object_ref (json_node_get_object (json_parser_get_root (parser)));
  return TRUE;
}

gboolean
tw_demo_read_data (TwDemo *demo)
{
  if (!read_texts (demo) || !read_names (demo))
    return FALSE;
  demo->places = tw_demo_read_table (demo, "places");
  return demo->places != NULL;
}

/* SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014): the same on every
 * machine. */
static guint64
next_random (TwDemo *demo)
{
  guint64 z = demo->random += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

guint
tw_demo_random (TwDemo *demo, guint n)
{
  return (guint) ((next_random (demo) >> 32) * n >> 32);
}

int
tw_demo_between (TwDemo *demo, int low, int high)
{
  return high <= low ? low : low + (int) tw_demo_random (demo, (guint) (high - low + 1));
}

gboolean
tw_demo_chance (TwDemo *demo, guint percent)
{
  return tw_demo_random (demo, 100) < percent;
}

const char *
tw_demo_pick (TwDemo *demo, const char *list)
{
  JsonArray *array = json_object_get_array_member (demo->texts, list);

  return json_array_get_string_element (array, tw_demo_random (demo, json_array_get_length (array)));
}

JsonArray *
tw_demo_pick_row (TwDemo *demo, const char *list)
{
  JsonArray *array = json_object_get_array_member (demo->texts, list);

  return json_array_get_array_element (array, tw_demo_random (demo, json_array_get_length (array)));
}

char *
tw_demo_fill (const char *text, const char *company, const char *first, const char *product)
{
  GString *filled = g_string_new (text);

  g_string_replace (filled, "{company}", company, 0);
  g_string_replace (filled, "{first}", first, 0);
  g_string_replace (filled, "{product}", product, 0);
  return g_string_free (filled, FALSE);
}

TwInstant
tw_demo_time (TwDemo *demo, TwDate day)
{
  int weekday = tw_date_get_weekday (day);

  if (weekday > 5)
    day -= weekday - 5;
  return tw_instant_from_local (day, 8 * 3600 + 300 * tw_demo_between (demo, 6, 114), demo->zone);
}

TwInstant
tw_demo_days_ago (TwDemo *demo, int days)
{
  return tw_demo_time (demo, demo->today - days);
}

TwInstant
tw_demo_past (TwDemo *demo, TwInstant time)
{
  return MIN (time, demo->now - tw_demo_between (demo, 10, 300) * (TW_DEMO_HOUR / 60));
}

TwInstant
tw_demo_time_in (TwDemo *demo, TwInstant from, TwInstant to)
{
  TwDate first = tw_instant_get_date (from, demo->zone), last = tw_instant_get_date (to, demo->zone);
  TwInstant time = tw_demo_time (demo, tw_demo_between (demo, first, last));

  return CLAMP (time, from, MAX (from, to));
}
