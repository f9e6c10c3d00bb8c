/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the index would say of a row that it does not have: words are cut by FTS5's own tokenizer, in the row and in the question alike,
 * and compared as FTS5 compares them. */
#include "config.h"

#include <sqlite3.h>
#include <string.h>

#include "tw-db-private.h"
#include "tw-search-words.h"

typedef struct
{
  fts5_tokenizer  module;
  Fts5Tokenizer  *instance;
} Cutter;

/* What is asked for. */
typedef struct
{
  GPtrArray *phrases;                                  /* GPtrArray of tokens */
  gboolean   begins;                                   /* the last token may be the beginning of one */
} Asked;

static void
cutter_free (gpointer data)
{
  Cutter *cutter = data;

  cutter->module.xDelete (cutter->instance);
  g_free (cutter);
}

static int
cutter_new (sqlite3 *handle, Cutter **made)
{
  static const char *arguments[] = { "remove_diacritics", "0", "categories", TW_SEARCH_CATEGORIES };
  g_autofree Cutter *cutter = g_new0 (Cutter, 1);
  sqlite3_stmt *stmt = NULL;
  fts5_api *api = NULL;
  void *context = NULL;
  int code = sqlite3_prepare_v2 (handle, "SELECT fts5 (?1)", -1, &stmt, NULL);

  if (code != SQLITE_OK)
    return code;
  sqlite3_bind_pointer (stmt, 1, &api, "fts5_api_ptr", NULL);
  sqlite3_step (stmt);
  code = sqlite3_finalize (stmt);
  if (code == SQLITE_OK)
    code = api != NULL ? api->xFindTokenizer (api, "unicode61", &context, &cutter->module) : SQLITE_ERROR;
  if (code == SQLITE_OK)
    code = cutter->module.xCreate (context, arguments, G_N_ELEMENTS (arguments), &cutter->instance);
  if (code == SQLITE_OK)
    *made = g_steal_pointer (&cutter);
  return code;
}

static int
add_token (void *tokens, int flags, const char *token, int length, int start, int end)
{
  g_ptr_array_add (tokens, g_strndup (token, (gsize) length));
  return SQLITE_OK;
}

static GPtrArray *
cut (Cutter *cutter, const char *text, gsize length, int reason)
{
  GPtrArray *tokens = g_ptr_array_new_with_free_func (g_free);

  cutter->module.xTokenize (cutter->instance, tokens, reason, text, (int) length, add_token);
  return tokens;
}

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  g_ptr_array_unref (asked->phrases);
  g_free (asked);
}

static Asked *
asked_new (Cutter *cutter, const char *text)
{
  Asked *asked = g_new0 (Asked, 1);
  g_autofree char *typed = g_strdup (text);
  g_auto (GStrv) words = NULL;

  asked->begins = g_str_has_suffix (typed, "*");
  if (asked->begins)
    typed[strlen (typed) - 1] = '\0';
  words = g_strsplit (typed, " ", -1);
  asked->phrases = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autoptr (GString) letters = g_string_new (NULL);

      tw_search_append_word (letters, words[i]);
      g_ptr_array_add (asked->phrases, cut (cutter, letters->str, letters->len, FTS5_TOKENIZE_QUERY));
    }
  return asked;
}

static gboolean
is_at (GPtrArray *tokens, guint at, GPtrArray *phrase, gboolean begins)
{
  for (guint i = 0; i < phrase->len; i++)
    {
      const char *wanted = g_ptr_array_index (phrase, i), *token = g_ptr_array_index (tokens, at + i);

      if (begins && i == phrase->len - 1 ? !g_str_has_prefix (token, wanted) : strcmp (token, wanted) != 0)
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_phrase (GPtrArray *tokens, GPtrArray *phrase, gboolean begins)
{
  for (guint at = 0; phrase->len > 0 && at + phrase->len <= tokens->len; at++)
    if (is_at (tokens, at, phrase, begins))
      return TRUE;
  return FALSE;
}

static gboolean
has_all (Asked *asked, GPtrArray *tokens)
{
  for (guint i = 0; i < asked->phrases->len; i++)
    if (!has_phrase (tokens, g_ptr_array_index (asked->phrases, i), asked->begins && i == asked->phrases->len - 1))
      return FALSE;
  return asked->phrases->len > 0;
}

static void
has_words_function (sqlite3_context *context, int argc, sqlite3_value **argv)
{
  Cutter *cutter = sqlite3_user_data (context);
  const char *text = argc > 1 ? (const char *) sqlite3_value_text (argv[0]) : NULL;
  const char *how = argc > 1 ? (const char *) sqlite3_value_text (argv[1]) : NULL;
  Asked *asked = argc > 1 ? sqlite3_get_auxdata (context, 0) : NULL;
  g_autoptr (GString) words = g_string_sized_new (256);
  g_autoptr (GPtrArray) tokens = NULL;
  Asked *made = NULL;

  if (text == NULL || how == NULL)
    return;
  if (asked == NULL)
    asked = made = asked_new (cutter, text);
  for (int i = 2; i < argc && how[i - 2] != '\0'; i++)
    tw_search_add_words (words, how[i - 2], (const char *) sqlite3_value_text (argv[i]));
  tokens = cut (cutter, words->str, words->len, FTS5_TOKENIZE_DOCUMENT);
  sqlite3_result_int (context, has_all (asked, tokens));
  /* SQLite may free it here already. */
  if (made != NULL)
    sqlite3_set_auxdata (context, 0, made, asked_free);
}

gboolean
tw_search_register_has_words (TwDb *db, GError **error)
{
  Cutter *cutter = NULL;
  int code = cutter_new (tw_db_get_handle (db), &cutter);

  if (code == SQLITE_OK)
    code = sqlite3_create_function_v2 (tw_db_get_handle (db), "tw_search_has_words", -1,
                                       SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, cutter, has_words_function,
                                       NULL, NULL, cutter_free);
  return code == SQLITE_OK || tw_db_fail (db, code, error);
}
