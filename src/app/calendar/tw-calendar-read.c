/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-calendar-read.h"

#include "tw-calendar-weeks.h"
#include "tw-free.h"

#define MAX_RECORDS 20000                              /* of a view: whoever has more in these weeks filters */

static const char *const palette[] = { "blue", "teal", "purple", "orange", "green", "coral", "brown", "red", "yellow", "slate" };

void
tw_calendar_reading_free (gpointer data)
{
  TwCalendarReading *reading = data;

  g_clear_pointer (&reading->people, g_array_unref);
  g_clear_pointer (&reading->view, tw_query_unref);
  g_time_zone_unref (reading->zone);
  g_object_unref (reading->store);
  g_free (reading);
}

const char *
tw_calendar_pick_color (const TwId *id)
{
  return palette[tw_id_hash (id) % G_N_ELEMENTS (palette)];
}

char *
tw_calendar_dup_initials (const char *name)
{
  GString *initials = g_string_new (NULL);
  gboolean start = TRUE;
  guint n = 0;

  for (const char *p = name; *p != '\0' && n < 2; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (start && g_unichar_isalpha (c))
        {
          g_string_append_unichar (initials, g_unichar_toupper (c));
          n++;
        }
      start = g_unichar_isspace (c) || c == '-';
    }
  return g_string_free (initials, FALSE);
}

/* --- What they look like --- */

/* The colour of the choice that the deal's status is. Read once for each deal. */
static const char *
find_status_color (TwStore    *store,
                   GHashTable *known,
                   const TwId *deal)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *entity = tw_schema_get_entity (schema, "deal");
  const TwField *field = entity != NULL ? tw_entity_get_field (entity, "status") : NULL;
  const char *color = NULL;
  g_autoptr(TwRecord) record = NULL;
  const TwValue *value = NULL;

  if (tw_id_is_nil (deal) || field == NULL || field->choices == NULL)
    return "slate";
  color = g_hash_table_lookup (known, deal);
  if (color != NULL)
    return color;
  record = tw_store_get (store, entity, deal, NULL);
  value = record != NULL ? tw_record_get (record, field) : NULL;
  for (guint i = 0; value != NULL && value->type == TW_TYPE_ENUM && field->choices[i] != NULL && color == NULL; i++)
    if (g_strcmp0 (field->choices[i]->key, value->text) == 0)
      color = field->choices[i]->color;
  for (guint i = 0; i < G_N_ELEMENTS (palette); i++)
    if (g_strcmp0 (palette[i], color) == 0)
      {
        g_hash_table_insert (known, (gpointer) deal, (gpointer) palette[i]);
        return palette[i];
      }
  return "slate";
}

/* Whose it is for those who are shown: the owner, else the first of them who takes part. */
static const TwId *
find_person (const TwCalendarReading *reading,
             const TwOccurrence      *occurrence)
{
  for (guint i = 0; reading->people != NULL && i < reading->people->len; i++)
    {
      const TwId *person = &g_array_index (reading->people, TwId, i);

      if (tw_id_equal (person, &occurrence->owner))
        return &occurrence->owner;
    }
  for (guint i = 0; reading->people != NULL && i < reading->people->len; i++)
    for (guint j = 0; occurrence->people != NULL && j < occurrence->people->len; j++)
      if (tw_id_equal (&g_array_index (reading->people, TwId, i), &g_array_index (occurrence->people, TwId, j)))
        return &g_array_index (occurrence->people, TwId, j);
  return &occurrence->owner;
}

static void
paint (TwCalendarReading *reading,
       TwCalendarItem    *item,
       guint              user_entity,
       GHashTable        *known)
{
  const TwOccurrence *occurrence = item->occurrence;
  const TwId *person = find_person (reading, occurrence);
  gboolean several = reading->people == NULL || reading->people->len > 1;

  if (!tw_id_is_nil (person) && user_entity != 0)
    {
      item->person = tw_store_dup_title (reading->store, user_entity, person);
      if (several)
        {
          item->initials = tw_calendar_dup_initials (item->person);
          item->person_color = tw_calendar_pick_color (person);
        }
    }
  switch (reading->color)
    {
    case TW_CALENDAR_COLOR_PERSON:
      item->color = tw_id_is_nil (person) ? "slate" : tw_calendar_pick_color (person);
      break;
    case TW_CALENDAR_COLOR_STATUS:
      item->color = find_status_color (reading->store, known, &occurrence->deal);
      break;
    case TW_CALENDAR_COLOR_COMPANY:
      item->color = tw_id_is_nil (&occurrence->company) ? "slate" : tw_calendar_pick_color (&occurrence->company);
      break;
    case TW_CALENDAR_COLOR_KIND:
      break;
    }
}

/* One who is asked for twice at a time: items come by start, so that the one that lasts longest is all there is to remember. */
static void
mark_clashes (GPtrArray *items)
{
  g_autoptr(GHashTable) latest = g_hash_table_new (tw_id_hash, tw_id_equal);

  for (guint i = 0; i < items->len; i++)
    {
      TwCalendarItem *item = g_ptr_array_index (items, i), *before = NULL;
      const TwOccurrence *occurrence = item->occurrence;

      if (item->bar || occurrence->cancelled || tw_id_is_nil (&occurrence->owner)
          || (occurrence->kind != TW_CALENDAR_MEETING && occurrence->kind != TW_CALENDAR_CALL))
        continue;
      before = g_hash_table_lookup (latest, &occurrence->owner);
      if (before != NULL && before->occurrence->end > occurrence->start)
        item->clash = before->clash = TRUE;
      if (before == NULL || before->occurrence->end < occurrence->end)
        g_hash_table_replace (latest, (gpointer) &occurrence->owner, item);
    }
}

/* When whoever is looked at works: the first of those who are shown, else the one who looks. Where that is not known, nobody works. */
static void
read_work (TwCalendarReading *reading,
           TwCalendarDays    *days)
{
  const TwId *person = reading->people != NULL && reading->people->len > 0 ? &g_array_index (reading->people, TwId, 0)
                                                                           : tw_store_get_user (reading->store);
  g_autoptr(GArray) spans = NULL;

  days->work = g_new0 (gint16, 2 * (gsize) (days->last - days->first + 1));
  if (person != NULL)
    spans = tw_free_read_working (reading->store, person, tw_instant_from_local (days->first, 0, reading->zone),
                                  tw_instant_from_local (days->last + 1, 0, reading->zone), NULL);
  for (guint i = 0; spans != NULL && i < spans->len; i++)
    {
      const TwSpan *span = &g_array_index (spans, TwSpan, i);
      TwDate day = tw_instant_get_date (span->start, reading->zone);
      int from = (int) (tw_instant_get_time_of_day (span->start, reading->zone) / 60);
      int to = (int) MIN (from + (span->end - span->start) / (60 * G_USEC_PER_SEC), 24 * 60);
      gint16 *work = days->work + 2 * (day - days->first);

      if (day < days->first || day > days->last)
        continue;
      /* With a pause at noon: from the first to the last hour. */
      work[0] = (gint16) (work[1] > 0 ? MIN (work[0], from) : from);
      work[1] = (gint16) MAX (work[1], to);
    }
}

/* --- Records of a view --- */

static TwOccurrence *
make_occurrence (TwCalendarReading *reading,
                 TwRecord          *record)
{
  const TwEntity *entity = tw_record_get_entity (record);
  const TwValue *when = tw_record_get (record, entity->date_field);
  const TwValue *owner = entity->owner_field != NULL ? tw_record_get (record, entity->owner_field) : NULL;
  TwOccurrence *occurrence = g_new0 (TwOccurrence, 1);

  occurrence->entity = entity->number;
  occurrence->id = *tw_record_get_id (record);
  occurrence->kind = TW_CALENDAR_OTHER;
  occurrence->title = tw_record_dup_title (record);
  occurrence->color = "blue";
  occurrence->may_move = tw_field_is_editable (entity->date_field) && !tw_store_is_read_only (reading->store);
  if (owner != NULL && owner->type == TW_TYPE_LINK)
    occurrence->owner = owner->id;
  occurrence->all_day = when->type == TW_TYPE_DATE;
  if (occurrence->all_day)
    {
      occurrence->first_day = occurrence->last_day = (TwDate) when->i;
      occurrence->start = tw_instant_from_local ((TwDate) when->i, 0, reading->zone);
      occurrence->end = tw_instant_from_local ((TwDate) when->i + 1, 0, reading->zone);
    }
  else
    {
      occurrence->start = occurrence->end = when->i;
      occurrence->first_day = occurrence->last_day = tw_instant_get_date (when->i, reading->zone);
    }
  return occurrence;
}

/* Done where its board says so: in colour of the column that it is in. */
static const char *
find_choice_color (TwRecord *record)
{
  const TwField *field = tw_record_get_entity (record)->board_field;
  const TwValue *value = field != NULL && field->kind == TW_KIND_ENUM ? tw_record_get (record, field) : NULL;

  for (guint i = 0; value != NULL && value->type == TW_TYPE_ENUM && field->choices[i] != NULL; i++)
    for (guint j = 0; j < G_N_ELEMENTS (palette) && g_strcmp0 (field->choices[i]->key, value->text) == 0; j++)
      if (g_strcmp0 (field->choices[i]->color, palette[j]) == 0)
        return palette[j];
  return "blue";
}

static GPtrArray *
read_view (TwCalendarReading *reading,
           GError           **error)
{
  const TwEntity *entity = tw_query_get_entity (reading->view);
  g_autofree char *first = tw_date_print (reading->first), *last = tw_date_print (reading->last);
  g_autofree char *where = g_strdup_printf ("%1$s >= %2$s and %1$s <= %3$s", entity->date_field->key, first, last);
  g_autoptr(TwQuery) query = tw_query_with_where (reading->view, where, error);
  g_autoptr(GPtrArray) records = NULL, occurrences = NULL;

  if (query == NULL)
    return NULL;
  records = tw_store_list (reading->store, query, MAX_RECORDS, NULL, NULL, error);
  if (records == NULL)
    return NULL;
  occurrences = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_occurrence_free);
  for (guint i = 0; i < records->len; i++)
    {
      TwRecord *record = g_ptr_array_index (records, i);
      TwOccurrence *occurrence = make_occurrence (reading, record);

      occurrence->color = find_choice_color (record);
      g_ptr_array_add (occurrences, occurrence);
    }
  return g_steal_pointer (&occurrences);
}

static GPtrArray *
read_calendar (TwCalendarReading *reading,
               GCancellable      *cancellable,
               GError           **error)
{
  TwCalendarQuery query = {
    .from = tw_instant_from_local (reading->first, 0, reading->zone),
    .to = tw_instant_from_local (reading->last + 1, 0, reading->zone),
    .zone = reading->zone,
    .kinds = reading->kinds,
    .users = reading->people,
  };

  /* Nothing chosen is nothing shown; to the store it is everything. */
  if (reading->kinds == 0)
    return g_ptr_array_new ();
  return tw_calendar_read (reading->store, &query, cancellable, error);
}

static gboolean
is_wanted (const TwCalendarReading *reading,
           const TwOccurrence      *occurrence)
{
  return tw_id_is_nil (&reading->type) || tw_id_equal (&occurrence->meeting_type, &reading->type);
}

/**
 * tw_calendar_reading_run:
 * @reading: what to read
 * @cancellable: (nullable): to stop it
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the items of the days
 */
TwCalendarDays *
tw_calendar_reading_run (TwCalendarReading *reading,
                         GCancellable      *cancellable,
                         GError           **error)
{
  g_autoptr(GPtrArray) occurrences = reading->view != NULL ? read_view (reading, error) : read_calendar (reading, cancellable, error);
  g_autoptr(GHashTable) known = g_hash_table_new (tw_id_hash, tw_id_equal);
  g_autoptr(TwSchema) schema = tw_store_ref_schema (reading->store);
  const TwEntity *user = tw_schema_get_entity (schema, "user");
  g_autoptr(GPtrArray) items = NULL;
  TwCalendarDays *days = NULL;

  if (occurrences == NULL)
    return NULL;
  items = g_ptr_array_new_full (occurrences->len, (GDestroyNotify) tw_calendar_item_free);
  g_ptr_array_set_free_func (occurrences, NULL);
  for (guint i = 0; i < occurrences->len; i++)
    {
      TwOccurrence *occurrence = g_ptr_array_index (occurrences, i);
      TwCalendarItem *item = NULL;

      if (!is_wanted (reading, occurrence))
        {
          tw_occurrence_free (occurrence);
          continue;
        }
      item = tw_calendar_item_new (occurrence, reading->zone);
      paint (reading, item, user != NULL ? user->number : 0, known);
      g_ptr_array_add (items, item);
    }
  mark_clashes (items);
  days = tw_calendar_days_new (reading->first, reading->last, g_steal_pointer (&items));
  days->holidays = tw_calendar_list_holidays (days->first, days->last);
  read_work (reading, days);
  return days;
}
