/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a text that is being typed may become, and whether a record in memory has the words of a text. */
#include "config.h"

#include <string.h>

#include "tw-search-look.h"
#include "tw-search-near.h"
#include "tw-search-private.h"
#include "tw-store-internal.h"

#define MAX_COMPLETIONS 20
#define LEAST           2                              /* letters of the last word: fewer say nothing */

/* --- Completing --- */

typedef struct
{
  char *text;
  guint limit;
} Request;

static void
request_free (Request *request)
{
  g_free (request->text);
  g_free (request);
}

static void
interrupt_cb (GCancellable *cancellable, gpointer data)
{
  tw_db_interrupt (data);
}

/* What was typed before the last word stays as it is. */
static char **
put_before (const char *text, const char *last, char **words)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *cut = text + strlen (text);

  while (cut > text && !g_unichar_isspace (g_utf8_get_char (g_utf8_find_prev_char (text, cut))))
    cut = g_utf8_find_prev_char (text, cut);
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *completed = g_strdup_printf ("%.*s%s", (int) (cut - text), text, words[i]);

      g_strv_builder_add (builder, completed);
    }
  return g_strv_builder_end (builder);
}

static char **
complete (TwStore *store, Request *request, GCancellable *cancellable, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  g_auto (GStrv) words = tw_search_split_query (request->text);
  g_auto (GStrv) found = NULL;
  guint n = g_strv_length (words);
  const char *last = n > 0 ? words[n - 1] : NULL;
  g_autoptr (GPtrArray) kinds = g_ptr_array_new ();
  TwSearching search = { .store = store, .schema = schema, .words = words, .kinds = kinds };
  gulong handler = 0;

  /* After a space the last word is complete. */
  if (last == NULL || g_utf8_strlen (last, -1) < LEAST || g_ascii_isspace (request->text[strlen (request->text) - 1]))
    return g_new0 (char *, 1);
  search.db = tw_store_take_reader (store, error);
  if (search.db == NULL)
    return NULL;
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (interrupt_cb), search.db, NULL);
  /* One lock of the store instead of one for each kind. */
  if (!g_cancellable_set_error_if_cancelled (cancellable, error) && tw_db_run (search.db, "BEGIN", error))
    {
      if (tw_search_list_kinds (&search, error))
        found = tw_search_dup_completions (&search, last, MIN (request->limit, MAX_COMPLETIONS), error);
      tw_db_run (search.db, "COMMIT", NULL);
    }
  g_cancellable_disconnect (cancellable, handler);
  tw_store_return_reader (store, search.db);
  return found != NULL ? put_before (request->text, last, found) : NULL;
}

static void
complete_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  char **texts = complete (source, data, cancellable, &error);

  if (texts != NULL)
    g_task_return_pointer (task, texts, (GDestroyNotify) g_strfreev);
  else
    g_task_return_error (task, error);
}

/**
 * tw_store_complete_async:
 * @store: a store
 * @text: what was typed
 * @limit: how many texts, at most 20
 * @cancellable: (nullable): for the next keystroke
 * @callback: called when it is done
 * @data: for @callback
 *
 * Completes the last word with words of the names of the newest records, on a reader thread.
 */
void
tw_store_complete_async (TwStore *store, const char *text, guint limit, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, data);
  Request *request = g_new0 (Request, 1);

  request->text = g_strdup (text);
  request->limit = limit;
  g_task_set_source_tag (task, tw_store_complete_async);
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  tw_store_run_reader (store, task, complete_thread);
}

/**
 * tw_store_complete_finish:
 * @store: a store
 * @result: of tw_store_complete_async()
 * @error: %G_IO_ERROR_CANCELLED when it was stopped
 *
 * Returns: (transfer full) (nullable): completed texts, the most frequent word first
 */
char **
tw_store_complete_finish (TwStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Records in memory --- */

static void
add_field (TwRecord *record, const TwField *field, GString *words)
{
  const TwValue *value = tw_record_get (record, field);

  if (value->type == TW_TYPE_LIST)
    for (guint i = 0; i < value->list->n_values; i++)
      {
        const TwValue *item = &value->list->values[i];

        if (item->type == TW_TYPE_TEXT || item->type == TW_TYPE_ENUM)
          tw_search_add_words (words, TW_SEARCH_AS_TEXT, item->text);
      }
  else if (value->type == TW_TYPE_TEXT || value->type == TW_TYPE_ENUM)
    tw_search_add_words (words, field->kind == TW_KIND_PHONE ? TW_SEARCH_AS_PHONE : TW_SEARCH_AS_TEXT, value->text);
}

static gboolean
has_word (const char *words, const char *word, gboolean begins)
{
  gsize length = strlen (word);

  for (const char *p = strstr (words, word); p != NULL; p = strstr (p + 1, word))
    if ((p == words || p[-1] == ' ') && (begins || p[length] == ' ' || p[length] == '\0'))
      return TRUE;
  return FALSE;
}

/**
 * tw_search_matches_record:
 * @record: a record, with edits or not
 * @text: what is searched for
 *
 * Returns: whether it has every word of the text, the last one as a prefix; %FALSE for a text without words
 */
gboolean
tw_search_matches_record (TwRecord *record, const char *text)
{
  const TwEntity *entity = tw_record_get_entity (record);
  g_auto (GStrv) typed = tw_search_split_query (text);
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < entity->n_fields; i++)
    if (tw_search_is_name (entity->fields[i]) || tw_search_is_text (entity->fields[i]))
      add_field (record, entity->fields[i], words);
  for (guint i = 0; typed[i] != NULL; i++)
    if (!has_word (words->str, typed[i], typed[i + 1] == NULL))
      return FALSE;
  return typed[0] != NULL;
}

/**
 * tw_entity_is_searched:
 * @entity: an entity
 *
 * Returns: whether it has fields that the search looks in
 */
gboolean
tw_entity_is_searched (const TwEntity *entity)
{
  for (guint i = 0; i < entity->n_fields; i++)
    if (tw_search_is_name (entity->fields[i]) || tw_search_is_text (entity->fields[i]))
      return TRUE;
  return FALSE;
}
