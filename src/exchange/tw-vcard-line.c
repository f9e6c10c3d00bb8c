/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of a card as the library wants them: unfolded, with escapes that it knows and one encoding each. It would complain on
 * the terminal about the others. */
#include "config.h"

#include <string.h>

#include "tw-vcard-private.h"

/* Where the value begins: after the first colon outside of quotes. 0: no value. */
static gsize
head_length (const char *line)
{
  gboolean quoted = FALSE;

  for (gsize i = 0; line[i]; i++)
    {
      if (line[i] == '"')
        quoted = !quoted;
      else if (line[i] == ':' && !quoted)
        return i + 1;
    }
  return 0;
}

static gboolean
is_quoted_printable (const char *line)
{
  g_autofree char *head = g_ascii_strup (line, head_length (line));

  return strstr (head, "QUOTED-PRINTABLE") != NULL;
}

gboolean
tw_vcard_line_join (GString *line, const char *next)
{
  if (line->len == 0)
    return FALSE;
  if (line->str[line->len - 1] == '=' && is_quoted_printable (line->str))
    {
      g_string_truncate (line, line->len - 1);
      g_string_append (line, next);
      return TRUE;
    }
  if (*next != ' ' && *next != '\t')
    return FALSE;
  g_string_append (line, next + 1);
  return TRUE;
}

/* Parameters that say how the value is written: only the first one counts, and one that the library does not know none at all. */
static gboolean
is_encoding (const char *parameter, gboolean *unknown)
{
  static const char *const known[] = { "QUOTED-PRINTABLE", "BASE64", "B" };
  gboolean bare = g_ascii_strncasecmp (parameter, "ENCODING", 8) != 0;
  const char *value = bare ? parameter : parameter + 8 + (parameter[8] == '=');

  *unknown = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (known) - bare; i++)
    if (g_ascii_strcasecmp (value, known[i]) == 0)
      *unknown = FALSE;
  return !bare || !*unknown;
}

/* "item1.TEL": letters, digits, hyphens, and one point between group and name. */
static gboolean
is_name (const char *name)
{
  guint n_points = 0;

  for (const char *p = name; *p; p++)
    {
      n_points += *p == '.';
      if (*p == '.' ? n_points > 1 || p == name || !p[1] : !g_ascii_isalnum (*p) && *p != '-' && *p != '_')
        return FALSE;
    }
  return *name != 0 && g_ascii_strcasecmp (name, "END") != 0 && g_ascii_strcasecmp (name, "BEGIN") != 0;
}

/* Only what may stand in a parameter outside of quotes: nothing that is read here needs them. */
static char *
clean_parameter (const char *parameter)
{
  GString *clean = g_string_new (NULL);
  gboolean named = FALSE;

  for (const char *p = parameter; *p; p++)
    {
      if (*p == '=' && (named || clean->len == 0))
        continue;
      named = named || *p == '=';
      /* A comma in front of a value would begin another parameter for the library, and a name begins with a letter or digit. */
      if (g_ascii_isalnum (*p) || (clean->len > 0 && strchr ("-_=", *p)) || (named && *p == ','))
        g_string_append_c (clean, *p);
    }
  return g_string_free (clean, FALSE);
}

/* FALSE: the line has no name. */
static gboolean
append_head (GString *card, const char *line, gsize length)
{
  g_autofree char *head = g_strndup (line, length - 1);
  g_auto(GStrv) parts = g_strsplit (head, ";", -1);
  gboolean encoded = FALSE;

  if (!parts[0] || !is_name (g_strstrip (parts[0])))
    return FALSE;
  g_string_append (card, parts[0]);
  for (guint i = 1; parts[i]; i++)
    {
      g_autofree char *parameter = clean_parameter (parts[i]);
      gboolean unknown;

      if (is_encoding (parameter, &unknown))
        {
          if (encoded || unknown)
            continue;
          encoded = TRUE;
        }
      g_string_append_printf (card, ";%s", parameter);
    }
  g_string_append_c (card, ':');
  return TRUE;
}

void
tw_vcard_line_append (GString *card, const char *line)
{
  gsize length = head_length (line), start = card->len;
  gboolean quoted;

  if (length == 0 || !append_head (card, line, length))
    return;
  quoted = is_quoted_printable (card->str + start);
  for (const char *p = line + length; *p; p++)
    {
      if (quoted && *p == '=' && (!g_ascii_isxdigit (p[1]) || !g_ascii_isxdigit (p[2])))
        g_string_append (card, "=3D");                 /* the library would take any two bytes for a number */
      else if (*p != '\\')
        {
          /* A carriage return would end the line for the library. */
          g_string_append_c (card, g_ascii_iscntrl (*p) && *p != '\t' ? ' ' : *p);
        }
      else if (p[1] && strchr ("nNrR;,\\", p[1]))
        g_string_append_len (card, p++, 2);
      else if (!p[1] || !strchr (":\"'", p[1]))
        g_string_append (card, "\\\\");                /* the sign itself, as in the path of a file */
    }
  g_string_append (card, "\r\n");
}
