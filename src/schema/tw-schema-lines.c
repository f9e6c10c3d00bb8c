/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json-glib forgets where a value stood. This walks a text that json-glib has accepted and notes the line of each member and
 * element, so that a wrong definition is found at once. */

#include <string.h>

#include "tw-schema-private.h"

typedef struct
{
  const char *p;
  guint       line;
  GString    *path;
  GHashTable *lines;
} Scanner;

static void
skip_space (Scanner *s)
{
  for (; *s->p == ' ' || *s->p == '\t' || *s->p == '\r' || *s->p == '\n'; s->p++)
    s->line += *s->p == '\n';
}

/* Leaves the text without quotes in out (escapes as they stand). */
static void
scan_string (Scanner *s, GString *out)
{
  if (*s->p == '"')
    s->p++;
  for (; *s->p && *s->p != '"'; s->p++)
    {
      if (*s->p == '\\' && s->p[1])
        {
          if (out)
            g_string_append_c (out, *s->p);
          s->p++;
        }
      s->line += *s->p == '\n';
      if (out)
        g_string_append_c (out, *s->p);
    }
  if (*s->p == '"')
    s->p++;
}

static void scan_value (Scanner *s, int depth);

static void
scan_members (Scanner *s, char end, int depth)
{
  guint index = 0;

  s->p++;
  for (skip_space (s); *s->p && *s->p != end; skip_space (s))
    {
      gsize length = s->path->len;

      g_string_append_c (s->path, '/');
      if (end == '}')
        {
          scan_string (s, s->path);
          skip_space (s);
          if (*s->p == ':')
            s->p++;
          skip_space (s);
        }
      else
        g_string_append_printf (s->path, "%u", index++);
      g_hash_table_insert (s->lines, g_strdup (s->path->str), GUINT_TO_POINTER (s->line));
      scan_value (s, depth + 1);
      g_string_truncate (s->path, length);
      skip_space (s);
      if (*s->p == ',')
        s->p++;
      else if (*s->p != end)
        return;
    }
  if (*s->p)
    s->p++;
}

static void
scan_value (Scanner *s, int depth)
{
  if (depth > TW_MAX_DEPTH)
    return;
  skip_space (s);
  if (*s->p == '{')
    scan_members (s, '}', depth);
  else if (*s->p == '[')
    scan_members (s, ']', depth);
  else if (*s->p == '"')
    scan_string (s, NULL);
  else
    while (*s->p && !strchr (",]} \t\r\n", *s->p))
      s->p++;
}

GHashTable *
tw_json_lines_new (const char *text)
{
  Scanner s = { .p = text, .line = 1, .path = g_string_new (NULL) };

  s.lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  scan_value (&s, 0);
  g_string_free (s.path, TRUE);
  return s.lines;
}

/* The line of a path, or of the nearest thing around it. */
guint
tw_json_lines_find (GHashTable *lines, const char *path)
{
  g_autofree char *p = g_strdup (path);

  while (lines && *p)
    {
      gpointer line = g_hash_table_lookup (lines, p);

      if (line)
        return GPOINTER_TO_UINT (line);
      *strrchr (p, '/') = 0;
    }
  return 1;
}
