/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which passwords are refused when they are chosen: what everybody tries first, and what those try who know the person. Length does the rest. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-accounts-private.h"
#include "tw-accounts-resource.h"
#include "tw-tokens.h"

#define LIST       "/org/tradewind/server/accounts/common-passwords.txt"
#define MIN_WORD   4                                   /* letters of a name that count */
#define MIN_REST   5                                   /* letters that are left without names */
#define MIN_KINDS  4                                   /* different letters */
#define MAX_PERIOD 4                                   /* letters that are said again and again */

/* The list is sorted by bytes, one word a line behind lines that begin with "#". */
static gboolean
is_in_list (const char *list, gsize length, const char *word)
{
  const char *low = list, *high = list + length;

  while (low < high)
    {
      const char *line = low + (high - low) / 2, *end;
      int order;

      while (line > low && line[-1] != '\n')
        line--;
      end = memchr (line, '\n', (gsize) (list + length - line));
      end = end != NULL ? end : list + length;
      order = *line == '#' || line == end ? -1 : strncmp (line, word, (gsize) (end - line));
      if (order == 0 && word[end - line] != 0)
        order = -1;
      if (order == 0)
        return TRUE;
      if (order < 0)
        low = end + 1;
      else
        high = line;
    }
  return FALSE;
}

gboolean
tw_password_is_common (const char *folded)
{
  g_autoptr (GBytes) bytes = g_resource_lookup_data (tw_accounts_get_resource (), LIST, 0, NULL);
  gsize length, first = 0, n = strlen (folded);
  const char *list = g_bytes_get_data (bytes, &length);
  g_autofree char *bare = NULL;

  /* A mark behind it or before it is what is tried next. */
  while (n > 0 && g_ascii_ispunct (folded[n - 1]))
    n--;
  while (first < n && g_ascii_ispunct (folded[first]))
    first++;
  bare = g_strndup (folded + first, n - first);
  return is_in_list (list, length, folded) || is_in_list (list, length, bare);
}

/* "aaaaaaaa", "abcabcabc", "12345678", "hgfedcba". */
static gboolean
is_regular (const char *folded)
{
  g_autofree gunichar *letters = NULL;
  g_autoptr (GHashTable) kinds = g_hash_table_new (NULL, NULL);
  gboolean up = TRUE, down = TRUE, again[MAX_PERIOD + 1];
  glong n;

  letters = g_utf8_to_ucs4_fast (folded, -1, &n);
  for (guint p = 0; p <= MAX_PERIOD; p++)
    again[p] = p > 0;
  for (glong i = 0; i < n; i++)
    {
      g_hash_table_add (kinds, GUINT_TO_POINTER (letters[i]));
      up &= i == 0 || letters[i] == letters[i - 1] + 1;
      down &= i == 0 || letters[i] + 1 == letters[i - 1];
      for (glong p = 1; p <= MAX_PERIOD; p++)
        again[p] &= i < p || letters[i] == letters[i - p];
    }
  return up || down || again[1] || again[2] || again[3] || again[4] || g_hash_table_size (kinds) < MIN_KINDS;
}

/* Whether little is left without the words of a name or address; each of them as a whole first. */
static gboolean
is_made_of (const char *folded, const char *const *names)
{
  g_autoptr (GString) rest = g_string_new (folded);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *name = g_utf8_casefold (names[i], -1);
      g_auto (GStrv) words = g_strsplit_set (name, " @.,-_+'/", -1);

      if (g_utf8_strlen (name, -1) >= MIN_WORD)
        g_string_replace (rest, name, "", 0);
      for (guint w = 0; words[w] != NULL; w++)
        if (g_utf8_strlen (words[w], -1) >= MIN_WORD)
          g_string_replace (rest, words[w], "", 0);
    }
  return rest->len < strlen (folded) && g_utf8_strlen (rest->str, -1) < MIN_REST;
}

/**
 * tw_password_check:
 * @password: what is to become one
 * @names: (nullable) (array zero-terminated=1): of the person, his address, the workspace
 *
 * Returns: (nullable): a sentence that says what is wrong with it, %NULL when it may be taken
 */
const char *
tw_password_check (const char *password, const char *const *names)
{
  g_autofree char *folded = NULL;

  if (!g_utf8_validate (password, -1, NULL) || g_utf8_strlen (password, -1) < TW_PASSWORD_MIN)
    return _("The password needs at least 8 characters. A few words in a row are easy to keep in mind.");
  if (strlen (password) > TW_PASSWORD_MAX)
    return _("The password is too long. 256 bytes are enough.");
  folded = g_utf8_casefold (password, -1);
  if (tw_password_is_common (folded))
    return _("This password is among the first that are tried. Choose another one.");
  if (is_regular (folded))
    return _("This password repeats itself or is a row of letters or digits. Choose another one.");
  if (is_made_of (folded, names))
    return _("This password is little more than your name or address. Choose another one.");
  return NULL;
}

/* FALSE: the response says what is wrong. user: nullable; field: of the body. */
gboolean
tw_accounts_take_password (TwAccounts *accounts, TwResponse *response, const TwId *user, const char *field, const char *password)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (accounts->store);
  g_autoptr (TwRecord) record = user != NULL ? tw_store_get (accounts->store, tw_schema_get_entity (schema, "user"), user, NULL) : NULL;
  const TwValue *name = record != NULL ? tw_record_get_key (record, "name") : NULL;
  const TwValue *email = record != NULL ? tw_record_get_key (record, "email") : NULL;
  g_autofree char *workspace = tw_accounts_dup_text_setting (accounts, "name", "Tradewind");
  const char *names[] = { workspace, name != NULL && name->type == TW_TYPE_TEXT ? name->text : "",
                          email != NULL && email->type == TW_TYPE_TEXT ? email->text : "", NULL };
  const char *weak = tw_password_check (password, names);

  if (weak == NULL)
    return TRUE;
  tw_response_problem (response, 422, "weak-password", _("Not saved"), weak);
  tw_response_problem_field (response, field, "weak", weak);
  return FALSE;
}
