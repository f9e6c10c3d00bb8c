/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-frecency.h"
#include "tw-kept-file.h"

#include <math.h>
#include <string.h>

#define HALF_LIFE  (7 * 86400.0)                       /* seconds after which a use counts half */
#define MAX_KEYS   300
#define MAX_KEY    200                                 /* bytes */
#define MAX_FILE   (256 * 1024)                        /* bytes; a longer file is not ours */

typedef struct
{
  double weight;                                       /* at time */
  gint64 time;                                         /* seconds since 1970 */
} Use;

struct _TwFrecency
{
  GObject     parent_instance;

  TwKeptFile *file;                                    /* (owned) */
  GHashTable *uses;                                    /* (owned) key → Use */
  gint64      now;                                     /* 0: the clock's */
};

G_DEFINE_FINAL_TYPE (TwFrecency, tw_frecency, G_TYPE_OBJECT)

static gint64
get_now (TwFrecency *self)
{
  return self->now != 0 ? self->now : g_get_real_time () / G_USEC_PER_SEC;
}

/* A clock that was set back makes nothing grow. */
static double
get_weight (TwFrecency *self,
            const Use  *use)
{
  return use->weight * exp2 (-MAX (0, get_now (self) - use->time) / HALF_LIFE);
}

static void
add (TwFrecency *self,
     const char *key,
     double      weight,
     gint64      time)
{
  Use *use = g_new (Use, 1);

  use->weight = weight;
  use->time = time;
  g_hash_table_replace (self->uses, g_strdup (key), use);
}

/* A line is "weight time key"; one that is not is left out. */
static void
read_line (TwFrecency *self,
           const char *line)
{
  char *end = NULL;
  double weight = g_ascii_strtod (line, &end);
  gint64 time;

  if (end == line || *end != ' ' || !isfinite (weight) || weight <= 0 || weight > 1e6)
    return;
  line = end + 1;
  time = g_ascii_strtoll (line, &end, 10);
  if (end == line || *end != ' ' || time <= 0 || strlen (end + 1) > MAX_KEY || end[1] == '\0')
    return;
  if (g_hash_table_size (self->uses) < MAX_KEYS)
    add (self, end + 1, weight, time);
}

static void
read_file (TwFrecency *self)
{
  g_auto(GStrv) lines = tw_kept_file_read_lines (self->file);

  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    read_line (self, lines[i]);
}

static char *
dup_lightest (TwFrecency *self)
{
  GHashTableIter iter;
  gpointer key, use;
  const char *lightest = NULL;
  double least = 0;

  g_hash_table_iter_init (&iter, self->uses);
  while (g_hash_table_iter_next (&iter, &key, &use))
    if (lightest == NULL || get_weight (self, use) < least)
      {
        lightest = key;
        least = get_weight (self, use);
      }
  return g_strdup (lightest);
}

static void
write_file (TwFrecency *self)
{
  GString *text = g_string_new (NULL);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->uses);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      char weight[G_ASCII_DTOSTR_BUF_SIZE];
      Use *use = value;

      g_string_append_printf (text, "%s %" G_GINT64_FORMAT " %s\n", g_ascii_formatd (weight, sizeof weight, "%.4f", use->weight),
                              use->time, (const char *) key);
    }
  tw_kept_file_write (self->file, g_string_free (text, FALSE));
}

static void
tw_frecency_finalize (GObject *object)
{
  TwFrecency *self = TW_FRECENCY (object);

  g_hash_table_unref (self->uses);
  g_object_unref (self->file);
  G_OBJECT_CLASS (tw_frecency_parent_class)->finalize (object);
}

static void
tw_frecency_class_init (TwFrecencyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_frecency_finalize;
}

static void
tw_frecency_init (TwFrecency *self)
{
  self->uses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * tw_frecency_new:
 * @path: file to keep it in
 *
 * Returns: (transfer full): what the file knows; empty when there is none
 */
TwFrecency *
tw_frecency_new (const char *path)
{
  TwFrecency *self = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  self = g_object_new (TW_TYPE_FRECENCY, NULL);
  self->file = tw_kept_file_new (path, MAX_FILE);
  read_file (self);
  return self;
}

/**
 * tw_frecency_use:
 * @self: what was used
 * @key: a key of at most 200 bytes without line breaks
 *
 * Counts a use. The least used key goes when there are too many.
 */
void
tw_frecency_use (TwFrecency *self,
                 const char *key)
{
  Use *use = NULL;

  g_return_if_fail (TW_IS_FRECENCY (self) && key != NULL);
  if (*key == '\0' || strlen (key) > MAX_KEY || strchr (key, '\n') != NULL)
    return;
  use = g_hash_table_lookup (self->uses, key);
  if (use == NULL && g_hash_table_size (self->uses) >= MAX_KEYS)
    {
      g_autofree char *lightest = dup_lightest (self);

      g_hash_table_remove (self->uses, lightest);
    }
  add (self, key, (use != NULL ? get_weight (self, use) : 0) + 1, get_now (self));
  write_file (self);
}

/**
 * tw_frecency_drop:
 * @self: what was used
 * @key: a key that leads nowhere any more
 *
 * Forgets a key.
 */
void
tw_frecency_drop (TwFrecency *self,
                  const char *key)
{
  g_return_if_fail (TW_IS_FRECENCY (self) && key != NULL);
  if (g_hash_table_remove (self->uses, key))
    write_file (self);
}

/**
 * tw_frecency_get:
 * @self: what was used
 * @key: a key
 *
 * Returns: 0 for one that was never used, nearing 1 with much and late use
 */
double
tw_frecency_get (TwFrecency *self,
                 const char *key)
{
  Use *use = NULL;
  double weight;

  g_return_val_if_fail (TW_IS_FRECENCY (self) && key != NULL, 0);
  use = g_hash_table_lookup (self->uses, key);
  weight = use != NULL ? get_weight (self, use) : 0;
  return weight / (weight + 1);
}

static int
compare_keys (gconstpointer a,
              gconstpointer b,
              gpointer      data)
{
  const char *x = *(const char *const *) a, *y = *(const char *const *) b;
  double p = tw_frecency_get (data, x), q = tw_frecency_get (data, y);

  return p != q ? (p > q ? -1 : 1) : strcmp (x, y);
}

/**
 * tw_frecency_list:
 * @self: what was used
 * @limit: how many at most
 *
 * Returns: (transfer full): keys, the most used first
 */
char **
tw_frecency_list (TwFrecency *self,
                  guint       limit)
{
  g_autoptr(GPtrArray) keys = NULL;
  g_autoptr(GStrvBuilder) builder = NULL;
  GHashTableIter iter;
  gpointer key;

  g_return_val_if_fail (TW_IS_FRECENCY (self), NULL);
  keys = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, self->uses);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (keys, key);
  g_ptr_array_sort_with_data (keys, compare_keys, self);
  builder = g_strv_builder_new ();
  for (guint i = 0; i < MIN (limit, keys->len); i++)
    g_strv_builder_add (builder, g_ptr_array_index (keys, i));
  return g_strv_builder_end (builder);
}

/**
 * tw_frecency_is_writing:
 * @self: what was used
 *
 * Returns: whether the file is behind
 */
gboolean
tw_frecency_is_writing (TwFrecency *self)
{
  g_return_val_if_fail (TW_IS_FRECENCY (self), FALSE);
  return tw_kept_file_is_writing (self->file);
}

/**
 * tw_frecency_set_now:
 * @self: what was used
 * @now: seconds since 1970; 0 for the clock's
 *
 * For tests: sets what time it is.
 */
void
tw_frecency_set_now (TwFrecency *self,
                     gint64      now)
{
  g_return_if_fail (TW_IS_FRECENCY (self));
  self->now = now;
}
