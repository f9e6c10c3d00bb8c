/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the words of a row can be made of later: most of what a small commit costs is that its search words are made, and nobody needs
 * them before the index hears of the row (tw-search-late.h). */
#include "config.h"

#include <sqlite3.h>
#include <string.h>

#include "tw-db-private.h"
#include "tw-search-words.h"

#define RAW_MARK '\1'

/* What words_function() would make words of, for later: a text that begins with RAW_MARK, and then of each column its kind, its length and its text.
 * A word never begins so. What is longer than the index reads is cut behind that, so that it is cut there in the same way. */
static void
append_raw (GString *raw, char how, const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;
  char digits[24], *at = digits + sizeof digits;

  if (length == 0)
    return;
  length = MIN (length, TW_SEARCH_MAX_FIELD_TEXT + 8);
  *--at = ':';
  for (gsize rest = length; rest > 0; rest /= 10)
    *--at = '0' + (char) (rest % 10);
  g_string_append_c (raw, how);
  g_string_append_len (raw, at, digits + sizeof digits - at);
  g_string_append_len (raw, text, (gssize) length);
}

static void
raw_function (sqlite3_context *context, int argc, sqlite3_value **argv)
{
  const char *how = (const char *) sqlite3_value_text (argv[0]);
  g_autoptr (GString) raw = g_string_sized_new (256);
  gsize length;

  g_string_append_c (raw, RAW_MARK);
  for (int i = 1; i < argc && how != NULL && how[i - 1] != '\0'; i++)
    append_raw (raw, how[i - 1], (const char *) sqlite3_value_text (argv[i]));
  length = raw->len;
  sqlite3_result_text64 (context, g_string_free (g_steal_pointer (&raw), FALSE), length, g_free, SQLITE_UTF8);
}

/**
 * tw_search_dup_raw:
 * @entity: an entity that has such an index
 * @texts: the index of texts, else that of names
 * @values: of the fields of a live record, as its row has them
 *
 * As the SQL function tw_search_raw() on the row, for who has read it anyway.
 *
 * Returns: (transfer full) (nullable): what its words can be made of; %NULL when the index does not have it
 */
char *
tw_search_dup_raw (const TwEntity *entity, gboolean texts, const TwValue *values)
{
  GString *raw = g_string_sized_new (256);
  gboolean present = FALSE;

  g_string_append_c (raw, RAW_MARK);
  for (guint pass = 0; pass < (texts ? 2 : 1); pass++)
    for (guint i = 0; i < entity->n_fields; i++)
      {
        const TwField *field = entity->fields[i];
        const TwValue *value = &values[i];
        g_autofree char *list = NULL;
        const char *text;

        if (tw_value_is_null (value) || !(pass == 0 ? tw_search_is_name (field) : tw_search_is_text (field)))
          continue;
        text = list = value->type == TW_TYPE_LIST ? tw_value_to_json (value) : NULL;
        if (list == NULL)
          text = value->text;
        append_raw (raw, tw_search_how_to_read (field), text);
        present |= pass == (texts ? 1 : 0) && *text != '\0';
      }
  return g_string_free (raw, !present);
}

/**
 * tw_search_dup_words:
 * @noted: (nullable): words, or what tw_search_raw() gave instead of them
 *
 * Returns: (transfer full) (nullable): the words
 */
char *
tw_search_dup_words (const char *noted)
{
  g_autoptr (GString) words = NULL;
  const char *at = noted, *end;

  if (noted == NULL || *noted != RAW_MARK)
    return g_strdup (noted);
  words = g_string_sized_new (256);
  end = noted + strlen (noted);
  for (at++; at < end;)
    {
      char how = *at++, *text;
      guint64 length = g_ascii_strtoull (at, &text, 10);
      g_autofree char *one = NULL;

      if (text == at || *text != ':' || length > (guint64) (end - text - 1))
        break;
      one = g_strndup (text + 1, length);
      tw_search_add_words (words, how, one);
      at = text + 1 + length;
    }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static void
late_words_function (sqlite3_context *context, int argc, sqlite3_value **argv)
{
  char *words = tw_search_dup_words ((const char *) sqlite3_value_text (argv[0]));

  sqlite3_result_text (context, words, -1, g_free);
}

gboolean
tw_search_register_raw (TwDb *db, GError **error)
{
  int code = sqlite3_create_function_v2 (tw_db_get_handle (db), "tw_search_raw", -1,
                                         SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, NULL, raw_function, NULL, NULL, NULL);

  if (code == SQLITE_OK)
    code = sqlite3_create_function_v2 (tw_db_get_handle (db), "tw_search_late_words", 1,
                                       SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, NULL, late_words_function, NULL, NULL, NULL);
  return code == SQLITE_OK || tw_db_fail (db, code, error);
}
