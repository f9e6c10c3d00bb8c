/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the search index holds of a text, and how a typed text becomes a question to it. Private to the store. */
#pragma once

#include "tw-db.h"

G_BEGIN_DECLS

/* How a column is read for the index; these letters stand in the first argument of the SQL function tw_search_words. */
#define TW_SEARCH_AS_TEXT  't'
#define TW_SEARCH_AS_PHONE 'p'
#define TW_SEARCH_AS_LIST  'l'

/* Folded words are letters already: FTS5 is only to cut at spaces and signs, and to keep vowel signs and symbols in words. */
#define TW_SEARCH_CATEGORIES "L* N* M* S* Co"
#define TW_SEARCH_TOKENIZER "tokenize=\"unicode61 remove_diacritics 0 categories '" TW_SEARCH_CATEGORIES "'\""

/* Bounds of what one search may ask and of what one field gives to the index. */
/* The longest prefix that the indexes know. */
#define TW_SEARCH_PREFIX         3
#define TW_SEARCH_MAX_WORDS      16
#define TW_SEARCH_MAX_QUERY      1000
#define TW_SEARCH_MAX_FIELD_TEXT (1024 * 1024)

typedef enum
{
  TW_SEARCH_ALL_WORDS,                                 /* every word, the last as a prefix */
  TW_SEARCH_ALL_WORDS_LONG,                            /* the same, but a last word of one or two letters must be whole */
  TW_SEARCH_SHORTENED,                                 /* of a longer last word only TW_SEARCH_PREFIX letters */
} TwSearchMode;

void     tw_search_add_words   (GString *words, char how, const char *text);
/* What tw_text_words() makes of an ASCII text, divided by spaces; FALSE: another text, and nothing was appended. */
gboolean tw_search_append_ascii_words (GString *words, const char *text, gsize length);
/* Appends a folded word, with spaces around each letter of a script that has none. */
void     tw_search_append_word (GString *out, const char *word);
char   **tw_search_split_query (const char *text);     /* at most TW_SEARCH_MAX_WORDS; never NULL */
/* An FTS5 MATCH text; NULL when there are no words, or no word to shorten. */
char    *tw_search_dup_match   (char **words, TwSearchMode mode);
/* Of what was noted of a row, words or what they can be made of (SQL: tw_search_raw (kinds, column, …)), the words; SQL: tw_search_late_words (noted). */
char    *tw_search_dup_words   (const char *noted);
/* What the words of a live record can be made of, from the values that its row has; NULL: the index does not have it. */
char    *tw_search_dup_raw     (const TwEntity *entity, gboolean texts, const TwValue *values);
gboolean tw_search_register_raw (TwDb *db, GError **error);
char     tw_search_how_to_read (const TwField *field);
/* The SQL functions tw_search_words (kinds, column, …) and tw_search_has_prefix (prefix, kinds, column, …), and those beside them. */
gboolean tw_search_register    (TwDb *db, GError **error);
/* tw_search_has_words (words, kinds, column, …): whether the index would find the row by the words, divided by spaces; a star behind
 * the last one: by words that begin so (tw-search-tokens.c). */
gboolean tw_search_register_has_words (TwDb *db, GError **error);
/* Names of the two index tables, without quotes; NULL when the entity has no such fields. */
char    *tw_search_dup_names_table (const TwEntity *entity);
char    *tw_search_dup_texts_table (const TwEntity *entity);
/* The select that gives rid and indexed text of the live rows of t0; a condition may be added with AND. */
void     tw_search_append_select (GString *sql, const TwEntity *entity, gboolean texts, gboolean raw);
/* The arguments kinds, column, … for the columns of t0 that the index is made of. */
void     tw_search_append_columns (GString *sql, const TwEntity *entity, gboolean texts);
/* A call of tw_search_has_prefix on the columns of t0 that the index is made of; prefix is SQL text. */
void     tw_search_append_has_prefix (GString *sql, const TwEntity *entity, gboolean texts, const char *prefix);
gboolean tw_search_is_name     (const TwField *field);
gboolean tw_search_is_text     (const TwField *field);

G_END_DECLS
