/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mistyped word is looked for among the words of names that begin nearly like it: with its first three letters, or with these
 * when one of the first four is left out or two are turned round. Of each beginning the newest rows are looked at and no more, so
 * that a million records cost no more than some hundred. Only when nothing was found with the words as they were typed. */
#include "config.h"

#include <string.h>

#include "tw-search-late.h"
#include "tw-search-near.h"
#include "tw-store-private.h"
#include "tw-text.h"

#define MAX_LETTERS   40
/* Rows of a kind: for a mistyped word, and for what is offered with each keystroke, where the most frequent words are among fewer. */
#define LOOK_AT       800
#define LOOK_AT_OFFER 250
#define LEAST         4                                /* letters; shorter words have too many neighbours */

typedef struct
{
  guint distance;
  guint count;                                         /* rows that have it, among those looked at */
} Near;

/**
 * tw_search_distance:
 * @typed: a folded word
 * @word: a folded word
 * @most: what is near enough
 * @begins: whether @typed may be only the beginning of @word
 *
 * Optimal string alignment: letters added, left out, exchanged, or two neighbours turned round.
 *
 * Returns: the distance, or @most + 1 when it is greater
 */
guint
tw_search_distance (const char *typed, const char *word, guint most, gboolean begins)
{
  guint rows[3][MAX_LETTERS + 1];
  gunichar a[MAX_LETTERS], b[MAX_LETTERS];
  guint m = 0, n = 0, best;

  for (const char *p = typed; *p != '\0' && m < MAX_LETTERS; p = g_utf8_next_char (p))
    a[m++] = g_utf8_get_char (p);
  for (const char *p = word; *p != '\0' && n < MAX_LETTERS; p = g_utf8_next_char (p))
    b[n++] = g_utf8_get_char (p);
  if (m > n + most || (!begins && n > m + most))
    return most + 1;
  for (guint j = 0; j <= n; j++)
    rows[0][j] = j;
  for (guint i = 1; i <= m; i++)
    {
      guint *row = rows[i % 3], *above = rows[(i + 2) % 3], *second = rows[(i + 1) % 3];

      row[0] = best = i;
      for (guint j = 1; j <= n; j++)
        {
          row[j] = MIN (MIN (above[j], row[j - 1]) + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            row[j] = MIN (row[j], second[j - 2] + 1);
          best = MIN (best, row[j]);
        }
      if (best > most)
        return most + 1;
    }
  best = rows[m % 3][n];
  for (guint j = 0; begins && j <= n; j++)
    best = MIN (best, rows[m % 3][j]);
  return MIN (best, most + 1);
}

/* --- Beginnings --- */

static void
add_beginning (GPtrArray *beginnings, const gunichar *letters, guint n)
{
  char *text = g_ucs4_to_utf8 (letters, MIN (n, TW_SEARCH_PREFIX), NULL, NULL, NULL);

  /* Words have no quotes, which would end the question to FTS5. */
  if (text != NULL && *text != '\0' && strchr (text, '"') == NULL && !g_ptr_array_find_with_equal_func (beginnings, text, g_str_equal, NULL))
    g_ptr_array_add (beginnings, text);
  else
    g_free (text);
}

static GPtrArray *
list_beginnings (const char *word)
{
  GPtrArray *beginnings = g_ptr_array_new_with_free_func (g_free);
  glong n = 0;
  g_autofree gunichar *letters = g_utf8_to_ucs4_fast (word, -1, &n);

  add_beginning (beginnings, letters, n);
  for (guint i = 0; i <= TW_SEARCH_PREFIX && i + 1 < (guint) n; i++)
    {
      g_autofree gunichar *changed = g_memdup2 (letters, n * sizeof *letters);
      gunichar turned = changed[i];

      changed[i] = changed[i + 1];
      changed[i + 1] = turned;
      add_beginning (beginnings, changed, n);
      memmove (changed + i, letters + i + 1, (n - i - 1) * sizeof *letters);
      add_beginning (beginnings, changed, n - 1);
    }
  return beginnings;
}

/* A letter too few among the first three, or a wrong one: what the word begins with before it. The first letter is enough, since what
 * begins with two letters begins with one, and FTS5 would put both together row by row. */
static GPtrArray *
list_short_beginnings (const char *word)
{
  GPtrArray *beginnings = g_ptr_array_new_with_free_func (g_free);
  glong n = 0;
  g_autofree gunichar *letters = g_utf8_to_ucs4_fast (word, -1, &n);

  add_beginning (beginnings, letters, 1);
  return beginnings;
}

/* One question for all of them: preparing a statement costs more than answering it. */
static char *
dup_match (GPtrArray *beginnings)
{
  g_autoptr (GString) match = g_string_new (NULL);

  for (guint i = 0; i < beginnings->len; i++)
    g_string_append_printf (match, "%s\"%s\"*", i > 0 ? " OR " : "", (const char *) g_ptr_array_index (beginnings, i));
  return g_strdup (match->str);
}

/* --- Words --- */

/* What is looked for among the words of some thousand names. */
typedef struct
{
  const char *typed;
  guint64     letters;                                 /* a bit for each of them */
  gboolean    ascii;                                   /* each letter is one byte */
  guint       most;
  gboolean    begins;
  guint       rows;                                    /* of a kind, at most */
  GHashTable *nears;                                   /* word → Near */
  GString    *buffer;
} Looking;

static guint64
get_letters (const char *word)
{
  guint64 letters = 0;

  for (const char *p = word; *p != '\0'; p++)
    letters |= G_GUINT64_CONSTANT (1) << (*p & 63);
  return letters;
}

static void
take_word (Looking *looking, const char *word)
{
  guint64 missing = looking->letters & ~get_letters (word);
  guint distance, n = 0;
  Near *near;

  /* Each letter that the word has not is at least one change; of a longer character at most four bytes are of it. */
  for (; missing != 0 && n <= 4 * looking->most; n++)
    missing &= missing - 1;
  if (n > (looking->ascii ? 1 : 4) * looking->most)
    return;
  distance = tw_search_distance (looking->typed, word, looking->most, looking->begins);
  if (distance > looking->most)
    return;
  near = g_hash_table_lookup (looking->nears, word);
  if (near == NULL)
    {
      near = g_new0 (Near, 1);
      near->distance = distance;
      g_hash_table_insert (looking->nears, g_strdup (word), near);
    }
  near->count++;
}

static void
take_words (Looking *looking, const char *text)
{
  g_auto (GStrv) words = NULL;

  g_string_truncate (looking->buffer, 0);
  if (tw_search_append_ascii_words (looking->buffer, text, strlen (text)))
    {
      for (char *word = looking->buffer->str, *end; word != NULL && *word != '\0'; word = end)
        {
          end = strchr (word, ' ');
          if (end != NULL)
            *end++ = '\0';
          take_word (looking, word);
        }
      return;
    }
  words = tw_text_words (text);
  for (guint i = 0; words[i] != NULL; i++)
    take_word (looking, words[i]);
}

static char *
dup_columns (const TwEntity *entity)
{
  g_autoptr (GString) columns = g_string_new (NULL);

  for (guint i = 0; i < entity->n_fields; i++)
    if (tw_search_is_name (entity->fields[i]) && entity->fields[i]->type == TW_TYPE_TEXT)
      {
        g_autofree char *column = tw_field_dup_column (entity->fields[i]);

        g_string_append_printf (columns, "%s\"%s\"", columns->len > 0 ? ", " : "", column);
      }
  return columns->len > 0 ? g_strdup (columns->str) : NULL;
}

static gboolean
look_at_entity (TwSearching *search, const TwEntity *entity, const char *match, Looking *looking, GError **error)
{
  g_autofree char *index = tw_search_dup_names_table (entity);
  g_autofree char *columns = index != NULL ? dup_columns (entity) : NULL;
  g_autofree char *table = tw_entity_dup_table (entity);
  g_autofree char *sql = NULL;
  g_autoptr (TwStmt) stmt = NULL;
  g_autoptr (GError) local = NULL;

  if (columns == NULL)
    return TRUE;
  /* Of those that the index does not have yet, all. */
  sql = g_strdup_printf ("SELECT %s FROM (SELECT rowid AS r FROM \"%s\" WHERE \"%s\" MATCH ?1 ORDER BY rowid DESC LIMIT %u) "
                         "CROSS JOIN \"%s\" ON rid = r WHERE deleted IS NULL UNION ALL "
                         "SELECT %s FROM \"%s\" WHERE rid IN (SELECT rid FROM " TW_SEARCH_LATE " WHERE entity = %u AND texts = 0) "
                         "AND deleted IS NULL", columns, index, index, looking->rows, table, columns, table, entity->number);
  stmt = tw_db_prepare (search->db, sql, error);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_text (stmt, 1, match, -1);
  while (tw_stmt_step (stmt, &local))
    for (int i = 0; i < tw_stmt_n_columns (stmt); i++)
      {
        const char *text = tw_stmt_get_text (stmt, i, NULL);

        if (text != NULL)
          take_words (looking, text);
      }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* The nearest, and of those alike the one that most have. */
static char *
dup_nearest (GHashTable *nears)
{
  GHashTableIter iter;
  gpointer key, value;
  const char *nearest = NULL;
  Near best = { G_MAXUINT, 0 };

  g_hash_table_iter_init (&iter, nears);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      Near *near = value;

      if (near->distance < best.distance || (near->distance == best.distance && near->count > best.count)
          || (near->distance == best.distance && near->count == best.count && strcmp (key, nearest) < 0))
        {
          nearest = key;
          best = *near;
        }
    }
  return g_strdup (nearest);
}

static gboolean
look (TwSearching *search, GPtrArray *beginnings, const char *typed, guint most, gboolean begins, guint rows, GHashTable *nears,
      GError **error)
{
  g_autofree char *match = dup_match (beginnings);
  g_autoptr (GString) buffer = g_string_new (NULL);
  Looking looking = { typed, get_letters (typed), g_str_is_ascii (typed), most, begins, rows, nears, buffer };

  if (*match == '\0')
    return TRUE;
  for (guint i = 0; i < search->kinds->len; i++)
    if (!look_at_entity (search, g_ptr_array_index (search->kinds, i), match, &looking, error))
      return FALSE;
  return TRUE;
}

/* The word itself when some name has it, else a near one, else NULL. */
static char *
dup_near_word (TwSearching *search, const char *typed, gboolean last, GError **error)
{
  glong length = g_utf8_strlen (typed, -1);
  guint most = length <= 5 ? 1 : 2;
  g_autoptr (GPtrArray) beginnings = NULL;
  g_autoptr (GPtrArray) shorter = NULL;
  g_autoptr (GHashTable) nears = NULL;

  if (length < LEAST || length > MAX_LETTERS)
    return g_strdup (typed);
  beginnings = list_beginnings (typed);
  nears = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!look (search, beginnings, typed, most, last, LOOK_AT, nears, error))
    return NULL;
  shorter = list_short_beginnings (typed);
  if (g_hash_table_size (nears) == 0 && !look (search, shorter, typed, most, last, LOOK_AT, nears, error))
    return NULL;
  return dup_nearest (nears);
}

char **
tw_search_dup_near (TwSearching *search, GError **error)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  gboolean other = FALSE;

  for (guint i = 0; search->words[i] != NULL; i++)
    {
      g_autoptr (GError) local = NULL;
      char *word = dup_near_word (search, search->words[i], search->words[i + 1] == NULL, &local);

      if (local != NULL)
        g_propagate_error (error, g_steal_pointer (&local));
      if (word == NULL)
        return NULL;
      other |= strcmp (word, search->words[i]) != 0;
      g_ptr_array_add (words, word);
    }
  if (!other)
    return NULL;
  g_ptr_array_add (words, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE);
}

static int
compare_nears (gconstpointer a, gconstpointer b, gpointer data)
{
  const char *x = *(const char *const *) a, *y = *(const char *const *) b;
  const Near *near_x = g_hash_table_lookup (data, x), *near_y = g_hash_table_lookup (data, y);

  return near_x->count != near_y->count ? (near_x->count > near_y->count ? -1 : 1) : strcmp (x, y);
}

char **
tw_search_dup_completions (TwSearching *search, const char *typed, guint limit, GError **error)
{
  g_autoptr (GPtrArray) beginnings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (GHashTable) nears = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  glong n = 0;
  g_autofree gunichar *letters = g_utf8_to_ucs4_fast (typed, -1, &n);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer word;

  add_beginning (beginnings, letters, n);
  if (!look (search, beginnings, typed, 0, TRUE, LOOK_AT_OFFER, nears, error))
    return NULL;
  g_hash_table_remove (nears, typed);
  g_hash_table_iter_init (&iter, nears);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    g_ptr_array_add (words, word);
  g_ptr_array_sort_with_data (words, compare_nears, nears);
  for (guint i = 0; i < MIN (words->len, limit); i++)
    g_strv_builder_add (builder, g_ptr_array_index (words, i));
  return g_strv_builder_end (builder);
}
