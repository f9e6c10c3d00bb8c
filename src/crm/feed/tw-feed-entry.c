/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One change of the log as a line of a feed: whether it is asked for, and its words. What is asked costs little is asked first: the record is
 * only read for a line that will be shown. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "tw-feed-private.h"
#include "tw-markdown.h"
#include "tw-mention.h"

#define FRESH      (G_GINT64_CONSTANT (24) * 3600 * G_USEC_PER_SEC)   /* a record that came from a server later than this is none of today's */
#define MAX_BODY   3000                                /* characters of a comment */
#define MADE_LATER (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)        /* what came so much later than it was made says when that was */

/* What people work with; who is who and what a person set up for himself is no news. */
static gboolean
is_news (const TwEntity *entity)
{
  return entity->name_field != NULL
         && (entity->group != NULL ? !g_str_equal (entity->group, "admin") : entity->timeline_field != NULL);
}

/**
 * tw_feed_list_entities:
 * @schema: the schema
 *
 * Returns: (transfer full) (element-type TwEntity): entities whose records stand in feeds
 */
GPtrArray *
tw_feed_list_entities (TwSchema *schema)
{
  GPtrArray *entities = g_ptr_array_new ();

  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    if (is_news (tw_schema_get_entity_at (schema, i)) && !tw_schema_get_entity_at (schema, i)->retired)
      g_ptr_array_add (entities, (gpointer) tw_schema_get_entity_at (schema, i));
  return entities;
}

gboolean
tw_feed_shows_entity (const TwFeedView *feed,
                      const TwEntity   *entity)
{
  if (entity == NULL || !is_news (entity) || (feed->entity != NULL && strcmp (feed->entity, entity->key) != 0)
      || (feed->hidden != NULL && g_strv_contains ((const char *const *) feed->hidden, entity->key)))
    return FALSE;
  return feed->access == NULL || tw_access_may (feed->access, TW_RIGHT_READ, entity);
}

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  return tw_id_compare (a, b);
}

gboolean
tw_feed_is_of_team (const TwFeedView *feed,
                    const TwId       *user)
{
  if (feed->from & TW_FEED_EVERYBODY)
    return TRUE;
  return (feed->from & TW_FEED_TEAM) != 0 && feed->team != NULL && !tw_id_is_nil (user)
         && g_array_binary_search (feed->team, user, compare_ids, NULL);
}

static const TwValue *
find_after (TwChange      *change,
            const TwField *field)
{
  for (guint i = 0; field != NULL && i < tw_change_get_n_fields (change); i++)
    if (tw_change_get_field (change, i)->field == field->number)
      return &tw_change_get_field (change, i)->after;
  return NULL;
}

static gboolean
is_comment (const TwEntity *entity)
{
  return entity->name_field->kind == TW_KIND_RICHTEXT;
}

static guint
get_kind (const TwEntity *entity,
          TwChange       *change)
{
  switch (tw_change_get_op (change))
    {
    case TW_OP_ADD:
      return is_comment (entity) ? TW_FEED_WRITTEN : TW_FEED_ADDED;
    case TW_OP_SET:
      if (is_comment (entity))
        return TW_FEED_WRITTEN;
      return find_after (change, entity->board_field) != NULL ? TW_FEED_MOVED | TW_FEED_CHANGED : TW_FEED_CHANGED;
    case TW_OP_DELETE:
    case TW_OP_RESTORE:
      return TW_FEED_REMOVED;
    default:
      return 0;
    }
}

/* --- Whom it concerns --- */

/* A record that came to be about one that is followed. */
static gboolean
is_about_followed (const TwFeedView *feed,
                   const TwEntity   *entity,
                   TwChange         *change)
{
  if (g_hash_table_contains (feed->followed, tw_change_get_record (change)))
    return TRUE;
  for (guint i = 0; entity->timeline_field != NULL && i < tw_change_get_n_fields (change); i++)
    {
      const TwFieldChange *part = tw_change_get_field (change, i);
      const TwField *field = part->after.type == TW_TYPE_LINK ? tw_entity_get_field_by_number (entity, part->field) : NULL;

      if (field != NULL && field->number >= TW_FIELD_FIRST_OWN && field != entity->owner_field
          && g_hash_table_contains (feed->followed, &part->after.id))
        return TRUE;
    }
  return FALSE;
}

static gboolean
names_me (const TwFeedView *feed,
          const TwEntity   *entity,
          TwChange         *change)
{
  const TwValue *body = is_comment (entity) ? find_after (change, entity->name_field) : NULL;
  g_autoptr(GArray) ids = NULL;

  if (body == NULL || body->type != TW_TYPE_TEXT || strchr (body->text, '@') == NULL)
    return FALSE;
  ids = tw_mention_list (feed->view.schema, body->text);
  for (guint i = 0; i < ids->len; i++)
    if (tw_id_equal (&g_array_index (ids, TwId, i), &feed->me))
      return TRUE;
  return FALSE;
}

static gboolean
concerns (const TwFeedView *feed,
          const TwEntity   *entity,
          TwChange         *change,
          const TwId       *author)
{
  return tw_feed_is_of_team (feed, author)
         || ((feed->from & TW_FEED_FOLLOWED) && feed->followed != NULL && is_about_followed (feed, entity, change))
         || ((feed->from & TW_FEED_MENTIONS) && names_me (feed, entity, change));
}

/* --- Words --- */

/* What follows from other fields was done by nobody; what may not be read is not told. */
static gboolean
tells_field (const TwField *field,
             gpointer       data)
{
  const TwFeedView *feed = data;

  return !field->sensitive && field->derive == NULL && !(field->read_only && field != field->entity->board_field)
         && field != field->entity->touched_field && field != field->entity->next_field
         && (feed->access == NULL || tw_access_field (feed->access, field) != TW_FIELD_HIDDEN);
}

static gboolean
may_read (const TwFeedView *feed,
          const TwEntity   *entity,
          const TwId       *id)
{
  g_autoptr(TwRecord) record = NULL;

  if (feed->access == NULL)
    return TRUE;
  record = tw_store_get (feed->view.store, entity, id, NULL);
  return record != NULL && tw_access_may_row (feed->access, TW_RIGHT_READ, record);
}

static char *
dup_name (const TwFeedView *feed,
          const TwId       *user)
{
  const TwEntity *entity = tw_schema_get_entity (feed->view.schema, "user");

  if (entity == NULL || tw_id_is_nil (user))
    return g_strdup ("");
  return tw_store_dup_title (feed->view.store, entity->number, user);
}

/* What a new record is about: the first link that is a relation of its target. */
static const TwValue *
find_about (const TwEntity *entity,
            TwChange       *change)
{
  for (guint i = 0; i < tw_change_get_n_fields (change); i++)
    {
      const TwFieldChange *part = tw_change_get_field (change, i);
      const TwField *field = part->after.type == TW_TYPE_LINK ? tw_entity_get_field_by_number (entity, part->field) : NULL;

      if (field != NULL && field->number >= TW_FIELD_FIRST_OWN && field != entity->owner_field && field->inverse != NULL && !field->tree
          && !g_str_equal (field->key, "template"))
        return &part->after;
    }
  return NULL;
}

static void
append_part (GString    *text,
             const char *part)
{
  if (part != NULL && *part != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", part);
}

/* "Call · Created · Ann Berg · Acme". */
static char *
dup_detail (const TwFeedView *feed,
            const TwEntity   *entity,
            TwChange         *change,
            const TwId       *author,
            TwInstant         made)
{
  const TwField *type_field = entity->timeline_field != NULL ? tw_timeline_records_get_type_field (entity) : NULL;
  const TwValue *type = type_field != NULL ? find_after (change, type_field) : NULL;
  const TwChoice *choice = type != NULL && type->type == TW_TYPE_ENUM ? tw_field_get_choice (type_field, type->text) : NULL;
  const TwValue *about = tw_change_get_op (change) == TW_OP_ADD && entity->timeline_field != NULL && !is_comment (entity)
                         ? find_about (entity, change) : NULL;
  g_autofree char *name = dup_name (feed, author), *target = NULL, *time = NULL, *later = NULL;
  GString *text = g_string_new (NULL);

  append_part (text, choice != NULL ? tw_choice_get_label (type_field, choice) : tw_entity_get_label (entity, FALSE));
  if (!is_comment (entity) || tw_change_get_op (change) != TW_OP_ADD)
    append_part (text, tw_timeline_op_get_label (tw_change_get_op (change)));
  append_part (text, name);
  target = about != NULL ? tw_store_dup_title (feed->view.store, about->tag, &about->id) : NULL;
  append_part (text, target);
  if (tw_change_get_time (change) - made > MADE_LATER)
    {
      time = tw_instant_format (made, feed->view.zone);
      /* Translators: %s is a day and a time: a change that was made then and came later from another device. */
      later = g_strdup_printf (_("made %s"), time);
      append_part (text, later);
    }
  return g_string_free (text, FALSE);
}

/* The text of a comment; else what was changed. NULL: nothing that people see. */
static char *
dup_body (const TwFeedView *feed,
          const TwEntity   *entity,
          TwChange         *change)
{
  const TwTimelineFields fields = { tells_field, (gpointer) feed };
  const TwValue *body = is_comment (entity) ? find_after (change, entity->name_field) : NULL;
  g_autofree char *text = NULL;

  if (is_comment (entity) && (tw_change_get_op (change) == TW_OP_ADD || tw_change_get_op (change) == TW_OP_SET))
    {
      text = body != NULL && body->type == TW_TYPE_TEXT ? tw_timeline_dup_start (body->text, MAX_BODY) : NULL;
      return text != NULL ? tw_markdown_to_pango (text) : NULL;
    }
  if (tw_change_get_op (change) != TW_OP_SET)
    return g_strdup ("");
  text = tw_timeline_change_dup_text (&feed->view, entity, change, &fields, FALSE);
  return *text != '\0' ? g_markup_escape_text (text, -1) : NULL;
}

/* What is opened, and gives the line its first words: of a comment the record that it was written at. */
static gboolean
find_target (const TwFeedView *feed,
             const TwEntity   *entity,
             TwChange         *change,
             guint            *number,
             TwId             *id)
{
  const TwField *link = is_comment (entity) ? tw_entity_get_field (entity, "record") : NULL;
  g_autoptr(TwRecord) comment = NULL;
  const TwValue *value = NULL;

  *number = entity->number;
  *id = *tw_change_get_record (change);
  if (link == NULL)
    return may_read (feed, entity, id);
  value = find_after (change, link);
  if (value == NULL)
    {
      comment = tw_store_get (feed->view.store, entity, id, NULL);
      value = comment != NULL ? tw_record_get (comment, link) : NULL;
    }
  if (value == NULL || value->type != TW_TYPE_LINK)
    return FALSE;
  *number = value->tag;
  *id = value->id;
  entity = tw_schema_get_entity_by_number (feed->view.schema, *number);
  return entity != NULL && may_read (feed, entity, id);
}

static char *
dup_title (const TwFeedView *feed,
           const TwEntity   *entity,
           guint             number,
           const TwId       *id)
{
  g_autofree char *title = tw_store_dup_title (feed->view.store, number, id);
  const TwEntity *target = tw_schema_get_entity_by_number (feed->view.schema, number);

  return *title != '\0' ? g_steal_pointer (&title) : g_strdup (tw_entity_get_label (target != NULL ? target : entity, FALSE));
}

/* The records that a device loads when it joins a server are no news. */
static gboolean
is_loaded (TwChange *change,
           TwInstant made)
{
  return tw_change_get_origin (change) == TW_ORIGIN_SYNC && tw_change_get_op (change) == TW_OP_ADD
         && tw_change_get_time (change) - made > FRESH;
}

TwTimelineEntry *
tw_feed_make_entry (const TwFeedView *feed,
                    TwChange         *change)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (feed->view.schema, tw_change_get_entity (change));
  TwTimelineFacts facts = { .time = tw_change_get_time (change), .zone = feed->view.zone, .order = tw_change_get_seq (change) };
  g_autofree char *title = NULL, *detail = NULL, *body = NULL;
  TwInstant made;
  guint kind;

  if (!tw_feed_shows_entity (feed, entity))
    return NULL;
  kind = get_kind (entity, change);
  if (kind == 0 || (feed->kinds != 0 && (feed->kinds & kind) == 0))
    return NULL;
  tw_timeline_change_get_author (&feed->view, entity, change, &facts.user, &made);
  if (is_loaded (change, made) || (!tw_id_is_nil (&feed->person) && !tw_id_equal (&feed->person, &facts.user))
      || !concerns (feed, entity, change, &facts.user) || (body = dup_body (feed, entity, change)) == NULL
      || !find_target (feed, entity, change, &facts.entity, &facts.id))
    return NULL;
  facts.source = "feed";
  facts.icon = tw_change_get_op (change) == TW_OP_DELETE ? "user-trash-symbolic" : entity->icon;
  title = dup_title (feed, entity, facts.entity, &facts.id);
  detail = dup_detail (feed, entity, change, &facts.user, made);
  facts.title = title;
  facts.detail = detail;
  facts.body = body;
  return tw_timeline_entry_new (&facts);
}

TwTimelineEntry *
tw_feed_make_large (const TwFeedView *feed,
                    TwCommit         *commit)
{
  TwTimelineFacts facts = { .source = "feed", .time = tw_commit_get_time (commit), .zone = feed->view.zone, .order = G_MAXINT64,
                            .icon = "view-list-symbolic", .id = *tw_commit_get_id (commit), .user = *tw_commit_get_user (commit) };
  gint64 n = tw_commit_get_n_changes (commit);
  g_autofree char *name = dup_name (feed, &facts.user), *count = NULL, *detail = NULL;

  /* What is asked of each record, and who may read it, cannot be said of all together. */
  if (feed->entity != NULL || feed->access != NULL || tw_commit_get_origin (commit) == TW_ORIGIN_SYNC
      || (feed->kinds != 0 && (feed->kinds & (TW_FEED_ADDED | TW_FEED_CHANGED)) == 0)
      || (!tw_id_is_nil (&feed->person) && !tw_id_equal (&feed->person, &facts.user)) || !tw_feed_is_of_team (feed, &facts.user))
    return NULL;
  count = g_strdup_printf (ngettext ("%" PRId64 " record", "%" PRId64 " records", (gulong) n), n);
  detail = *name != '\0' ? g_strdup_printf ("%s · %s", count, name) : g_strdup (count);
  facts.title = tw_commit_get_title (commit);
  facts.detail = detail;
  return tw_timeline_entry_new (&facts);
}
