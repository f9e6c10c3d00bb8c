/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-today.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "tw-star.h"
#include "tw-task-finish.h"

#define MAX_LINES   50                                 /* of a section; more is a matter of the list */
#define MAX_STARRED 20                                 /* the sidebar and the palette have them, too */

typedef struct
{
  TwTodaySection section;
  const char *entity, *where, *sort;
  const char *when, *until;                            /* fields; nullable */
  const char *done_field, *done_value;                 /* nullable; "=now" for this moment */
  const char *snooze_field;                            /* nullable: a date that moves to tomorrow */
  const char *follow_up;                               /* nullable: field of a task by which it is put off instead */
  const char *opens;                                   /* nullable: path of links to what is opened */
} Source;

/* A deal is at risk when nothing happened with it for longer than its stage allows, and nothing is planned. */
static const Source sources[] = {
  { .section = TW_TODAY_OVERDUE, .entity = "task", .where = "assignee = me and status != \"completed\" and due_date < today()",
    .sort = "due_date,-priority", .when = "due_date", .done_field = "status", .done_value = "completed",
    .snooze_field = "due_date" },
  { .section = TW_TODAY_DUE, .entity = "task", .where = "assignee = me and status != \"completed\" and due_date = today()",
    .sort = "-priority,title", .when = "due_date", .done_field = "status", .done_value = "completed", .snooze_field = "due_date" },
  { .section = TW_TODAY_MEETINGS, .entity = "meeting",
    .where = "(organizer = me or attendees has me) and status = \"scheduled\" and starts_at within today", .sort = "starts_at",
    .when = "starts_at", .until = "ends_at", .done_field = "status", .done_value = "completed" },
  { .section = TW_TODAY_RISK, .entity = "deal",
    .where = "owner = me and status = \"open\" and days_in_stage > stage.max_days"
             " and (last_activity_at is empty or days_between(last_activity_at, now()) > stage.max_days)"
             " and (next_task_date is empty or next_task_date < today())",
    .sort = "-amount", .when = "close_date", .follow_up = "deal" },
  { .section = TW_TODAY_MENTIONS, .entity = "mention", .where = "user = me and seen_at is empty", .sort = "-created_at",
    .when = "created_at", .done_field = "seen_at", .done_value = "=now", .opens = "comment.record" },
  { .section = TW_TODAY_CONFLICTS, .entity = "sync_conflict", .where = "state = \"open\"", .sort = "-mine_at", .when = "mine_at" },
  { .section = TW_TODAY_APPROVALS, .entity = "quote_approval", .where = "approver = me and decision = \"pending\"",
    .sort = "created_at", .when = "created_at", .opens = "quote" },
  { .section = TW_TODAY_APPROVALS, .entity = "document_approval", .where = "approver = me and decision = \"pending\"",
    .sort = "due_at", .when = "due_at", .opens = "document" },
};

/* The links whose titles tell what a line is about, in order of how much they say. */
static const char *const about_fields[] = { "company", "deal", "contact", "lead", "case", "record", "comment", NULL };

/* Of each entity the field with its place on the map. */
static const char *const place_links[] = { "company", "contact", NULL };

static const TwTodayInfo infos[] = {
  [TW_TODAY_OVERDUE] = { N_("Overdue"), "alarm-symbolic" },
  [TW_TODAY_DUE] = { N_("Due today"), "checkbox-checked-symbolic" },
  [TW_TODAY_MEETINGS] = { N_("Meetings"), "x-office-calendar-symbolic" },
  [TW_TODAY_RISK] = { N_("Deals at risk"), "dialog-warning-symbolic" },
  [TW_TODAY_MENTIONS] = { N_("Mentions"), "mail-unread-symbolic" },
  [TW_TODAY_CONFLICTS] = { N_("Conflicts"), "dialog-question-symbolic" },
  [TW_TODAY_APPROVALS] = { N_("Waiting for your approval"), "emblem-ok-symbolic" },
  [TW_TODAY_STARRED] = { N_("Starred"), "starred-symbolic" },
};

static const TwValue *
get_value (TwRecord   *record,
           const char *key)
{
  static const TwValue null = TW_VALUE_INIT;
  const TwField *field = key != NULL ? tw_entity_get_field (tw_record_get_entity (record), key) : NULL;

  return field != NULL ? tw_record_get (record, field) : &null;
}

static char *
dup_about (TwStore  *store,
           TwRecord *record)
{
  for (guint i = 0; about_fields[i] != NULL; i++)
    {
      const TwValue *link = get_value (record, about_fields[i]);
      g_autofree char *title = NULL;

      if (link->type != TW_TYPE_LINK)
        continue;
      title = tw_store_dup_title (store, link->tag, &link->id);
      if (*title != '\0')
        return g_steal_pointer (&title);
    }
  return NULL;
}

/* Follows the links of a path as far as they lead. */
static void
find_opened (TwStore     *store,
             TwRecord    *record,
             const char  *path,
             TwTodayLine *line)
{
  g_auto(GStrv) keys = path != NULL ? g_strsplit (path, ".", -1) : NULL;
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr(TwRecord) at = g_object_ref (record);

  line->open_entity = line->entity;
  line->open_id = line->id;
  for (guint i = 0; keys != NULL && keys[i] != NULL && at != NULL; i++)
    {
      const TwValue *link = get_value (at, keys[i]);
      const TwEntity *entity = link->type == TW_TYPE_LINK ? tw_schema_get_entity_by_number (schema, link->tag) : NULL;

      if (entity == NULL)
        return;
      line->open_entity = link->tag;
      line->open_id = link->id;
      if (keys[i + 1] != NULL)
        {
          g_object_unref (at);
          at = tw_store_get (store, entity, &line->open_id, NULL);
        }
    }
}

static TwTodayLine *
line_new (TwStore      *store,
          const Source *source,
          TwRecord     *record)
{
  TwTodayLine *line = g_new0 (TwTodayLine, 1);

  line->section = source->section;
  line->entity = tw_record_get_entity (record)->number;
  line->id = *tw_record_get_id (record);
  line->title = tw_record_dup_title (record);
  line->when = tw_value_copy (get_value (record, source->when));
  line->until = tw_value_copy (get_value (record, source->until));
  line->can_do = source->done_field != NULL;
  line->can_snooze = source->snooze_field != NULL || source->follow_up != NULL;
  line->travel_minutes = line->gap_minutes = -1;
  line->about = dup_about (store, record);
  find_opened (store, record, source->opens, line);
  /* An approval has no name of its own: it is called by what is to be approved. */
  if (source->section == TW_TODAY_APPROVALS || *line->title == '\0')
    {
      g_free (line->title);
      line->title = tw_store_dup_title (store, line->open_entity, &line->open_id);
    }
  return line;
}

/* --- Travel --- */

typedef struct
{
  gboolean known;
  double   latitude, longitude;
} Place;

static gboolean
read_place (const TwValue *value,
            Place         *place)
{
  g_autoptr(JsonNode) node = value->type == TW_TYPE_JSON ? json_from_string (value->text, NULL) : NULL;
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  if (object == NULL)
    return FALSE;
  place->latitude = json_object_get_double_member_with_default (object, "lat", NAN);
  place->longitude = json_object_get_double_member_with_default (object, "lon", NAN);
  place->known = isfinite (place->latitude) && isfinite (place->longitude);
  return place->known;
}

/* A meeting is where its company is, or its contact; held online it is nowhere. */
static Place
find_place (TwStore  *store,
            TwRecord *meeting)
{
  Place place = { FALSE, 0, 0 };
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  const TwValue *online = get_value (meeting, "meeting_link");

  if (online->type == TW_TYPE_TEXT && *online->text != '\0')
    return place;
  for (guint i = 0; place_links[i] != NULL && !place.known; i++)
    {
      const TwValue *link = get_value (meeting, place_links[i]);
      const TwEntity *entity = link->type == TW_TYPE_LINK ? tw_schema_get_entity_by_number (schema, link->tag) : NULL;
      g_autoptr(TwRecord) record = entity != NULL ? tw_store_get (store, entity, &link->id, NULL) : NULL;

      for (guint j = 0; record != NULL && j < entity->n_fields && !place.known; j++)
        if (entity->fields[j]->kind == TW_KIND_GEO)
          read_place (tw_record_get (record, entity->fields[j]), &place);
    }
  return place;
}

/**
 * tw_today_travel:
 * @latitude_a: of the first place, in degrees
 * @longitude_a: the same
 * @latitude_b: of the second place
 * @longitude_b: the same
 *
 * A guess without a map: the great circle (haversine, a sphere of 6,371 km), roads 1.3 times as long, 50 km/h, and five minutes
 * to park when the places are further apart than a walk of 200 m.
 *
 * Returns: whole minutes, rounded up
 */
int
tw_today_travel (double latitude_a,
                 double longitude_a,
                 double latitude_b,
                 double longitude_b)
{
  const double degree = G_PI / 180;
  double p = sin ((latitude_b - latitude_a) * degree / 2), q = sin ((longitude_b - longitude_a) * degree / 2);
  double h = p * p + cos (latitude_a * degree) * cos (latitude_b * degree) * q * q;
  double km = 2 * 6371 * asin (sqrt (CLAMP (h, 0, 1)));

  return km < 0.2 ? 0 : (int) ceil (5 + km * 1.3 / 50 * 60);
}

static void
add_travel (TwStore   *store,
            GPtrArray *records,
            GPtrArray *lines,
            guint      first)
{
  Place before = { FALSE, 0, 0 };

  for (guint i = 0; i < records->len; i++)
    {
      TwTodayLine *line = g_ptr_array_index (lines, first + i);
      TwTodayLine *former = i > 0 ? g_ptr_array_index (lines, first + i - 1) : NULL;
      Place place = find_place (store, g_ptr_array_index (records, i));

      if (former != NULL && place.known && before.known && former->until.type == TW_TYPE_DATETIME)
        {
          line->travel_minutes = tw_today_travel (before.latitude, before.longitude, place.latitude, place.longitude);
          line->gap_minutes = (line->when.i - former->until.i) / (60 * G_USEC_PER_SEC);
        }
      before = place;
    }
}

/* --- Reading --- */

static gboolean
read_source (TwStore      *store,
             TwSchema     *schema,
             const Source *source,
             GPtrArray    *lines,
             GError      **error)
{
  const TwEntity *entity = tw_schema_get_entity (schema, source->entity);
  g_autoptr(TwQuery) query = entity != NULL ? tw_query_new (schema, entity, source->where, source->sort, NULL) : NULL;
  g_autoptr(GPtrArray) records = NULL;
  guint first = lines->len;

  /* A site may have retired a field that the condition asks for. */
  if (query == NULL)
    return TRUE;
  records = tw_store_list (store, query, MAX_LINES, NULL, NULL, error);
  if (records == NULL)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (lines, line_new (store, source, g_ptr_array_index (records, i)));
  if (source->section == TW_TODAY_MEETINGS)
    add_travel (store, records, lines, first);
  return TRUE;
}

/* At hand, and nothing that needs doing: the kind of record stands where others say what they are about. */
static void
read_starred (TwStore   *store,
              GPtrArray *lines)
{
  static const Source starred = { .section = TW_TODAY_STARRED };
  g_autoptr(GPtrArray) records = tw_star_list (store, MAX_STARRED);

  for (guint i = 0; i < records->len; i++)
    {
      TwTodayLine *line = line_new (store, &starred, g_ptr_array_index (records, i));
      const char *kind = tw_entity_get_label (tw_record_get_entity (g_ptr_array_index (records, i)), FALSE);
      g_autofree char *about = g_steal_pointer (&line->about);

      line->about = about != NULL ? g_strdup_printf ("%s · %s", kind, about) : g_strdup (kind);
      g_ptr_array_add (lines, line);
    }
}

/**
 * tw_today_get_info:
 * @section: a section
 *
 * Returns: (transfer none): its heading in English, and its icon
 */
const TwTodayInfo *
tw_today_get_info (TwTodaySection section)
{
  g_return_val_if_fail ((guint) section < G_N_ELEMENTS (infos), NULL);
  return &infos[section];
}

/**
 * tw_today_read:
 * @store: a store
 * @error: what the store says
 *
 * Reads what its user has to do today. Any thread.
 *
 * Returns: (transfer full) (element-type TwTodayLine) (nullable): the lines in order; %NULL with @error
 */
GPtrArray *
tw_today_read (TwStore *store,
               GError **error)
{
  g_autoptr(GPtrArray) lines = NULL;
  g_autoptr(TwSchema) schema = NULL;

  g_return_val_if_fail (TW_IS_STORE (store), NULL);
  lines = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_today_line_free);
  schema = tw_store_ref_schema (store);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    if (!read_source (store, schema, &sources[i], lines, error))
      return NULL;
  read_starred (store, lines);
  return g_steal_pointer (&lines);
}

/**
 * tw_today_touches:
 * @store: a store
 * @commit: what happened
 *
 * Returns: whether the lines may be others now
 */
gboolean
tw_today_touches (TwStore  *store,
                  TwCommit *commit)
{
  static const char *const others[] = { "activity", "deal_stage", "star", NULL };
  TwSchema *schema = tw_store_get_schema (store);

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      const TwEntity *entity = tw_schema_get_entity (schema, sources[i].entity);

      if (entity != NULL && tw_commit_touches (commit, entity))
        return TRUE;
    }
  for (guint i = 0; others[i] != NULL; i++)
    {
      const TwEntity *entity = tw_schema_get_entity (schema, others[i]);

      if (entity != NULL && tw_commit_touches (commit, entity))
        return TRUE;
    }
  return FALSE;
}

/* --- Doing --- */

static const Source *
find_source (TwStore     *store,
             TwTodayLine *line)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (tw_store_get_schema (store), line->entity);

  for (guint i = 0; entity != NULL && i < G_N_ELEMENTS (sources); i++)
    if (sources[i].section == line->section && g_str_equal (sources[i].entity, entity->key))
      return &sources[i];
  return NULL;
}

/* One field of the line's record gets a value. */
static TwEdit *
set_field (TwStore       *store,
           TwTodayLine   *line,
           const char    *key,
           const TwValue *value,
           char          *title,
           GError       **error)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (tw_store_get_schema (store), line->entity);
  g_autofree char *owned = title;
  g_autoptr(TwRecord) record = tw_store_get (store, entity, &line->id, error);
  TwEdit *edit = NULL;

  if (record == NULL || !tw_record_set_key (record, key, value, error))
    return NULL;
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  tw_edit_save (edit, record);
  return edit;
}

/* NULL without error: finishing is only one field of the kind. What repeats comes again, what waits for others is refused. */
static TwEdit *
finish (TwStore      *store,
        TwTodayLine  *line,
        const Source *source,
        GError      **error)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (tw_store_get_schema (store), line->entity);
  const TwChoice *done = NULL;
  const TwField *state = tw_task_get_state (entity, &done);
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (TwId));

  if (state == NULL || !g_str_equal (state->key, source->done_field) || !g_str_equal (done->key, source->done_value))
    return NULL;
  g_array_append_val (ids, line->id);
  return tw_task_finish (store, entity, ids, error);
}

static TwDate
get_tomorrow (TwStore *store)
{
  TwExprContext *context = tw_store_dup_context (store);
  TwDate today = tw_instant_get_date (context->now, context->zone);

  tw_store_context_free (context);
  return today + 1;
}

/**
 * tw_today_do:
 * @store: a store
 * @line: a line
 * @error: the record is gone, or what it refuses
 *
 * Returns: (transfer full) (nullable): the change that makes it done
 */
TwEdit *
tw_today_do (TwStore     *store,
             TwTodayLine *line,
             GError     **error)
{
  const Source *source = NULL;
  g_auto(TwValue) value = TW_VALUE_INIT;
  g_autoptr(GError) local = NULL;
  TwEdit *edit = NULL;

  g_return_val_if_fail (TW_IS_STORE (store) && line != NULL, NULL);
  source = find_source (store, line);
  if (source == NULL || source->done_field == NULL)
    return NULL;
  edit = finish (store, line, source, &local);
  if (edit != NULL)
    return edit;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  value = g_str_equal (source->done_value, "=now") ? tw_value_datetime (g_get_real_time ()) : tw_value_enum (source->done_value);
  /* Translators: names a change; %s is the name of a task or a meeting. */
  return set_field (store, line, source->done_field, &value, g_strdup_printf (_("Done: “%s”"), line->title), error);
}

/**
 * tw_today_snooze:
 * @store: a store
 * @line: a line
 * @error: the record is gone, or what it refuses
 *
 * A task is due tomorrow; what has no day of its own gets a task for tomorrow that reminds of it.
 *
 * Returns: (transfer full) (nullable): the change that puts it off
 */
TwEdit *
tw_today_snooze (TwStore     *store,
                 TwTodayLine *line,
                 GError     **error)
{
  const Source *source = NULL;
  const TwEntity *task = NULL;
  g_auto(TwValue) day = TW_VALUE_INIT, link = TW_VALUE_INIT, title = TW_VALUE_INIT;
  /* Translators: names a change and a task; %s is the name of a record. */
  g_autofree char *words = NULL;
  g_autoptr(TwRecord) record = NULL;
  TwEdit *edit = NULL;

  g_return_val_if_fail (TW_IS_STORE (store) && line != NULL, NULL);
  source = find_source (store, line);
  task = tw_schema_get_entity (tw_store_get_schema (store), "task");
  day = tw_value_date (get_tomorrow (store));
  if (source == NULL)
    return NULL;
  if (source->snooze_field != NULL)
    return set_field (store, line, source->snooze_field, &day, g_strdup_printf (_("Put off “%s” to tomorrow"), line->title), error);
  if (source->follow_up == NULL || task == NULL)
    return NULL;
  words = g_strdup_printf (_("Follow up on “%s”"), line->title);
  title = tw_value_text (words);
  link = tw_value_link (line->entity, &line->id);
  record = tw_record_new (task);
  if (!tw_record_set_key (record, "title", &title, error) || !tw_record_set_key (record, "due_date", &day, error)
      || !tw_record_set_key (record, source->follow_up, &link, error))
    return NULL;
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, words);
  tw_edit_save (edit, record);
  return edit;
}

/**
 * tw_today_line_free:
 * @line: (transfer full): a line
 *
 * Frees it.
 */
void
tw_today_line_free (TwTodayLine *line)
{
  g_free (line->title);
  g_free (line->about);
  tw_value_clear (&line->when);
  tw_value_clear (&line->until);
  g_free (line);
}
