/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-field-open.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_URI 2048                                   /* bytes; longer ones are no addresses that somebody typed */
#define MIN_DIGITS 3
#define MAX_DIGITS 15                                  /* of an international number, ITU-T E.164 */

static gboolean
is_clean (const char *text)
{
  if (*text == '\0' || strlen (text) > MAX_URI || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    if (g_unichar_isspace (g_utf8_get_char (c)) || g_unichar_iscntrl (g_utf8_get_char (c)))
      return FALSE;
  return TRUE;
}

/* One address and nothing else: a "?" in a mailto URI would bring headers and a body along, so all but letters is escaped. */
static char *
dup_address (const char *text)
{
  const char *at = strchr (text, '@');
  g_autofree char *local = NULL, *escaped = NULL, *domain = NULL;

  if (!is_clean (text) || at == NULL || at == text || at[1] == '\0' || strchr (at + 1, '@') != NULL)
    return NULL;
  local = g_strndup (text, at - text);
  escaped = g_uri_escape_string (local, "+", FALSE);
  domain = g_uri_escape_string (at + 1, NULL, FALSE);
  return g_strdup_printf ("%s@%s", escaped, domain);
}

/* RFC 3966: digits after an optional plus; what groups them for the eye is left out, letters make it no number. */
static char *
dup_phone_uri (const char *text)
{
  g_autoptr(GString) uri = g_string_new ("tel:");
  guint n_digits = 0;

  for (const char *c = text; *c != '\0'; c++)
    {
      if (g_ascii_isdigit (*c))
        n_digits++;
      else if (*c != '+' || n_digits > 0 || uri->len > strlen ("tel:"))
        {
          if (strchr (" -.()/", *c) == NULL)
            return NULL;
          continue;
        }
      g_string_append_c (uri, *c);
    }
  if (n_digits < MIN_DIGITS || n_digits > MAX_DIGITS)
    return NULL;
  return g_string_free (g_steal_pointer (&uri), FALSE);
}

/* Pages by https alone: other schemes may start programs, and plain http can be changed on its way. */
static char *
dup_web_uri (const char *text)
{
  g_autofree char *full = NULL;
  g_autoptr(GUri) uri = NULL;

  if (!is_clean (text))
    return NULL;
  full = strstr (text, "://") != NULL ? g_strdup (text) : g_strconcat ("https://", text, NULL);
  uri = g_uri_parse (full, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL || !g_str_equal (g_uri_get_scheme (uri), "https") || g_uri_get_userinfo (uri) != NULL
      || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return NULL;
  return g_uri_to_string (uri);
}

/**
 * tw_field_dup_uri:
 * @field: a field
 * @value: its value
 *
 * Returns: (transfer full) (nullable): a mailto, tel or https URI of the value; %NULL when it is no such address
 */
char *
tw_field_dup_uri (const TwField *field,
                  const TwValue *value)
{
  g_return_val_if_fail (field != NULL && value != NULL, NULL);
  if (value->type != TW_TYPE_TEXT)
    return NULL;
  switch (field->kind)
    {
    case TW_KIND_EMAIL:
      return tw_field_dup_mail_uri ((const char *[]) { value->text, NULL });
    case TW_KIND_PHONE:
      return dup_phone_uri (value->text);
    case TW_KIND_URL:
      return dup_web_uri (value->text);
    default:
      return NULL;
    }
}

/**
 * tw_field_dup_mail_uri:
 * @addresses: (array zero-terminated=1): mail addresses
 *
 * Returns: (transfer full) (nullable): a mailto URI; several addresses get blind copies. %NULL when none is an address
 */
char *
tw_field_dup_mail_uri (const char *const *addresses)
{
  g_autoptr(GString) uri = g_string_new (NULL);
  guint n = 0;

  g_return_val_if_fail (addresses != NULL, NULL);
  for (guint i = 0; addresses[i] != NULL; i++)
    {
      g_autofree char *address = dup_address (addresses[i]);

      if (address != NULL)
        g_string_append_printf (uri, "%s%s", n++ > 0 ? "," : "", address);
    }
  if (n == 0)
    return NULL;
  return g_strconcat (n > 1 ? "mailto:?bcc=" : "mailto:", uri->str, NULL);
}

/**
 * tw_field_get_open_icon:
 * @field: a field
 *
 * Returns: (transfer none) (nullable): icon of the button that opens a value; %NULL for fields that lead nowhere
 */
const char *
tw_field_get_open_icon (const TwField *field)
{
  switch (field->kind)
    {
    case TW_KIND_EMAIL:
      return "mail-send-symbolic";
    case TW_KIND_PHONE:
      return "call-start-symbolic";
    case TW_KIND_URL:
      return "web-browser-symbolic";
    default:
      return NULL;
    }
}

/**
 * tw_field_get_open_word:
 * @field: a field with an icon of tw_field_get_open_icon()
 *
 * Returns: (transfer none): what the button does, in the user's language
 */
const char *
tw_field_get_open_word (const TwField *field)
{
  switch (field->kind)
    {
    case TW_KIND_EMAIL:
      return _("Write a mail");
    case TW_KIND_PHONE:
      return _("Call");
    default:
      return _("Open the page");
    }
}
