/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-calendar-private.h"

#include <glib/gi18n-lib.h>

/* What tells most about an occurrence comes first. */
static const char *const about_keys[] = { "company", "contact", "deal", "lead", "case", "record" };

static const TwField *
find_field (const TwEntity *entity, const char *key, TwType type)
{
  const TwField *field = tw_entity_get_field (entity, key);

  return field != NULL && field->type == type && field->formula == NULL && !field->retired ? field : NULL;
}

/* The end of a span is known by its key, as is what else gives a record its time. */
static void
find_times (TwCalendarSource *source)
{
  const TwEntity *entity = source->entity;

  source->start = entity->date_field;
  if (source->start->type == TW_TYPE_DATE)
    {
      source->time = find_field (entity, "due_time", TW_TYPE_TIME);
      source->length = find_field (entity, "estimate", TW_TYPE_DURATION);
      return;
    }
  source->end = find_field (entity, "ends_at", TW_TYPE_DATETIME);
  if (source->kind != TW_CALENDAR_MEETING)
    return;
  source->all_day = find_field (entity, "all_day", TW_TYPE_BOOLEAN);
  source->shown_free = find_field (entity, "shown_free", TW_TYPE_BOOLEAN);
  source->zone = find_field (entity, "timezone", TW_TYPE_TEXT);
  source->floating = find_field (entity, "floating", TW_TYPE_BOOLEAN);
  source->wall = find_field (entity, "wall_start", TW_TYPE_TEXT);
  source->rule = find_field (entity, "recurrence", TW_TYPE_TEXT);
  source->series = find_field (entity, "series", TW_TYPE_LINK);
  source->series_start = find_field (entity, "series_start", TW_TYPE_DATETIME);
  source->excluded = find_field (entity, "excluded", TW_TYPE_LIST);
  source->spans = find_field (entity, "spans_until", TW_TYPE_DATETIME);
}

/**
 * tw_calendar_source_init:
 * @source: (out caller-allocates): what is found
 * @entity: a kind of record
 *
 * Returns: %FALSE when its records have no stored date
 */
gboolean
tw_calendar_source_init (TwCalendarSource *source, const TwEntity *entity)
{
  *source = (TwCalendarSource) { .entity = entity, .kind = tw_calendar_get_kind (entity) };
  if (source->kind == 0)
    return FALSE;
  find_times (source);
  source->title = entity->name_field != NULL && entity->name_field->formula == NULL ? entity->name_field : NULL;
  source->owner = entity->owner_field != NULL && entity->owner_field->formula == NULL ? entity->owner_field : NULL;
  source->people = find_field (entity, "attendees", TW_TYPE_LIST);
  if (source->people == NULL)
    source->people = find_field (entity, "assignees", TW_TYPE_LIST);
  source->state = entity->board_field != NULL && entity->board_field->type == TW_TYPE_ENUM ? entity->board_field : NULL;
  source->place = find_field (entity, "location", TW_TYPE_TEXT);
  source->deal = find_field (entity, "deal", TW_TYPE_LINK);
  source->company = find_field (entity, "company", TW_TYPE_LINK);
  source->type = find_field (entity, "meeting_type", TW_TYPE_LINK);
  for (guint i = 0; i < G_N_ELEMENTS (about_keys); i++)
    if ((source->about[source->n_about] = find_field (entity, about_keys[i], TW_TYPE_LINK)) != NULL)
      source->n_about++;
  return TRUE;
}

static void
read_link (TwStore *store, TwStmt *row, const TwField *field, TwId *id, guint *entity)
{
  g_auto(TwValue) value = TW_VALUE_INIT;

  if (field == NULL)
    return;
  tw_stmt_get_field (row, tw_store_get_column (store, field), field, &value);
  if (value.type != TW_TYPE_LINK)
    return;
  *id = value.id;
  if (entity != NULL)
    *entity = value.tag;
}

static char *
dup_text (TwStore *store, TwStmt *row, const TwField *field)
{
  const char *text;
  gsize length;

  if (field == NULL || tw_stmt_is_null (row, tw_store_get_column (store, field)))
    return NULL;
  if (field->type == TW_TYPE_TEXT)
    {
      text = tw_stmt_get_text (row, tw_store_get_column (store, field), &length);
      return text != NULL && length > 0 ? g_strndup (text, length) : NULL;
    }
  else
    {
      g_auto(TwValue) value = TW_VALUE_INIT;

      tw_stmt_get_field (row, tw_store_get_column (store, field), field, &value);
      return tw_field_format (field, &value, NULL);
    }
}

static void
read_state (const TwCalendarSource *source, TwStore *store, TwStmt *row, TwOccurrence *occurrence)
{
  g_autofree char *key = NULL;
  const TwChoice *choice;
  const char *text;
  gsize length;

  if (source->state == NULL)
    return;
  text = tw_stmt_get_text (row, tw_store_get_column (store, source->state), &length);
  key = text != NULL ? g_strndup (text, length) : NULL;
  choice = key != NULL ? tw_field_get_choice (source->state, key) : NULL;
  if (choice == NULL || !choice->closed)
    return;
  occurrence->cancelled = g_str_equal (key, "cancelled") || g_str_equal (key, "skipped");
  occurrence->done = !occurrence->cancelled;
}

static void
read_people (const TwCalendarSource *source, TwStore *store, TwStmt *row, TwOccurrence *occurrence)
{
  const TwEntity *user = tw_schema_get_entity (source->entity->schema, "user");
  g_auto(TwValue) links = TW_VALUE_INIT;

  if (source->people == NULL || user == NULL)
    return;
  if (source->people->kind == TW_KIND_LINKS)
    tw_store_read_links (row, tw_store_get_column (store, source->people), &links);
  for (guint i = 0; links.type == TW_TYPE_LIST && i < links.list->n_values; i++)
    {
      const TwValue *one = &links.list->values[i];

      if (one->type != TW_TYPE_LINK || one->tag != user->number || tw_id_equal (&one->id, &occurrence->owner))
        continue;
      if (occurrence->people == NULL)
        occurrence->people = g_array_new (FALSE, FALSE, sizeof (TwId));
      g_array_append_val (occurrence->people, one->id);
    }
}

/**
 * tw_calendar_source_read:
 * @source: a kind of record
 * @store: a store
 * @row: a row of it
 *
 * Returns: (transfer full): an occurrence of the record, without its times
 */
TwOccurrence *
tw_calendar_source_read (const TwCalendarSource *source, TwStore *store, TwStmt *row)
{
  TwOccurrence *occurrence = g_new0 (TwOccurrence, 1);

  occurrence->entity = source->entity->number;
  occurrence->kind = source->kind;
  occurrence->color = tw_calendar_get_color (source->kind);
  occurrence->may_move = !tw_store_is_read_only (store) && tw_field_is_editable (source->start);
  tw_stmt_get_id (row, TW_SCAN_ID, &occurrence->id);
  occurrence->title = dup_text (store, row, source->title);
  if (occurrence->title == NULL)
    occurrence->title = g_strdup ("");
  occurrence->place = dup_text (store, row, source->place);
  read_link (store, row, source->owner, &occurrence->owner, NULL);
  read_link (store, row, source->deal, &occurrence->deal, NULL);
  read_link (store, row, source->company, &occurrence->company, NULL);
  read_link (store, row, source->type, &occurrence->meeting_type, NULL);
  for (guint i = 0; i < source->n_about && tw_id_is_nil (&occurrence->about); i++)
    read_link (store, row, source->about[i], &occurrence->about, &occurrence->about_entity);
  read_link (store, row, source->series, &occurrence->series, NULL);
  occurrence->exception = !tw_id_is_nil (&occurrence->series);
  occurrence->recurring = occurrence->exception;
  if (occurrence->exception && source->series_start != NULL)
    occurrence->recurrence_id = tw_stmt_get_int (row, tw_store_get_column (store, source->series_start));
  occurrence->shown_free = source->shown_free != NULL && tw_stmt_get_int (row, tw_store_get_column (store, source->shown_free));
  read_state (source, store, row, occurrence);
  read_people (source, store, row, occurrence);
  return occurrence;
}

/**
 * tw_calendar_source_for_record:
 * @store: a store
 * @occurrence: an occurrence
 * @source: (out caller-allocates): its kind
 * @record: (out) (transfer full): the record
 * @error: the record is gone
 *
 * Returns: %FALSE with @error
 */
gboolean
tw_calendar_source_for_record (TwStore *store, const TwOccurrence *occurrence, TwCalendarSource *source, TwRecord **record, GError **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *entity = tw_schema_get_entity_by_number (schema, occurrence->entity);

  if (entity == NULL || !tw_calendar_source_init (source, entity))
    {
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _("This kind of record has no date any more."));
      return FALSE;
    }
  *record = tw_store_get (store, entity, &occurrence->id, error);
  return *record != NULL;
}
