/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of the search index.
 *
 * Texts are folded and split by tw_text_words() before FTS5 sees them, so that the index, the query and the language's
 * comparisons agree on what is the same text; FTS5's own tokenizer only cuts at the spaces and at the few signs that are
 * left inside of words (john.smith, o'brien), in the index and in the query alike, where such a word is a phrase. Scripts
 * without spaces are indexed letter by letter and asked for as phrases: a part of a Chinese or Thai name is then found
 * wherever a dictionary would cut it. */
#include "config.h"

#include <sqlite3.h>
#include <string.h>

#include "tw-db-private.h"
#include "tw-search-words.h"
#include "tw-text.h"

static gboolean
is_written_without_spaces (gunichar c)
{
  if (c < 0x0e00)
    return FALSE;
  switch (g_unichar_get_script (c))
    {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_BOPOMOFO:
    case G_UNICODE_SCRIPT_THAI:
    case G_UNICODE_SCRIPT_LAO:
    case G_UNICODE_SCRIPT_KHMER:
    case G_UNICODE_SCRIPT_MYANMAR:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Appends a folded word, with spaces around each letter of a script that has none. */
void
tw_search_append_word (GString *out, const char *word)
{
  gboolean cut = FALSE;

  if (out->len > 0 && out->str[out->len - 1] != ' ' && out->str[out->len - 1] != '"')
    g_string_append_c (out, ' ');
  for (const char *p = word; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean alone = is_written_without_spaces (c);

      if (p != word && (alone || cut))
        g_string_append_c (out, ' ');
      g_string_append_unichar (out, c);
      cut = alone;
    }
}

/* Whether the words stand in a row in what was collected so far: "Ada" and "Lovelace" after "Ada Lovelace" add nothing. */
static gboolean
already_has (const char *words, const char *text)
{
  gsize length = strlen (text);

  for (const char *p = strstr (words, text); p != NULL; p = strstr (p + 1, text))
    if ((p == words || p[-1] == ' ') && (p[length] == ' ' || p[length] == '\0'))
      return TRUE;
  return FALSE;
}

/* What tw_text_words() makes of an ASCII text, written behind the words that are there without a copy of each: an import asks for some ten
 * million, and every edit of a text for those of its whole record twice. FALSE: another text, and nothing was written. */
gboolean
tw_search_append_ascii_words (GString *words, const char *text, gsize length)
{
  gsize before = words->len;
  gboolean real = FALSE;
  char *out, *word;

  g_string_set_size (words, before + length + 2);
  out = words->str + before;
  if (before > 0)
    *out++ = ' ';
  word = out;
  for (const char *p = text, *end = text + length; p <= end; p++)
    {
      guchar c = p < end ? (guchar) *p : 0;

      if (g_ascii_isalnum (c) || c == '_')
        {
          *out++ = g_ascii_tolower (c);
          real |= c != '_';
          continue;
        }
      if (c >= 0x80)
        {
          g_string_truncate (words, before);
          return FALSE;
        }
      if (out == word)
        continue;
      if (real)
        *out++ = ' ';
      else
        out = word;
      word = out;
      real = FALSE;
    }
  /* Behind each word is a space now, and one before the first. */
  if (out > words->str + before)
    out--;
  g_string_truncate (words, out - words->str);
  return TRUE;
}

static void
append_words (GString *words, const char *text, gsize length)
{
  g_auto (GStrv) split = NULL;

  if (tw_search_append_ascii_words (words, text, length))
    return;
  split = tw_text_words (text);
  for (guint i = 0; split[i] != NULL; i++)
    tw_search_append_word (words, split[i]);
}

static void
add_text (GString *words, const char *text, gsize length)
{
  gsize before = words->len;
  gboolean there;

  append_words (words, text, length);
  if (before == 0 || before >= 512 || words->len == before)
    return;
  words->str[before] = '\0';
  there = already_has (words->str, words->str + before + 1);
  words->str[before] = ' ';
  if (there)
    g_string_truncate (words, before);
}

/**
 * tw_search_add_words:
 * @words: what was collected so far
 * @how: one of TW_SEARCH_AS_TEXT and its neighbours
 * @text: (nullable): a field's text, or a list's JSON
 *
 * Appends a field's words for the index, divided by spaces. A phone number gives its digits in one piece, too, so that it
 * is found however the spaces are set.
 */
void
tw_search_add_words (GString *words, char how, const char *text)
{
  g_autofree char *bounded = NULL;
  gsize length = text != NULL ? strlen (text) : 0;

  if (length == 0)
    return;
  if (length > TW_SEARCH_MAX_FIELD_TEXT)
    {
      length = g_utf8_find_prev_char (text, text + TW_SEARCH_MAX_FIELD_TEXT) - text;
      text = bounded = g_strndup (text, length);
    }
  if (how == TW_SEARCH_AS_LIST)
    {
      g_auto (TwValue) list = TW_VALUE_INIT;

      if (tw_value_from_json (TW_TYPE_LIST, text, &list, NULL) && list.type == TW_TYPE_LIST)
        for (guint i = 0; i < list.list->n_values; i++)
          if (list.list->values[i].type == TW_TYPE_TEXT || list.list->values[i].type == TW_TYPE_ENUM)
            add_text (words, list.list->values[i].text, strlen (list.list->values[i].text));
      return;
    }
  add_text (words, text, length);
  if (how == TW_SEARCH_AS_PHONE)
    {
      g_autoptr (GString) digits = g_string_new (NULL);

      for (const char *p = text; *p != '\0'; p++)
        if (g_ascii_isdigit (*p))
          g_string_append_c (digits, *p);
      if (digits->len > 0)
        add_text (words, digits->str, digits->len);
    }
}

/**
 * tw_search_split_query:
 * @text: what a person typed
 *
 * Returns: (transfer full): the first folded words of the text
 */
char **
tw_search_split_query (const char *text)
{
  g_autofree char *bounded = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), TW_SEARCH_MAX_QUERY));
  char **words = tw_text_words (bounded);

  for (guint i = TW_SEARCH_MAX_WORDS; i < g_strv_length (words);)
    {
      guint last = g_strv_length (words) - 1;

      g_clear_pointer (&words[last], g_free);
    }
  return words;
}

static void
append_quoted (GString *match, const char *word)
{
  g_autoptr (GString) cut = g_string_new (NULL);

  tw_search_append_word (cut, word);
  g_string_replace (cut, "\"", "\"\"", 0);
  g_string_append_printf (match, "\"%s\"", cut->str);
}

/* A longer word that is one token of the index, so that its first letters are the first letters of a token. */
static gboolean
can_be_shortened (const char *word)
{
  for (const char *p = word; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isalnum (g_utf8_get_char (p)) || is_written_without_spaces (g_utf8_get_char (p)))
      return FALSE;
  return g_utf8_strlen (word, -1) > TW_SEARCH_PREFIX;
}

/**
 * tw_search_dup_match:
 * @words: folded words
 * @mode: what has to match
 *
 * Returns: (transfer full) (nullable): the argument of FTS5's MATCH; %NULL without words, or without one to shorten
 */
char *
tw_search_dup_match (char **words, TwSearchMode mode)
{
  g_autoptr (GString) match = g_string_new (NULL);
  guint n = g_strv_length (words);

  if (n == 0 || (mode == TW_SEARCH_SHORTENED && !can_be_shortened (words[n - 1])))
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *shortened = NULL;

      if (i > 0)
        g_string_append (match, " AND ");
      if (mode == TW_SEARCH_SHORTENED && i == n - 1)
        shortened = g_utf8_substring (words[i], 0, TW_SEARCH_PREFIX);
      append_quoted (match, shortened != NULL ? shortened : words[i]);
    }
  if (mode != TW_SEARCH_ALL_WORDS_LONG || g_utf8_strlen (words[n - 1], -1) > 2)
    g_string_append_c (match, '*');
  return g_string_free (g_steal_pointer (&match), FALSE);
}

static void
words_function (sqlite3_context *context, int argc, sqlite3_value **argv)
{
  const char *how = (const char *) sqlite3_value_text (argv[0]);
  g_autoptr (GString) words = g_string_sized_new (256);
  gsize length;

  for (int i = 1; i < argc && how != NULL && how[i - 1] != '\0'; i++)
    tw_search_add_words (words, how[i - 1], (const char *) sqlite3_value_text (argv[i]));
  length = words->len;
  sqlite3_result_text64 (context, g_string_free (g_steal_pointer (&words), FALSE), length, g_free, SQLITE_UTF8);
}

/* Whether a word of an ASCII text begins with a lower-case ASCII prefix. */
static gboolean
ascii_has_prefix (const char *text, const char *prefix, gsize length)
{
  gboolean inside = FALSE;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (!inside && g_ascii_strncasecmp (p, prefix, length) == 0)
        return TRUE;
      inside = g_ascii_isalnum (*p);
    }
  return FALSE;
}

static gboolean
text_has_prefix (char how, const char *text, const char *prefix)
{
  g_autoptr (GString) words = NULL;
  gsize length = strlen (prefix);

  if (text == NULL || *text == '\0')
    return FALSE;
  if (how == TW_SEARCH_AS_TEXT && g_str_is_ascii (text))
    return g_str_is_ascii (prefix) && ascii_has_prefix (text, prefix, length);
  words = g_string_new (NULL);
  tw_search_add_words (words, how, text);
  for (const char *p = words->str; p != NULL; p = strchr (p, ' '))
    {
      p += *p == ' ';
      if (strncmp (p, prefix, length) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
has_prefix_function (sqlite3_context *context, int argc, sqlite3_value **argv)
{
  const char *prefix = (const char *) sqlite3_value_text (argv[0]);
  const char *how = argc > 1 ? (const char *) sqlite3_value_text (argv[1]) : NULL;
  gboolean found = FALSE;

  for (int i = 2; prefix != NULL && how != NULL && i < argc && how[i - 2] != '\0' && !found; i++)
    found = text_has_prefix (how[i - 2], (const char *) sqlite3_value_text (argv[i]), prefix);
  sqlite3_result_int (context, found);
}

/**
 * tw_search_register:
 * @db: a connection
 *
 * Makes the SQL functions known to a connection: tw_search_words (kinds, column, …) gives the words of columns, kinds has
 * one letter for each; tw_search_has_prefix (prefix, kinds, column, …) tells whether one of the words begins so, and
 * tw_search_has_words (words, kinds, column, …) whether all of them are there.
 *
 * Returns: %TRUE when it is there
 */
gboolean
tw_search_register (TwDb *db, GError **error)
{
  TwStmt *known = tw_db_prepare (db, "SELECT tw_search_words (''), tw_search_has_prefix ('')", NULL);
  int code;

  /* SQLite refuses to define a function anew while a statement runs, and one may. */
  tw_stmt_done (known);
  if (known != NULL)
    return TRUE;
  code = sqlite3_create_function_v2 (tw_db_get_handle (db), "tw_search_words", -1,
                                     SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, NULL, words_function,
                                     NULL, NULL, NULL);
  if (code == SQLITE_OK)
    code = sqlite3_create_function_v2 (tw_db_get_handle (db), "tw_search_has_prefix", -1,
                                       SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, NULL, has_prefix_function,
                                       NULL, NULL, NULL);
  return code == SQLITE_OK ? tw_search_register_raw (db, error) && tw_search_register_has_words (db, error) : tw_db_fail (db, code, error);
}

/* --- Which fields, which tables --- */

static gboolean
can_be_indexed (const TwField *field)
{
  return field->search > 0 && tw_field_is_stored (field) &&
         (field->type == TW_TYPE_TEXT || field->type == TW_TYPE_LIST || field->type == TW_TYPE_ENUM);
}

gboolean
tw_search_is_name (const TwField *field)
{
  return field->search == 2 && can_be_indexed (field);
}

gboolean
tw_search_is_text (const TwField *field)
{
  return field->search == 1 && can_be_indexed (field);
}

static char *
dup_table (const TwEntity *entity, gboolean (*wanted) (const TwField *field), const char *suffix)
{
  for (guint i = 0; i < entity->n_fields; i++)
    if (wanted (entity->fields[i]))
      {
        g_autofree char *table = tw_entity_dup_table (entity);

        /* No key has a "$", so that the name is nobody else's. */
        return g_strconcat (table, "$", suffix, NULL);
      }
  return NULL;
}

char *
tw_search_dup_names_table (const TwEntity *entity)
{
  return dup_table (entity, tw_search_is_name, "names");
}

char *
tw_search_dup_texts_table (const TwEntity *entity)
{
  return dup_table (entity, tw_search_is_text, "texts");
}

char
tw_search_how_to_read (const TwField *field)
{
  return field->type == TW_TYPE_LIST ? TW_SEARCH_AS_LIST : field->kind == TW_KIND_PHONE ? TW_SEARCH_AS_PHONE : TW_SEARCH_AS_TEXT;
}

/* The kinds and the columns of an index; names come first, so that what is known already is not added twice. */
static void
append_columns (const TwEntity *entity, gboolean texts, GString *how, GString *columns)
{
  for (guint pass = 0; pass < (texts ? 2 : 1); pass++)
    for (guint i = 0; i < entity->n_fields; i++)
      {
        const TwField *field = entity->fields[i];
        g_autofree char *column = NULL;

        if (!(pass == 0 ? tw_search_is_name (field) : tw_search_is_text (field)))
          continue;
        column = tw_field_dup_column (field);
        g_string_append_c (how, tw_search_how_to_read (field));
        g_string_append_printf (columns, ", t0.\"%s\"", column);
      }
}

/**
 * tw_search_append_select:
 * @sql: SQL text
 * @entity: an entity that has such an index
 * @texts: the index of texts, else that of names
 * @raw: what the words can be made of, instead of them
 *
 * Appends the select that gives rid and words of the live records that belong into the index.
 */
void
tw_search_append_select (GString *sql, const TwEntity *entity, gboolean texts, gboolean raw)
{
  g_autoptr (GString) how = g_string_new (NULL);
  g_autoptr (GString) columns = g_string_new (NULL);
  g_autoptr (GString) present = g_string_new (NULL);
  g_autofree char *table = tw_entity_dup_table (entity);

  append_columns (entity, texts, how, columns);
  for (guint i = 0; i < entity->n_fields; i++)
    if (texts ? tw_search_is_text (entity->fields[i]) : tw_search_is_name (entity->fields[i]))
      {
        g_autofree char *column = tw_field_dup_column (entity->fields[i]);

        g_string_append_printf (present, "%st0.\"%s\" <> ''", present->len > 0 ? " OR " : "", column);
      }
  g_string_append_printf (sql, "SELECT t0.rid, %s ('%s'%s) FROM \"%s\" AS t0 WHERE t0.deleted IS NULL AND (%s)",
                          raw ? "tw_search_raw" : "tw_search_words", how->str, columns->str, table, present->str);
}

void
tw_search_append_columns (GString *sql, const TwEntity *entity, gboolean texts)
{
  g_autoptr (GString) how = g_string_new (NULL);
  g_autoptr (GString) columns = g_string_new (NULL);

  append_columns (entity, texts, how, columns);
  g_string_append_printf (sql, "'%s'%s", how->str, columns->str);
}

void
tw_search_append_has_prefix (GString *sql, const TwEntity *entity, gboolean texts, const char *prefix)
{
  g_string_append_printf (sql, "tw_search_has_prefix (%s, ", prefix);
  tw_search_append_columns (sql, entity, texts);
  g_string_append_c (sql, ')');
}
