/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How well a record matches what was typed: the quality of the match, then its kind, then when it was last changed; and what
 * a hit shows. */
#include "config.h"

#include <string.h>

#include "tw-search-rank.h"
#include "tw-store-internal.h"
#include "tw-text.h"

#define DETAIL_LENGTH  90
#define MAX_PARTS      4                              /* of the second line */
#define YEAR_USEC      (365.0 * TW_USEC_PER_DAY)

/* Quality of a match; the distance is greater than kind and recency can bridge. */
#define QUALITY_TITLE       500.0
#define QUALITY_FIELD       450.0
#define QUALITY_TITLE_START 400.0
#define QUALITY_IN_A_ROW    300.0
#define QUALITY_NAMES       200.0
#define QUALITY_TEXTS       100.0

void
tw_candidate_clear (TwCandidate *candidate)
{
  g_clear_pointer (&candidate->hit, tw_hit_free);
}

gint64
tw_candidate_key (guint entity_number, gint64 rid)
{
  return rid * 4096 + entity_number;
}

void
tw_candidate_add (TwSearching *search, guint entity_number, gint64 rid, gboolean texts)
{
  TwCandidate candidate = { tw_schema_get_entity_by_number (search->schema, entity_number), rid, texts, NULL };
  gint64 key = tw_candidate_key (entity_number, rid);

  if (candidate.entity != NULL && g_hash_table_add (search->known, g_memdup2 (&key, sizeof key)))
    g_array_append_val (search->candidates, candidate);
}

static double
get_kind_weight (const TwEntity *entity)
{
  static const struct { const char *group; double weight; } weights[] = {
    { "people", 50 }, { "sell", 47 }, { "serve", 40 }, { "plan", 35 }, { "know", 30 }, { "admin", 10 },
  };

  for (guint i = 0; entity->group != NULL && i < G_N_ELEMENTS (weights); i++)
    if (strcmp (weights[i].group, entity->group) == 0)
      return weights[i].weight;
  return 5;
}

static char *
dup_words (const char *text)
{
  g_auto (GStrv) words = tw_text_words (text);

  return g_strjoinv (" ", words);
}

/* Whether the phrase stands in the words, from the start of one. */
static gboolean
stands_in (const char *words, const char *phrase)
{
  for (const char *p = strstr (words, phrase); p != NULL; p = strstr (p + 1, phrase))
    if (p == words || p[-1] == ' ')
      return TRUE;
  return FALSE;
}

static double
rate_text (TwSearching *search, const char *text, gboolean is_title)
{
  g_autofree char *words = text != NULL ? dup_words (text) : NULL;

  if (words == NULL)
    return QUALITY_NAMES;
  if (strcmp (words, search->phrase) == 0)
    return is_title ? QUALITY_TITLE : QUALITY_FIELD;
  if (is_title && g_str_has_prefix (words, search->phrase))
    {
      /* A shorter title is nearer to what was typed. */
      return QUALITY_TITLE_START + 20.0 * strlen (search->phrase) / strlen (words);
    }
  return stands_in (words, search->phrase) ? QUALITY_IN_A_ROW : QUALITY_NAMES;
}

static const TwField *
get_detail_field (const TwEntity *entity)
{
  for (guint i = 0; entity->list_columns != NULL && entity->list_columns[i] != NULL; i++)
    {
      const TwField *field = tw_entity_get_field (entity, entity->list_columns[i]);

      if (field != NULL && field != entity->name_field && field != entity->owner_field && tw_field_is_stored (field) &&
          (field->kind == TW_KIND_LINK || field->kind == TW_KIND_EMAIL))
        return field;
    }
  return NULL;
}

static void
append_column (GString *sql, const TwField *field)
{
  g_autofree char *column = tw_field_dup_column (field);

  g_string_append_printf (sql, ", \"%s\"", column);
  if (field->type == TW_TYPE_LINK && tw_field_get_target (field) == NULL)
    g_string_append_printf (sql, ", \"%s_ent\"", column);
}

/* Reads the row of a candidate and rates it; NULL when it is not to be shown. */
gboolean
tw_candidate_read (TwSearching *search, TwCandidate *candidate, GError **error)
{
  const TwEntity *entity = candidate->entity;
  g_autofree char *table = tw_entity_dup_table (entity);
  g_autoptr (GString) sql = g_string_new ("SELECT id, updated_at");
  g_autoptr (TwStmt) stmt = NULL;
  g_autoptr (GError) local = NULL;
  double quality = candidate->texts ? QUALITY_TEXTS : QUALITY_NAMES;
  double age;
  int at = 2;

  for (guint i = 0; i < entity->n_fields; i++)
    if (tw_search_is_name (entity->fields[i]))
      append_column (sql, entity->fields[i]);
  g_string_append_printf (sql, " FROM \"%s\" WHERE rid = ? AND deleted IS NULL", table);
  stmt = tw_db_prepare (search->db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, candidate->rid);
  if (!tw_stmt_step (stmt, &local))
    {
      if (local == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  candidate->hit = g_new0 (TwHit, 1);
  candidate->hit->entity = entity->number;
  tw_stmt_get_id (stmt, 0, &candidate->hit->id);
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];

      if (!tw_search_is_name (field))
        continue;
      if (field == entity->name_field && field->type == TW_TYPE_TEXT)
        candidate->hit->title = g_strdup (tw_stmt_get_text (stmt, at, NULL));
      if (!candidate->texts && field->type == TW_TYPE_TEXT)
        quality = MAX (quality, rate_text (search, tw_stmt_get_text (stmt, at, NULL), field == entity->name_field));
      at++;
    }
  age = MAX (0, search->now - tw_stmt_get_int (stmt, 1)) / YEAR_USEC;
  candidate->hit->score = quality + get_kind_weight (entity) + 20.0 / (1.0 + age);
  return TRUE;
}

/* --- The winners --- */

int
tw_candidate_compare (gconstpointer a, gconstpointer b)
{
  const TwCandidate *x = a, *y = b;

  if (x->hit == NULL || y->hit == NULL)
    return (x->hit == NULL) - (y->hit == NULL);
  if (x->hit->score != y->hit->score)
    return x->hit->score > y->hit->score ? -1 : 1;
  return tw_id_compare (&y->hit->id, &x->hit->id);
}

/* The line of the text that has one of the words, cut to a length that fits under a title. */
static char *
dup_line_with_word (TwSearching *search, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", 500);

  for (guint i = 0; lines[i] != NULL; i++)
    for (guint j = 0; search->words[j] != NULL; j++)
      if (tw_text_contains (lines[i], search->words[j]))
        {
          const char *line = g_strstrip (lines[i]);
          glong length = g_utf8_strlen (line, -1);
          const char *start = line;
          g_autofree char *cut = NULL;

          /* In a long line, begin near the word. */
          while (length > DETAIL_LENGTH)
            {
              const char *next = strchr (start, ' ');

              if (next == NULL || !tw_text_contains (next, search->words[j]))
                break;
              start = next + 1;
              length = g_utf8_strlen (start, -1);
            }
          cut = g_utf8_substring (start, 0, MIN (length, DETAIL_LENGTH));
          return g_strconcat (start > line ? "…" : "", cut, length > DETAIL_LENGTH ? "…" : "", NULL);
        }
  return NULL;
}

static char *
dup_text_detail (TwSearching *search, TwRecord *record)
{
  const TwEntity *entity = tw_record_get_entity (record);

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwValue *value;
      char *line;

      if (!tw_search_is_text (entity->fields[i]) || entity->fields[i]->type != TW_TYPE_TEXT)
        continue;
      value = tw_record_get (record, entity->fields[i]);
      if (!tw_value_is_null (value) && (line = dup_line_with_word (search, value->text)) != NULL)
        return line;
    }
  return NULL;
}

static gboolean
tells_apart (const TwEntity *entity, const TwField *field)
{
  if (field == entity->name_field || field == entity->owner_field || field->retired || field->hidden || field->sensitive ||
      field->read_roles != NULL || field->derive != NULL || !tw_field_is_stored (field))
    return FALSE;
  switch (field->kind)
    {
    case TW_KIND_LINK: case TW_KIND_ENUM: case TW_KIND_MONEY: case TW_KIND_NUMBER: case TW_KIND_TEXT: case TW_KIND_EMAIL: case TW_KIND_PHONE:
      return TRUE;
    case TW_KIND_DATE: case TW_KIND_DATETIME:
      /* Any other day or number would need its name beside it. */
      return field == entity->date_field;
    default:
      return FALSE;
    }
}

static void
add_part (TwSearching *search, TwRecord *record, const TwField *field, GPtrArray *parts)
{
  const TwValue *value = tw_record_get (record, field);
  g_autofree char *title = value->type == TW_TYPE_LINK ? tw_store_dup_title (search->store, value->tag, &value->id) : NULL;
  g_autofree char *text = tw_field_format (field, value, title);

  if (*text != '\0' && parts->len < MAX_PARTS && !g_ptr_array_find_with_equal_func (parts, text, g_str_equal, NULL))
    g_ptr_array_add (parts, g_steal_pointer (&text));
}

/* Records of the same name are told apart: whose it is, and what other records' pages say of it, such as stage, amount and day of a deal. */
static char *
dup_field_detail (TwSearching *search, TwRecord *record, const TwField *first)
{
  const TwEntity *entity = tw_record_get_entity (record);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (first != NULL)
    add_part (search, record, first, parts);
  for (guint i = 0; entity->related_fields != NULL && entity->related_fields[i] != NULL; i++)
    {
      const TwField *field = tw_entity_get_field (entity, entity->related_fields[i]);

      if (field != NULL && field != first && tells_apart (entity, field))
        add_part (search, record, field, parts);
    }
  g_ptr_array_add (parts, NULL);
  return parts->len > 1 ? g_strjoinv (" · ", (char **) parts->pdata) : NULL;
}

void
tw_candidate_complete (TwSearching *search, TwCandidate *candidate)
{
  TwHit *hit = candidate->hit;
  g_autoptr (TwRecord) record = NULL;

  if (hit->title == NULL)
    hit->title = tw_store_dup_title (search->store, hit->entity, &hit->id);
  /* Without the computed fields, which a hit does not show: there are some thirty of a company. */
  record = tw_store_read_record (search->store, search->db, candidate->entity, &hit->id, NULL);
  if (record == NULL)
    return;
  if (candidate->texts)
    hit->detail = dup_text_detail (search, record);
  if (hit->detail == NULL)
    hit->detail = dup_field_detail (search, record, get_detail_field (candidate->entity));
}
