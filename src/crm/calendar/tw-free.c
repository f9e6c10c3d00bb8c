/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-free.h"

#include <string.h>

#include "tw-series.h"
#include "tw-working-hours.h"

#define MAX_RANGE  (366 * TW_USEC_PER_DAY)
#define QUARTER    (15 * 60 * G_USEC_PER_SEC)
#define MAX_BUFFER (4 * 3600)                          /* seconds */

static const char usual_hours[] =
  "{\"monday\":[[\"09:00\",\"17:00\"]],\"tuesday\":[[\"09:00\",\"17:00\"]],\"wednesday\":[[\"09:00\",\"17:00\"]],"
  "\"thursday\":[[\"09:00\",\"17:00\"]],\"friday\":[[\"09:00\",\"17:00\"]]}";

/* --- Spans --- */

static int
compare_spans (gconstpointer a, gconstpointer b)
{
  const TwSpan *x = a, *y = b;

  return x->start < y->start ? -1 : x->start > y->start;
}

/* Sorts and joins what overlaps or touches. */
static void
join (GArray *spans)
{
  guint n = 0;

  g_array_sort (spans, compare_spans);
  for (guint i = 0; i < spans->len; i++)
    {
      TwSpan *one = &g_array_index (spans, TwSpan, i), *last = n > 0 ? &g_array_index (spans, TwSpan, n - 1) : NULL;

      if (last != NULL && one->start <= last->end)
        last->end = MAX (last->end, one->end);
      else
        g_array_index (spans, TwSpan, n++) = *one;
    }
  g_array_set_size (spans, n);
}

/* Both sorted and joined. */
static GArray *
subtract (GArray *from, GArray *what)
{
  GArray *left = g_array_new (FALSE, FALSE, sizeof (TwSpan));
  guint w = 0;

  for (guint i = 0; i < from->len; i++)
    {
      TwSpan rest = g_array_index (from, TwSpan, i);

      while (w < what->len && g_array_index (what, TwSpan, w).end <= rest.start)
        w++;
      for (guint k = w; k < what->len && g_array_index (what, TwSpan, k).start < rest.end; k++)
        {
          TwSpan before = { rest.start, g_array_index (what, TwSpan, k).start };

          if (before.end > before.start)
            g_array_append_val (left, before);
          rest.start = MAX (rest.start, g_array_index (what, TwSpan, k).end);
        }
      if (rest.end > rest.start)
        g_array_append_val (left, rest);
    }
  return left;
}

static GArray *
intersect (GArray *a, GArray *b)
{
  GArray *both = g_array_new (FALSE, FALSE, sizeof (TwSpan));
  guint i = 0, j = 0;

  while (i < a->len && j < b->len)
    {
      TwSpan x = g_array_index (a, TwSpan, i), y = g_array_index (b, TwSpan, j);
      TwSpan common = { MAX (x.start, y.start), MIN (x.end, y.end) };

      if (common.end > common.start)
        g_array_append_val (both, common);
      if (x.end < y.end)
        i++;
      else
        j++;
    }
  return both;
}

/* --- Working hours --- */

static const char *
get_text (TwRecord *record, const char *key, TwType type)
{
  const TwField *field = record != NULL ? tw_entity_get_field (tw_record_get_entity (record), key) : NULL;
  const TwValue *value = field != NULL ? tw_record_get (record, field) : NULL;

  return value != NULL && value->type == type ? value->text : NULL;
}

static TwRecord *
read_business_hours (TwStore *store, TwSchema *schema)
{
  const TwEntity *entity = tw_schema_get_entity (schema, "business_hours");
  g_autoptr(TwQuery) query = entity != NULL ? tw_query_new (schema, entity, NULL, "created_at", NULL) : NULL;
  g_autoptr(GPtrArray) records = query != NULL ? tw_store_list (store, query, 1, NULL, NULL, NULL) : NULL;

  return records != NULL && records->len > 0 ? g_object_ref (g_ptr_array_index (records, 0)) : NULL;
}

static gboolean
is_holiday (TwRecord *business, TwDate day)
{
  const TwField *field = business != NULL ? tw_entity_get_field (tw_record_get_entity (business), "holidays") : NULL;
  const TwValue *list = field != NULL ? tw_record_get (business, field) : NULL;
  g_autofree char *text = tw_date_print (day);

  for (guint i = 0; list != NULL && list->type == TW_TYPE_LIST && i < list->list->n_values; i++)
    if (list->list->values[i].type == TW_TYPE_TEXT && g_str_has_prefix (list->list->values[i].text, text))
      return TRUE;
  return FALSE;
}

/* Hours are on the clock of the person: a day with a change of time has an hour more or less of them. */
static void
add_day (GArray *spans, GArray *hours, TwDate day, GTimeZone *zone, TwInstant from, TwInstant to)
{
  int weekday = tw_date_get_weekday (day);

  for (guint i = 0; i < hours->len; i++)
    {
      const TwHours *one = &g_array_index (hours, TwHours, i);
      TwSpan span;

      if (one->weekday != weekday)
        continue;
      span.start = MAX (from, tw_instant_from_local (day, one->from, zone));
      span.end = MIN (to, one->to >= 86400 ? tw_instant_from_local (day + 1, 0, zone) : tw_instant_from_local (day, one->to, zone));
      if (span.end > span.start)
        g_array_append_val (spans, span);
    }
}

static GTimeZone *
dup_workspace_zone (TwStore *store)
{
  TwExprContext *context = tw_store_dup_context (store);
  GTimeZone *zone = g_time_zone_ref (context->zone);

  tw_store_context_free (context);
  return zone;
}

/**
 * tw_free_read_working:
 * @store: a store
 * @user: a person
 * @from: first moment
 * @to: the moment after the last; a year later at most
 * @error: of the store
 *
 * Returns: (transfer full) (element-type TwSpan) (nullable): when the person works; %NULL with @error
 */
GArray *
tw_free_read_working (TwStore *store, const TwId *user, TwInstant from, TwInstant to, GError **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr(TwRecord) person = tw_store_get (store, tw_schema_get_entity (schema, "user"), user, error);
  g_autoptr(TwRecord) business = person != NULL ? read_business_hours (store, schema) : NULL;
  const char *own = get_text (person, "working_hours", TW_TYPE_JSON), *common = get_text (business, "weekly_hours", TW_TYPE_JSON);
  g_autoptr(GTimeZone) zone = NULL;
  g_autoptr(GArray) hours = NULL;
  GArray *spans;

  if (person == NULL)
    return NULL;
  to = MIN (to, from + MAX_RANGE);
  zone = tw_series_find_zone (get_text (person, "timezone", TW_TYPE_TEXT));
  if (zone == NULL)
    zone = dup_workspace_zone (store);
  hours = own != NULL ? tw_working_hours_parse (own) : NULL;
  if (hours == NULL && common != NULL)
    hours = tw_working_hours_parse (common);
  if (hours == NULL)
    hours = tw_working_hours_parse (usual_hours);
  spans = g_array_new (FALSE, FALSE, sizeof (TwSpan));
  for (TwDate day = tw_instant_get_date (from, zone); day <= tw_instant_get_date (to, zone); day++)
    if (!is_holiday (business, day))
      add_day (spans, hours, day, zone, from, to);
  join (spans);
  return spans;
}

/* --- What there is already --- */

static GPtrArray *
read_people (TwStore *store, GArray *users, TwInstant from, TwInstant to, const TwId *except, GError **error)
{
  g_autoptr(GTimeZone) zone = dup_workspace_zone (store);
  TwCalendarQuery query = { from, to, zone, TW_CALENDAR_MEETING | TW_CALENDAR_CALL, users };
  GPtrArray *found = tw_calendar_read (store, &query, NULL, error);

  for (guint i = 0; found != NULL && i < found->len;)
    {
      TwOccurrence *one = g_ptr_array_index (found, i);

      if (one->cancelled || one->shown_free || one->end <= one->start
          || (except != NULL && (tw_id_equal (&one->id, except) || tw_id_equal (&one->series, except))))
        g_ptr_array_remove_index (found, i);
      else
        i++;
    }
  return found;
}

static gint64
read_buffer (TwStore *store, TwSchema *schema, const TwOccurrence *one)
{
  const TwEntity *entity = tw_schema_get_entity (schema, "meeting_type");
  g_autoptr(TwRecord) type = entity != NULL && !tw_id_is_nil (&one->meeting_type)
                             ? tw_store_get (store, entity, &one->meeting_type, NULL) : NULL;
  const TwField *field = type != NULL ? tw_entity_get_field (entity, "buffer") : NULL;
  const TwValue *value = field != NULL ? tw_record_get (type, field) : NULL;

  return value != NULL && value->type == TW_TYPE_DURATION ? CLAMP (value->i, 0, MAX_BUFFER) * (gint64) G_USEC_PER_SEC : 0;
}

/**
 * tw_free_read_busy:
 * @store: a store
 * @user: a person
 * @from: first moment
 * @to: the moment after the last
 * @except: (nullable): a record that does not count
 * @error: of the store
 *
 * Returns: (transfer full) (element-type TwSpan) (nullable): when the person has something, joined; %NULL with @error
 */
GArray *
tw_free_read_busy (TwStore *store, const TwId *user, TwInstant from, TwInstant to, const TwId *except, GError **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr(GArray) users = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autoptr(GPtrArray) found = NULL;
  gint64 margin = (gint64) MAX_BUFFER * G_USEC_PER_SEC;
  GArray *spans;

  g_array_append_vals (users, user, 1);
  found = read_people (store, users, from - margin, to + margin, except, error);
  if (found == NULL)
    return NULL;
  spans = g_array_new (FALSE, FALSE, sizeof (TwSpan));
  for (guint i = 0; i < found->len; i++)
    {
      TwOccurrence *one = g_ptr_array_index (found, i);
      gint64 buffer = read_buffer (store, schema, one);
      TwSpan span = { MAX (from, one->start - buffer), MIN (to, one->end + buffer) };

      if (span.end > span.start)
        g_array_append_val (spans, span);
    }
  join (spans);
  return spans;
}

/**
 * tw_free_find_slots:
 * @store: a store
 * @users: (element-type TwId): the people, one or several
 * @from: first moment
 * @to: the moment after the last; a year later at most
 * @length: how long, in microseconds
 * @except: (nullable): a record that does not count
 * @limit: slots at most
 * @error: of the store
 *
 * Returns: (transfer full) (element-type TwSpan) (nullable): times of that length, in order; %NULL with @error
 */
GArray *
tw_free_find_slots (TwStore *store, GArray *users, TwInstant from, TwInstant to, gint64 length, const TwId *except, guint limit, GError **error)
{
  g_autoptr(GArray) common = NULL;
  GArray *slots;

  g_return_val_if_fail (length > 0, NULL);
  to = MIN (to, from + MAX_RANGE);
  for (guint i = 0; i < users->len; i++)
    {
      const TwId *user = &g_array_index (users, TwId, i);
      g_autoptr(GArray) working = tw_free_read_working (store, user, from, to, error);
      g_autoptr(GArray) busy = working != NULL ? tw_free_read_busy (store, user, from, to, except, error) : NULL;
      GArray *left = busy != NULL ? subtract (working, busy) : NULL;

      if (left == NULL)
        return NULL;
      if (common != NULL)
        {
          GArray *both = intersect (common, left);

          g_array_unref (left);
          left = both;
          g_array_unref (common);
        }
      common = left;
    }
  slots = g_array_new (FALSE, FALSE, sizeof (TwSpan));
  for (guint i = 0; common != NULL && i < common->len; i++)
    {
      TwSpan free = g_array_index (common, TwSpan, i);
      TwInstant start = (free.start + QUARTER - 1) / QUARTER * QUARTER;

      for (; start + length <= free.end && slots->len < limit; start += (length + QUARTER - 1) / QUARTER * QUARTER)
        {
          TwSpan slot = { start, start + length };

          g_array_append_val (slots, slot);
        }
    }
  return slots;
}

/* --- Double bookings --- */

/**
 * tw_free_find_conflicts:
 * @store: a store
 * @users: (element-type TwId): the people
 * @start: start of what is planned
 * @end: its end
 * @except: (nullable): its record
 * @error: of the store
 *
 * Returns: (transfer full) (element-type TwOccurrence) (nullable): what they have then; %NULL with @error
 */
GPtrArray *
tw_free_find_conflicts (TwStore *store, GArray *users, TwInstant start, TwInstant end, const TwId *except, GError **error)
{
  if (end <= start || users->len == 0)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) tw_occurrence_free);
  return read_people (store, users, start, end, except, error);
}
