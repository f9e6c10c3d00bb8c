/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of an entity in the timelines of those that they point to. What is shown follows from the schema: the time is the entity's
 * timeline field, the first line its type (or its name) and title, the second its highlights, the text below its first long text.
 * An entity whose name is rich text, as comments have it, shows who wrote it above the text. */
#include "config.h"

#include "tw-expr-tree.h"
#include "tw-markdown.h"
#include "tw-timeline-source.h"

#define MAX_PAST 200                                   /* records of each kind that are shown of a day in the past */
#define MAX_BODY  3000                                 /* characters of a text below an entry; the row shows some lines */
#define MAX_QUOTE 120                                  /* characters of what an entry answers */

#define TW_TYPE_TIMELINE_RECORDS (tw_timeline_records_get_type ())
G_DECLARE_FINAL_TYPE (TwTimelineRecords, tw_timeline_records, TW, TIMELINE_RECORDS, TwTimelineSource)

struct _TwTimelineRecords
{
  TwTimelineSource parent_instance;

  const TwEntity  *entity;
  char            *kind;                               /* (owned) (nullable) choice of the type field */
  char            *cursor;                             /* (owned) (nullable) where the next page starts */
};

G_DEFINE_FINAL_TYPE (TwTimelineRecords, tw_timeline_records, TW_TYPE_TIMELINE_SOURCE)

/* Icons of types that many have; others show their entity's. */
static const struct
{
  const char *kind, *icon;
} kind_icons[] = {
  { "call", "call-start-symbolic" },
  { "email", "mail-unread-symbolic" },
  { "meeting", "x-office-calendar-symbolic" },
  { "note", "document-edit-symbolic" },
  { "task", "checkbox-checked-symbolic" },
  { "visit", "mark-location-symbolic" },
  { "sms", "phone-symbolic" },
  { "chat", "chat-message-new-symbolic" },
};

static gboolean
is_rich (const TwEntity *entity)
{
  return entity->name_field->kind == TW_KIND_RICHTEXT;
}

/* A link without a relation at its target does not make the record be about it. */
static gboolean
is_about (const TwField  *field,
          const TwEntity *target)
{
  return field->kind == TW_KIND_LINK && field->number >= TW_FIELD_FIRST_OWN && field->inverse != NULL
         && tw_field_can_target (field, target);
}

static const TwField *
find_link_to_itself (const TwEntity *entity)
{
  for (guint i = 0; i < entity->n_fields; i++)
    if (entity->fields[i]->tree)
      return entity->fields[i];
  return NULL;
}

static void
append_search (GString        *where,
               const TwEntity *entity,
               const char     *text)
{
  g_auto(TwValue) value = tw_value_text (text);
  g_autoptr(TwExpr) literal = tw_expr_new_literal (&value);
  g_autofree char *words = tw_expr_print (literal);
  const char *glue = " and (";

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];

      if (field->type != TW_TYPE_TEXT || field->hidden || field->formula != NULL
          || (field->search == 0 && field != entity->name_field))
        continue;
      g_string_append_printf (where, "%s%s contains %s", glue, field->key, words);
      glue = " or ";
    }
  g_string_append (where, glue[1] == 'a' ? " and false" : ")");
}

/* Records that point to the record through any of their links; of those that their author took back, none. */
static TwQuery *
make_query (TwTimelineRecords    *self,
            const TwTimelineView *view,
            GError              **error)
{
  const TwField *removed = tw_entity_get_field (self->entity, "removed");
  g_autoptr(GString) where = g_string_new ("(");
  g_autofree char *sort = g_strconcat ("-", self->entity->timeline_field->key, NULL);
  char id[TW_ID_TEXT_LENGTH + 1];

  tw_id_print (&view->id, id);
  for (guint i = 0; i < self->entity->n_fields; i++)
    if (is_about (self->entity->fields[i], view->entity))
      g_string_append_printf (where, "%s%s = \"%s\"", where->len > 1 ? " or " : "", self->entity->fields[i]->key, id);
  g_string_append_printf (where, ") and %s is not empty", self->entity->timeline_field->key);
  if (self->kind != NULL)
    g_string_append_printf (where, " and %s = \"%s\"", tw_timeline_records_get_type_field (self->entity)->key, self->kind);
  if (removed != NULL && removed->kind == TW_KIND_BOOLEAN && removed->hidden)
    g_string_append (where, " and (removed is empty or not removed)");
  if (view->text != NULL)
    append_search (where, self->entity, view->text);
  return tw_query_new (view->schema, self->entity, where->str, sort, error);
}

static const char *
find_icon (const TwEntity *entity,
           const TwValue  *type)
{
  for (guint i = 0; type != NULL && type->type == TW_TYPE_ENUM && i < G_N_ELEMENTS (kind_icons); i++)
    if (g_str_equal (kind_icons[i].kind, type->text))
      return kind_icons[i].icon;
  return entity->icon;
}

/* "Call · Asked for a price", "Comment · Ann". */
static char *
dup_title (const TwTimelineView *view,
           TwRecord             *record,
           const TwValue        *type)
{
  const TwEntity *entity = tw_record_get_entity (record);
  const TwField *type_field = tw_timeline_records_get_type_field (entity);
  const TwChoice *choice = type != NULL && type->type == TW_TYPE_ENUM ? tw_field_get_choice (type_field, type->text) : NULL;
  const char *what = choice != NULL ? tw_choice_get_label (type_field, choice) : tw_entity_get_label (entity, FALSE);
  g_autofree char *name = NULL;

  if (is_rich (entity) && entity->owner_field != NULL)
    {
      const TwValue *owner = tw_record_get (record, entity->owner_field);

      name = tw_value_is_null (owner) ? g_strdup ("") : tw_timeline_view_dup_text (view, entity->owner_field, owner);
    }
  else
    name = tw_record_dup_title (record);
  return *name != '\0' ? g_strdup_printf ("%s · %s", what, name) : g_strdup (what);
}

/* How it stands: the highlights that say more than the title and the time. */
static char *
dup_detail (const TwTimelineView *view,
            TwRecord             *record)
{
  const TwEntity *entity = tw_record_get_entity (record);
  GString *text = g_string_new (NULL);

  for (guint i = 0; entity->highlights != NULL && entity->highlights[i] != NULL; i++)
    {
      const TwField *field = tw_entity_get_field (entity, entity->highlights[i]);
      const TwValue *value = field != NULL ? tw_record_get (record, field) : NULL;
      g_autofree char *part = NULL;

      if (value == NULL || tw_value_is_null (value) || value->type == TW_TYPE_LIST || field == entity->name_field
          || field == entity->timeline_field || field == tw_timeline_records_get_type_field (entity))
        continue;
      part = tw_timeline_view_dup_text (view, field, value);
      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", part);
    }
  return g_string_free (text, FALSE);
}

static char *
dup_body (TwRecord *record)
{
  const TwEntity *entity = tw_record_get_entity (record);

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      const TwValue *value = NULL;

      if (field->hidden || field->search == 0 || (field->kind != TW_KIND_LONGTEXT && field->kind != TW_KIND_RICHTEXT))
        continue;
      value = tw_record_get (record, field);
      if (value->type == TW_TYPE_TEXT && *value->text != '\0')
        {
          g_autofree char *text = tw_timeline_dup_start (value->text, MAX_BODY);

          return field->kind == TW_KIND_RICHTEXT ? tw_markdown_to_pango (text) : g_markup_escape_text (text, -1);
        }
    }
  return NULL;
}

/* The first words of what a comment answers. */
static char *
dup_quote (const TwTimelineView *view,
           TwRecord             *record)
{
  const TwField *link = find_link_to_itself (tw_record_get_entity (record));
  const TwValue *value = link != NULL && is_rich (tw_record_get_entity (record)) ? tw_record_get (record, link) : NULL;
  g_autoptr(TwRecord) parent = NULL;
  g_autofree char *title = NULL, *plain = NULL;

  if (value == NULL || value->type != TW_TYPE_LINK)
    return NULL;
  parent = tw_store_get (view->store, link->entity, &value->id, NULL);
  title = parent != NULL ? tw_record_dup_title (parent) : NULL;
  plain = title != NULL ? tw_markdown_to_line (title, MAX_QUOTE) : NULL;
  return plain != NULL && *plain != '\0' ? g_strdup_printf ("“%s”", plain) : NULL;
}

static TwTimelineEntry *
make_entry (const TwTimelineView *view,
            TwRecord             *record)
{
  const TwEntity *entity = tw_record_get_entity (record);
  const TwField *type_field = tw_timeline_records_get_type_field (entity);
  const TwValue *type = type_field != NULL ? tw_record_get (record, type_field) : NULL;
  const TwValue *time = tw_record_get (record, entity->timeline_field);
  const TwField *author = entity->owner_field != NULL ? entity->owner_field
                          : tw_entity_get_field_by_number (entity, TW_FIELD_CREATED_BY);
  const TwValue *user = tw_record_get (record, author);
  g_autofree char *title = dup_title (view, record, type), *detail = NULL, *body = dup_body (record);
  g_autofree char *quote = dup_quote (view, record);
  TwTimelineFacts facts = { .source = entity->key, .zone = view->zone, .entity = entity->number };

  detail = dup_detail (view, record);
  facts.time = time->type == TW_TYPE_DATETIME ? time->i : 0;
  facts.icon = find_icon (entity, type);
  facts.title = title;
  facts.detail = detail;
  facts.body = body;
  facts.quote = quote;
  facts.id = *tw_record_get_id (record);
  facts.order = G_MAXINT64;
  if (user->type == TW_TYPE_LINK)
    facts.user = user->id;
  return tw_timeline_entry_new (&facts);
}

static gboolean
tw_timeline_records_read (TwTimelineSource     *source,
                          const TwTimelineView *view,
                          guint                 limit,
                          GPtrArray            *entries,
                          gboolean             *end,
                          GError              **error)
{
  TwTimelineRecords *self = TW_TIMELINE_RECORDS (source);
  g_autoptr(TwQuery) query = make_query (self, view, error);
  g_autoptr(GPtrArray) records = NULL;
  g_autofree char *next = NULL;

  if (query == NULL)
    return FALSE;
  if (view->past != 0)
    records = tw_store_list_as_of (view->store, query, view->past, MAX_PAST, error);
  else
    records = tw_store_list (view->store, query, limit, self->cursor, &next, error);
  if (records == NULL)
    return FALSE;
  g_free (self->cursor);
  self->cursor = g_steal_pointer (&next);
  *end = self->cursor == NULL;
  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (entries, make_entry (view, g_ptr_array_index (records, i)));
  return TRUE;
}

static gboolean
tw_timeline_records_is_touched (TwTimelineSource     *source,
                                const TwTimelineView *view,
                                TwCommit             *commit)
{
  return tw_commit_touches (commit, TW_TIMELINE_RECORDS (source)->entity);
}

static void
tw_timeline_records_finalize (GObject *object)
{
  TwTimelineRecords *self = TW_TIMELINE_RECORDS (object);

  g_free (self->kind);
  g_free (self->cursor);
  G_OBJECT_CLASS (tw_timeline_records_parent_class)->finalize (object);
}

static void
tw_timeline_records_class_init (TwTimelineRecordsClass *klass)
{
  TwTimelineSourceClass *source_class = TW_TIMELINE_SOURCE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tw_timeline_records_finalize;
  source_class->read = tw_timeline_records_read;
  source_class->is_touched = tw_timeline_records_is_touched;
}

static void
tw_timeline_records_init (TwTimelineRecords *self)
{
}

/**
 * tw_timeline_records_new:
 * @entity: an entity that tw_timeline_records_apply() to the record's
 * @kind: (nullable): key of a choice of its type field: only those records
 *
 * Returns: (transfer full): its records that point to the record
 */
TwTimelineSource *
tw_timeline_records_new (const TwEntity *entity,
                         const char     *kind)
{
  TwTimelineRecords *self = g_object_new (TW_TYPE_TIMELINE_RECORDS, NULL);

  self->entity = entity;
  self->kind = g_strdup (kind);
  return TW_TIMELINE_SOURCE (self);
}

/**
 * tw_timeline_records_get_type_field:
 * @entity: an entity
 *
 * A state ends: some of its choices are closed. An enum without such a choice that makes the columns of the board is a type.
 *
 * Returns: (nullable): the field that says of which type a record is
 */
const TwField *
tw_timeline_records_get_type_field (const TwEntity *entity)
{
  const TwField *field = entity->board_field;

  if (field == NULL || field->kind != TW_KIND_ENUM)
    return NULL;
  for (guint i = 0; field->choices != NULL && field->choices[i] != NULL; i++)
    if (field->choices[i]->closed)
      return NULL;
  return field;
}

/**
 * tw_timeline_records_apply:
 * @entity: an entity
 * @target: another
 *
 * Returns: whether records of @entity stand in the timelines of those of @target
 */
gboolean
tw_timeline_records_apply (const TwEntity *entity,
                           const TwEntity *target)
{
  if (entity->timeline_field == NULL || entity->name_field == NULL || entity->retired)
    return FALSE;
  for (guint i = 0; i < entity->n_fields; i++)
    if (is_about (entity->fields[i], target))
      return TRUE;
  return FALSE;
}
