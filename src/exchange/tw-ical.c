/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-ical.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tw-exchange-error.h"

#define MAX_LINE (8 * 1024 * 1024)                     /* bytes, unfolded: a picture may stand in one */

typedef struct
{
  const char *at, *end;
  guint       line;                                    /* that at stands in */
  guint       first;                                   /* where the last content line began */
} Scan;

static void
property_free (gpointer data)
{
  TwIcalProperty *property = data;

  g_free (property->name);
  g_free (property->params);
  g_free (property->value);
  g_free (property);
}

static TwIcalProperty *
property_new (const char *name, const char *params, const char *value, guint line)
{
  TwIcalProperty *property = g_new0 (TwIcalProperty, 1);

  property->name = g_ascii_strup (name, -1);
  property->params = g_strdup (params != NULL ? params : "");
  property->value = g_strdup (value);
  property->line = line;
  return property;
}

/**
 * tw_ical_component_new:
 * @name: its name
 *
 * Returns: (transfer full): an empty component
 */
TwIcalComponent *
tw_ical_component_new (const char *name)
{
  TwIcalComponent *component = g_new0 (TwIcalComponent, 1);

  component->name = g_ascii_strup (name, -1);
  component->properties = g_ptr_array_new_with_free_func (property_free);
  component->children = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_ical_component_free);
  return component;
}

/**
 * tw_ical_component_free:
 * @component: (nullable): a component
 */
void
tw_ical_component_free (TwIcalComponent *component)
{
  if (component == NULL)
    return;
  g_free (component->name);
  g_ptr_array_unref (component->properties);
  g_ptr_array_unref (component->children);
  g_free (component);
}

/**
 * tw_ical_component_copy:
 * @component: a component
 *
 * Returns: (transfer full): a copy with all that is in it
 */
TwIcalComponent *
tw_ical_component_copy (const TwIcalComponent *component)
{
  TwIcalComponent *copy = tw_ical_component_new (component->name);

  copy->line = component->line;
  for (guint i = 0; i < component->properties->len; i++)
    {
      TwIcalProperty *property = g_ptr_array_index (component->properties, i);

      g_ptr_array_add (copy->properties, property_new (property->name, property->params, property->value, property->line));
    }
  for (guint i = 0; i < component->children->len; i++)
    g_ptr_array_add (copy->children, tw_ical_component_copy (g_ptr_array_index (component->children, i)));
  return copy;
}

/* --- Reading --- */

static gboolean G_GNUC_PRINTF (3, 4)
fail (GError **error, guint line, const char *format, ...)
{
  g_autofree char *reason = NULL;
  va_list args;

  va_start (args, format);
  reason = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_FORMAT, _("Line %u: %s"), line, reason);
  return FALSE;
}

static gsize
skip_end (const char *at, const char *end)
{
  if (at < end && *at == '\r')
    return at + 1 < end && at[1] == '\n' ? 2 : 1;
  return at < end && *at == '\n' ? 1 : 0;
}

/* One line with those that go on in it; FALSE: the end of the file. Lines without anything are passed over. */
static gboolean
read_line (Scan *scan, GString *text)
{
  g_string_set_size (text, 0);
  while (scan->at < scan->end)
    {
      const char *start = scan->at;
      gsize used;

      if (text->len == 0)
        scan->first = scan->line;
      while (scan->at < scan->end && *scan->at != '\n' && *scan->at != '\r')
        scan->at++;
      g_string_append_len (text, start, scan->at - start);
      used = skip_end (scan->at, scan->end);
      scan->at += used;
      scan->line += used > 0;
      if (text->len > MAX_LINE)
        return TRUE;
      if (scan->at < scan->end && (*scan->at == ' ' || *scan->at == '\t') && text->len > 0)
        scan->at++;
      else if (text->len > 0 && strspn (text->str, " \t") < text->len)
        return TRUE;
      else
        g_string_set_size (text, 0);
    }
  return text->len > 0;
}

/* The colon before the value: one in quotes is part of a parameter. */
static char *
find_colon (char *line)
{
  gboolean quoted = FALSE;

  for (char *p = line; *p != '\0'; p++)
    if (*p == '"')
      quoted = !quoted;
    else if (*p == ':' && !quoted)
      return p;
  /* A quote that nobody closed: the first colon counts. */
  return quoted ? strchr (line, ':') : NULL;
}

static gboolean
is_name (const char *name)
{
  if (*name == '\0')
    return FALSE;
  for (; *name != '\0'; name++)
    if (!g_ascii_isalnum (*name) && *name != '-' && *name != '_' && *name != '.')
      return FALSE;
  return TRUE;
}

static gboolean
begin (GPtrArray *open, const char *name, guint line, GError **error)
{
  TwIcalComponent *parent = g_ptr_array_index (open, open->len - 1), *component;

  if (open->len > TW_ICAL_MAX_DEPTH)
    return fail (error, line, _("Components are nested too deeply."));
  if (open->len == 1 && g_ascii_strcasecmp (name, "VCALENDAR") != 0)
    return fail (error, line, _("A calendar file begins with BEGIN:VCALENDAR."));
  if (open->len > 1 && g_ascii_strcasecmp (name, "VCALENDAR") == 0)
    return fail (error, line, _("There is a calendar inside another."));
  component = tw_ical_component_new (name);
  component->line = line;
  g_ptr_array_add (parent->children, component);
  g_ptr_array_add (open, component);
  return TRUE;
}

static gboolean
end (GPtrArray *open, const char *name, guint line, GError **error)
{
  TwIcalComponent *component = g_ptr_array_index (open, open->len - 1);

  if (open->len == 1 || g_ascii_strcasecmp (component->name, name) != 0)
    return fail (error, line, _("END:%s ends nothing that was begun."), name);
  g_ptr_array_remove_index (open, open->len - 1);
  return TRUE;
}

static gboolean
take_line (GPtrArray *open, GString *text, guint line, GError **error)
{
  TwIcalComponent *component = g_ptr_array_index (open, open->len - 1);
  g_autofree char *name = NULL;
  char *colon;

  if (text->len > MAX_LINE)
    return fail (error, line, _("The line is too long."));
  if (strlen (text->str) < text->len)
    return fail (error, line, _("There is a NUL byte in it."));
  colon = find_colon (text->str);
  if (colon == NULL)
    return fail (error, line, _("“%.60s” is no property: there is no colon."), text->str);
  *colon = '\0';
  name = g_strndup (text->str, strcspn (text->str, ";"));
  g_strchomp (name);
  if (!is_name (name))
    return fail (error, line, _("“%.60s” is no name of a property."), name);
  if (g_ascii_strcasecmp (name, "BEGIN") == 0 || g_ascii_strcasecmp (name, "END") == 0)
    {
      g_autofree char *what = g_ascii_strup (g_strstrip (colon + 1), -1);

      if (!is_name (what))
        return fail (error, line, _("“%.60s” is no name of a component."), what);
      return g_ascii_strcasecmp (name, "BEGIN") == 0 ? begin (open, what, line, error) : end (open, what, line, error);
    }
  if (open->len == 1)
    return fail (error, line, _("A calendar file begins with BEGIN:VCALENDAR."));
  g_ptr_array_add (component->properties, property_new (name, text->str + strcspn (text->str, ";"), colon + 1, line));
  return TRUE;
}

static char *
to_utf8 (const char *text, gsize *length, GError **error)
{
  g_autoptr(GError) local = NULL;
  char *converted;
  gsize written;

  if (*length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    {
      text += 3;
      *length -= 3;
    }
  if (g_utf8_validate_len (text, *length, NULL) || memchr (text, '\0', *length) != NULL)
    return g_strndup (text, *length);
  converted = g_convert_with_fallback (text, *length, "UTF-8", "WINDOWS-1252", "?", NULL, &written, &local);
  if (converted == NULL)
    {
      fail (error, 1, _("The file is neither UTF-8 nor Windows-1252."));
      return NULL;
    }
  *length = written;
  return converted;
}

/**
 * tw_ical_parse:
 * @text: a file
 * @length: its length in bytes
 * @error: %TW_EXCHANGE_ERROR_FORMAT with the line, or %TW_EXCHANGE_ERROR_LIMIT
 *
 * Returns: (transfer full) (nullable): the calendars of the file in a component without a name; %NULL with @error
 */
TwIcalComponent *
tw_ical_parse (const char *text, gsize length, GError **error)
{
  g_autoptr(TwIcalComponent) file = tw_ical_component_new ("");
  g_autoptr(GPtrArray) open = g_ptr_array_new ();
  g_autoptr(GString) line = g_string_new (NULL);
  g_autofree char *utf8 = NULL;
  Scan scan = { .line = 1 };

  if (length > TW_ICAL_MAX_SIZE)
    {
      g_set_error_literal (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_LIMIT, _("The calendar file is too large."));
      return NULL;
    }
  utf8 = to_utf8 (text, &length, error);
  if (utf8 == NULL)
    return NULL;
  if (memchr (utf8, '\0', length) != NULL)
    {
      fail (error, 1, _("There is a NUL byte in the file."));
      return NULL;
    }
  scan.at = utf8;
  scan.end = utf8 + length;
  g_ptr_array_add (open, file);
  while (read_line (&scan, line))
    if (!take_line (open, line, scan.first, error))
      return NULL;
  if (open->len > 1)
    {
      TwIcalComponent *left = g_ptr_array_index (open, open->len - 1);

      fail (error, left->line, _("%s is begun here and never ended."), left->name);
      return NULL;
    }
  if (file->children->len == 0)
    {
      fail (error, 1, _("A calendar file begins with BEGIN:VCALENDAR."));
      return NULL;
    }
  return g_steal_pointer (&file);
}

/* --- Writing --- */

/* At most 75 bytes a line, not through a character (RFC 5545, 3.1). */
static void
write_line (GString *text, const char *line)
{
  gsize length = strlen (line), room = 75;

  while (length > room)
    {
      gsize n = room;

      while (n > 1 && ((guchar) line[n] & 0xc0) == 0x80)
        n--;
      g_string_append_len (text, line, n);
      g_string_append (text, "\r\n ");
      line += n;
      length -= n;
      room = 74;
    }
  g_string_append_len (text, line, length);
  g_string_append (text, "\r\n");
}

/**
 * tw_ical_write:
 * @component: a component, or a file
 * @text: gets its text
 */
void
tw_ical_write (const TwIcalComponent *component, GString *text)
{
  if (*component->name != '\0')
    g_string_append_printf (text, "BEGIN:%s\r\n", component->name);
  for (guint i = 0; i < component->properties->len; i++)
    {
      TwIcalProperty *property = g_ptr_array_index (component->properties, i);
      g_autofree char *line = g_strconcat (property->name, property->params, ":", property->value, NULL);

      write_line (text, line);
    }
  for (guint i = 0; i < component->children->len; i++)
    tw_ical_write (g_ptr_array_index (component->children, i), text);
  if (*component->name != '\0')
    g_string_append_printf (text, "END:%s\r\n", component->name);
}

/* --- Looking and changing --- */

/**
 * tw_ical_find:
 * @component: a component
 * @name: of a property, in capitals
 *
 * Returns: (nullable) (transfer none): the first
 */
TwIcalProperty *
tw_ical_find (const TwIcalComponent *component, const char *name)
{
  for (guint i = 0; i < component->properties->len; i++)
    {
      TwIcalProperty *property = g_ptr_array_index (component->properties, i);

      if (g_str_equal (property->name, name))
        return property;
    }
  return NULL;
}

/**
 * tw_ical_find_value:
 * @component: a component
 * @name: of a property, in capitals
 *
 * Returns: (nullable) (transfer none): the value of the first
 */
const char *
tw_ical_find_value (const TwIcalComponent *component, const char *name)
{
  TwIcalProperty *property = tw_ical_find (component, name);

  return property != NULL ? property->value : NULL;
}

/**
 * tw_ical_find_child:
 * @component: a component
 * @name: of a component in it, in capitals
 *
 * Returns: (nullable) (transfer none): the first
 */
TwIcalComponent *
tw_ical_find_child (const TwIcalComponent *component, const char *name)
{
  for (guint i = 0; i < component->children->len; i++)
    {
      TwIcalComponent *child = g_ptr_array_index (component->children, i);

      if (g_str_equal (child->name, name))
        return child;
    }
  return NULL;
}

/**
 * tw_ical_add:
 * @component: a component
 * @name: of a property
 * @params: (nullable): from the first semicolon on
 * @value: as it is to stand in the file
 */
void
tw_ical_add (TwIcalComponent *component, const char *name, const char *params, const char *value)
{
  g_ptr_array_add (component->properties, property_new (name, params, value, 0));
}

/**
 * tw_ical_remove:
 * @component: a component
 * @name: of properties, in capitals
 */
void
tw_ical_remove (TwIcalComponent *component, const char *name)
{
  tw_ical_set (component, name, NULL, NULL);
}

/**
 * tw_ical_set:
 * @component: a component
 * @name: of a property, in capitals
 * @params: (nullable): from the first semicolon on
 * @value: (nullable): as it is to stand in the file
 */
void
tw_ical_set (TwIcalComponent *component, const char *name, const char *params, const char *value)
{
  gboolean there = FALSE;

  for (guint i = 0; i < component->properties->len;)
    {
      TwIcalProperty *property = g_ptr_array_index (component->properties, i);

      if (!g_str_equal (property->name, name))
        i++;
      else if (value == NULL || there)
        g_ptr_array_remove_index (component->properties, i);
      else
        {
          g_free (property->params);
          g_free (property->value);
          property->params = g_strdup (params != NULL ? params : "");
          property->value = g_strdup (value);
          there = TRUE;
          i++;
        }
    }
  if (!there && value != NULL)
    tw_ical_add (component, name, params, value);
}

/**
 * tw_ical_dup_param:
 * @property: a property
 * @name: of a parameter
 *
 * Returns: (nullable) (transfer full): its value, without quotes
 */
char *
tw_ical_dup_param (const TwIcalProperty *property, const char *name)
{
  gsize length = strlen (name);
  const char *p = property->params;

  while (*p == ';')
    {
      const char *start = ++p;
      gboolean quoted = FALSE;

      for (; *p != '\0' && (quoted || *p != ';'); p++)
        if (*p == '"')
          quoted = !quoted;
      if (g_ascii_strncasecmp (start, name, length) == 0 && start[length] == '=')
        {
          char *value = g_strndup (start + length + 1, p - start - length - 1);
          gsize n = strlen (value);

          if (n >= 2 && *value == '"' && value[n - 1] == '"')
            {
              memmove (value, value + 1, n - 2);
              value[n - 2] = '\0';
            }
          return value;
        }
    }
  return NULL;
}

/**
 * tw_ical_unescape:
 * @value: a text of a file
 *
 * Returns: (transfer full): the text
 */
char *
tw_ical_unescape (const char *value)
{
  GString *text = g_string_sized_new (strlen (value));

  for (; *value != '\0'; value++)
    if (*value != '\\' || value[1] == '\0')
      g_string_append_c (text, *value);
    else
      {
        value++;
        g_string_append_c (text, *value == 'n' || *value == 'N' ? '\n' : *value);
      }
  return g_string_free (text, FALSE);
}

/**
 * tw_ical_escape:
 * @text: a text
 *
 * Returns: (transfer full): as it stands in a file
 */
char *
tw_ical_escape (const char *text)
{
  GString *value = g_string_sized_new (strlen (text));

  for (; *text != '\0'; text++)
    if (*text == '\n')
      g_string_append (value, "\\n");
    else if (*text == '\\' || *text == ',' || *text == ';')
      g_string_append_printf (value, "\\%c", *text);
    else if (*text != '\r')
      g_string_append_c (value, *text);
  return g_string_free (value, FALSE);
}
