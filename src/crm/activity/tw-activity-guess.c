/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-activity-guess.h"

#include <math.h>

#include "tw-task.h"
#include "tw-text.h"

#define MAX_READ  2000                                 /* records; habits change, so that older ones would mislead */
#define MAX_WORDS 60                                   /* of a text: its beginning says what it is */
#define SURE      0.75                                 /* how likely the choice must be */
#define NAME      50                                   /* the name of a choice counts as so many texts with it: alone it is enough */

typedef struct
{
  const char *key;                                     /* lent by the schema */
  guint       n_texts, n_words;
} Class;

struct _TwActivityGuess
{
  TwSchema      *schema;                               /* (owned) */
  const TwField *field;                                /* of schema */
  GArray        *classes;                              /* (owned) Class */
  GHashTable    *words;                                /* (owned) folded word → guint[classes->len]: in how many texts */
};

static int
find_class (TwActivityGuess *guess,
            const char      *key)
{
  for (guint i = 0; i < guess->classes->len; i++)
    if (g_str_equal (g_array_index (guess->classes, Class, i).key, key))
      return (int) i;
  return -1;
}

/* Each once: saying a word twice does not make it truer. */
static GPtrArray *
dup_words (const char *text)
{
  g_auto(GStrv) all = tw_text_words (text);
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; all[i] != NULL && words->len < MAX_WORDS; i++)
    if (!g_ptr_array_find_with_equal_func (words, all[i], g_str_equal, NULL))
      g_ptr_array_add (words, g_strdup (all[i]));
  return words;
}

static void
learn (TwActivityGuess *guess,
       const char      *text,
       guint            at,
       guint            times)
{
  Class *class = &g_array_index (guess->classes, Class, at);
  g_autoptr(GPtrArray) words = dup_words (text);

  for (guint i = 0; i < words->len; i++)
    {
      guint *counts = g_hash_table_lookup (guess->words, g_ptr_array_index (words, i));

      if (counts == NULL)
        {
          counts = g_new0 (guint, guess->classes->len);
          g_hash_table_insert (guess->words, g_strdup (g_ptr_array_index (words, i)), counts);
        }
      counts[at] += times;
      class->n_words += times;
    }
}

/**
 * tw_activity_guess_new:
 * @field: an enum
 *
 * Returns: (transfer full): one that knows the names of the field's choices only
 */
TwActivityGuess *
tw_activity_guess_new (const TwField *field)
{
  TwActivityGuess *guess = NULL;

  g_return_val_if_fail (field != NULL && field->kind == TW_KIND_ENUM, NULL);
  guess = g_new0 (TwActivityGuess, 1);
  guess->schema = tw_schema_ref ((TwSchema *) field->entity->schema);
  guess->field = field;
  guess->classes = g_array_new (FALSE, TRUE, sizeof (Class));
  guess->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; field->choices != NULL && field->choices[i] != NULL; i++)
    if (!field->choices[i]->retired)
      {
        Class class = { field->choices[i]->key };

        g_array_append_val (guess->classes, class);
      }
  for (guint i = 0; i < guess->classes->len; i++)
    learn (guess, tw_choice_get_label (field, tw_field_get_choice (field, g_array_index (guess->classes, Class, i).key)), i, NAME);
  return guess;
}

/**
 * tw_activity_guess_free:
 * @guess: (nullable): what was learnt
 *
 * Frees it.
 */
void
tw_activity_guess_free (TwActivityGuess *guess)
{
  if (guess == NULL)
    return;
  g_array_unref (guess->classes);
  g_hash_table_unref (guess->words);
  tw_schema_unref (guess->schema);
  g_free (guess);
}

/**
 * tw_activity_guess_learn:
 * @guess: what was learnt so far
 * @text: what somebody wrote
 * @choice: the key of the choice that he gave it
 *
 * Takes one example. Choices that are no longer in use teach nothing.
 */
void
tw_activity_guess_learn (TwActivityGuess *guess,
                         const char      *text,
                         const char      *choice)
{
  int at = -1;

  g_return_if_fail (guess != NULL && text != NULL && choice != NULL);
  at = find_class (guess, choice);
  if (at < 0)
    return;
  g_array_index (guess->classes, Class, at).n_texts++;
  learn (guess, text, (guint) at, 1);
}

/* How likely the text is to be met with each choice, as logarithms; FALSE: none of its words was met before. */
static gboolean
weigh (TwActivityGuess *guess,
       const char      *text,
       double          *weights)
{
  g_autoptr(GPtrArray) words = dup_words (text);
  guint n_texts = 0, n_known = 0, n_all = g_hash_table_size (guess->words);

  for (guint i = 0; i < guess->classes->len; i++)
    n_texts += g_array_index (guess->classes, Class, i).n_texts;
  for (guint i = 0; i < guess->classes->len; i++)
    weights[i] = log ((g_array_index (guess->classes, Class, i).n_texts + 1.0) / (n_texts + guess->classes->len));
  for (guint w = 0; w < words->len; w++)
    {
      const guint *counts = g_hash_table_lookup (guess->words, g_ptr_array_index (words, w));

      if (counts == NULL)
        continue;
      n_known++;
      for (guint i = 0; i < guess->classes->len; i++)
        weights[i] += log ((counts[i] + 1.0) / (g_array_index (guess->classes, Class, i).n_words + n_all));
    }
  return n_known > 0;
}

/**
 * tw_activity_guess_find:
 * @guess: what was learnt
 * @text: what somebody writes
 *
 * Returns: (nullable): the key of the choice that most probably goes with it; %NULL when none is much likelier than the others
 */
const char *
tw_activity_guess_find (TwActivityGuess *guess,
                        const char      *text)
{
  g_autofree double *weights = NULL;
  guint best = 0;
  double sum = 0;

  g_return_val_if_fail (guess != NULL && text != NULL, NULL);
  weights = g_new0 (double, guess->classes->len + 1);
  if (guess->classes->len == 0 || !weigh (guess, text, weights))
    return NULL;
  for (guint i = 1; i < guess->classes->len; i++)
    if (weights[i] > weights[best])
      best = i;
  for (guint i = 0; i < guess->classes->len; i++)
    sum += exp (weights[i] - weights[best]);
  return 1 / sum >= SURE ? g_array_index (guess->classes, Class, best).key : NULL;
}

/* --- From the workspace --- */

static void
learn_record (TwActivityGuess *guess,
              TwRecord        *record)
{
  const TwField *notes = tw_entity_get_field (tw_record_get_entity (record), "description");
  const TwValue *choice = tw_record_get (record, guess->field), *more = notes != NULL ? tw_record_get (record, notes) : NULL;
  g_autofree char *title = tw_record_dup_title (record), *text = NULL;

  if (choice->type != TW_TYPE_ENUM)
    return;
  text = g_strconcat (title, "\n", more != NULL && more->type == TW_TYPE_TEXT ? more->text : "", NULL);
  tw_activity_guess_learn (guess, text, choice->text);
}

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  TwActivityGuess *guess = data;                       /* ours: given on or freed */
  const TwEntity *entity = guess->field->entity;
  GError *error = NULL;
  g_autoptr(TwQuery) query = tw_query_new (guess->schema, entity, NULL, "-created_at", &error);
  g_autoptr(GPtrArray) records = query != NULL ? tw_store_list (source, query, MAX_READ, NULL, NULL, &error) : NULL;

  for (guint i = 0; records != NULL && i < records->len && !g_cancellable_is_cancelled (cancellable); i++)
    learn_record (guess, g_ptr_array_index (records, i));
  if (records != NULL)
    g_task_return_pointer (task, guess, (GDestroyNotify) tw_activity_guess_free);
  else
    {
      tw_activity_guess_free (guess);
      g_task_return_error (task, error);
    }
}

/**
 * tw_activity_guess_read_async:
 * @store: the store
 * @field: an enum
 * @cancellable: (nullable): to give up
 * @callback: called when it is done
 * @data: for @callback
 *
 * Learns from what the workspace has.
 */
void
tw_activity_guess_read_async (TwStore            *store,
                              const TwField      *field,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            data)
{
  GTask *task = NULL;

  g_return_if_fail (TW_IS_STORE (store) && field != NULL && field->kind == TW_KIND_ENUM);
  task = g_task_new (store, cancellable, callback, data);
  g_task_set_source_tag (task, tw_activity_guess_read_async);
  /* Made here, where the schema is kept by whoever asks. */
  g_task_set_task_data (task, tw_activity_guess_new (field), NULL);
  tw_task_run_in_thread (task, read_thread);
  g_object_unref (task);
}

/**
 * tw_activity_guess_read_finish:
 * @store: the store
 * @result: what the callback got
 * @error: %TW_STORE_ERROR when the store cannot be read, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): what was learnt
 */
TwActivityGuess *
tw_activity_guess_read_finish (TwStore      *store,
                               GAsyncResult *result,
                               GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
