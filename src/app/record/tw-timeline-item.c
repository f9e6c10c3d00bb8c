/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-timeline-item.h"

#include <glib/gi18n-lib.h>

#include "tw-field-text.h"

struct _TwTimelineItem
{
  GObject   parent_instance;

  TwInstant time;
  char     *icon;                                      /* (owned) */
  char     *title;                                     /* (owned) */
  char     *body;                                      /* (owned) (nullable) */
  char     *when;                                      /* (owned) relative */
  char     *full_time;                                 /* (owned) */
};

G_DEFINE_FINAL_TYPE (TwTimelineItem, tw_timeline_item, G_TYPE_OBJECT)

enum { PROP_0, PROP_ICON, PROP_TITLE, PROP_BODY, PROP_HAS_BODY, PROP_WHEN, PROP_FULL_TIME, N_PROPS };
static GParamSpec *properties[N_PROPS];

static const struct
{
  const char *kind, *icon;
} activity_icons[] = {
  { "call", "call-start-symbolic" },
  { "email", "mail-unread-symbolic" },
  { "meeting", "x-office-calendar-symbolic" },
  { "note", "document-edit-symbolic" },
  { "task", "checkbox-checked-symbolic" },
};

static void
tw_timeline_item_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  TwTimelineItem *self = TW_TIMELINE_ITEM (object);

  switch (prop_id)
    {
    case PROP_ICON:
      g_value_set_string (value, self->icon);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_BODY:
      g_value_set_string (value, self->body);
      break;
    case PROP_HAS_BODY:
      g_value_set_boolean (value, self->body != NULL);
      break;
    case PROP_WHEN:
      g_value_set_string (value, self->when);
      break;
    case PROP_FULL_TIME:
      g_value_set_string (value, self->full_time);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tw_timeline_item_finalize (GObject *object)
{
  TwTimelineItem *self = TW_TIMELINE_ITEM (object);

  g_free (self->icon);
  g_free (self->title);
  g_free (self->body);
  g_free (self->when);
  g_free (self->full_time);
  G_OBJECT_CLASS (tw_timeline_item_parent_class)->finalize (object);
}

static void
tw_timeline_item_class_init (TwTimelineItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tw_timeline_item_get_property;
  object_class->finalize = tw_timeline_item_finalize;
  properties[PROP_ICON] = g_param_spec_string ("icon", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_BODY] = g_param_spec_string ("body", NULL, NULL, NULL, flags);
  properties[PROP_HAS_BODY] = g_param_spec_boolean ("has-body", NULL, NULL, FALSE, flags);
  properties[PROP_WHEN] = g_param_spec_string ("when", NULL, NULL, NULL, flags);
  properties[PROP_FULL_TIME] = g_param_spec_string ("full-time", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tw_timeline_item_init (TwTimelineItem *self)
{
}

static TwTimelineItem *
item_new (TwWorkspace *workspace,
          TwInstant    time,
          const char  *icon)
{
  TwTimelineItem *self = g_object_new (TW_TYPE_TIMELINE_ITEM, NULL);
  GTimeZone *zone = tw_workspace_get_zone (workspace);
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autoptr(GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  self->time = time;
  self->icon = g_strdup (icon);
  self->when = tw_instant_format (time, zone);
  self->full_time = local != NULL ? g_date_time_format (local, "%c") : g_strdup (self->when);
  return self;
}

static char *
dup_value_text (TwWorkspace   *workspace,
                const TwField *field,
                const TwValue *value)
{
  g_autofree char *title = NULL;
  char *text = NULL;

  if (tw_value_is_null (value))
    return g_strdup ("–");
  if (value->type == TW_TYPE_LINK)
    title = tw_store_dup_title (tw_workspace_get_store (workspace), value->tag, &value->id);
  text = tw_field_dup_text (field, value, title);
  return text != NULL ? text : tw_value_print (value);
}

/* "Stage: Proposal → Negotiation", a line a field. */
static char *
dup_changes_text (TwWorkspace    *workspace,
                  const TwEntity *entity,
                  TwChange       *change)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < tw_change_get_n_fields (change); i++)
    {
      const TwFieldChange *part = tw_change_get_field (change, i);
      const TwField *field = tw_entity_get_field_by_number (entity, part->field);
      g_autofree char *before = NULL, *after = NULL;

      if (field == NULL || field->hidden || field->number < TW_FIELD_FIRST_OWN || field->kind == TW_KIND_JSON)
        continue;
      before = dup_value_text (workspace, field, &part->before);
      after = dup_value_text (workspace, field, &part->after);
      /* Translators: a change of a field: name, value before, value after. */
      g_string_append_printf (text, _("%s: %s → %s"), tw_field_get_label (field), before, after);
      g_string_append_c (text, '\n');
    }
  if (text->len > 0)
    g_string_truncate (text, text->len - 1);
  return g_string_free (text, FALSE);
}

static char *
dup_user (TwWorkspace *workspace,
          TwChange    *change)
{
  const TwEntity *user = tw_schema_get_entity (tw_workspace_get_schema (workspace), "user");
  const TwId *id = tw_change_get_user (change);

  if (user == NULL || id == NULL || tw_id_is_nil (id))
    return NULL;
  return tw_store_dup_title (tw_workspace_get_store (workspace), user->number, id);
}

static TwTimelineItem *
new_activity (TwWorkspace *workspace,
              TwRecord    *activity)
{
  const TwEntity *entity = tw_record_get_entity (activity);
  const TwField *kind_field = tw_entity_get_field (entity, "kind");
  const TwValue *kind = tw_record_get (activity, kind_field);
  const TwValue *at = tw_record_get_key (activity, "at");
  const TwValue *description = tw_record_get_key (activity, "description");
  const TwChoice *choice = kind->type == TW_TYPE_ENUM ? tw_field_get_choice (kind_field, kind->text) : NULL;
  g_autofree char *subject = tw_record_dup_title (activity);
  const char *icon = "emoji-recent-symbolic";
  TwTimelineItem *self = NULL;

  for (guint i = 0; kind->type == TW_TYPE_ENUM && i < G_N_ELEMENTS (activity_icons); i++)
    if (g_str_equal (activity_icons[i].kind, kind->text))
      icon = activity_icons[i].icon;
  self = item_new (workspace, at->type == TW_TYPE_DATETIME ? at->i : 0, icon);
  self->title = choice != NULL ? g_strdup_printf ("%s · %s", tw_choice_get_label (kind_field, choice), subject)
                               : g_strdup (subject);
  if (description->type == TW_TYPE_TEXT && *description->text != '\0')
    self->body = g_strdup (description->text);
  return self;
}

/* "Comment · Ann", the text below. One that its author took back is none. */
static TwTimelineItem *
new_comment (TwWorkspace *workspace,
             TwRecord    *comment)
{
  const TwEntity *entity = tw_record_get_entity (comment);
  const TwValue *author = tw_record_get_key (comment, "author");
  const TwValue *removed = tw_record_get_key (comment, "removed");
  const TwValue *at = tw_record_get_key (comment, "created_at");
  const TwValue *body = tw_record_get_key (comment, "body");
  g_autofree char *name = NULL;
  TwTimelineItem *self = NULL;

  if (removed->type == TW_TYPE_BOOLEAN && removed->i)
    return NULL;
  if (author->type == TW_TYPE_LINK)
    name = tw_store_dup_title (tw_workspace_get_store (workspace), author->tag, &author->id);
  self = item_new (workspace, at->type == TW_TYPE_DATETIME ? at->i : 0, "user-available-symbolic");
  self->title = name != NULL ? g_strdup_printf ("%s · %s", tw_entity_get_label (entity, FALSE), name)
                             : g_strdup (tw_entity_get_label (entity, FALSE));
  if (body->type == TW_TYPE_TEXT && *body->text != '\0')
    self->body = g_strdup (body->text);
  return self;
}

/* "Task · Send the offer", below how it stands and until when. It stands where it was made: the day it is due is no event. */
static TwTimelineItem *
new_task (TwWorkspace *workspace,
          TwRecord    *task)
{
  static const char *const keys[] = { "status", "due_date" };
  const TwEntity *entity = tw_record_get_entity (task);
  const TwValue *at = tw_record_get_key (task, "created_at");
  g_autofree char *title = tw_record_dup_title (task);
  g_autoptr(GString) body = g_string_new (NULL);
  TwTimelineItem *self = item_new (workspace, at->type == TW_TYPE_DATETIME ? at->i : 0, "checkbox-checked-symbolic");

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const TwField *field = tw_entity_get_field (entity, keys[i]);
      const TwValue *value = field != NULL ? tw_record_get (task, field) : NULL;
      g_autofree char *text = value != NULL && !tw_value_is_null (value) ? dup_value_text (workspace, field, value) : NULL;

      if (text != NULL)
        g_string_append_printf (body, "%s%s", body->len > 0 ? " · " : "", text);
    }
  self->title = g_strdup_printf ("%s · %s", tw_entity_get_label (entity, FALSE), title);
  if (body->len > 0)
    self->body = g_string_free (g_steal_pointer (&body), FALSE);
  return self;
}

/**
 * tw_timeline_item_new_record:
 * @workspace: the workspace
 * @record: an activity, a comment or a task
 *
 * Returns: (transfer full) (nullable): its entry; %NULL when there is nothing to show
 */
TwTimelineItem *
tw_timeline_item_new_record (TwWorkspace *workspace,
                             TwRecord    *record)
{
  const char *key = tw_record_get_entity (record)->key;

  if (g_str_equal (key, "comment"))
    return new_comment (workspace, record);
  return g_str_equal (key, "task") ? new_task (workspace, record) : new_activity (workspace, record);
}

/**
 * tw_timeline_item_new_change:
 * @workspace: the workspace
 * @entity: entity of the record that changed
 * @change: what happened to it
 *
 * Returns: (transfer full) (nullable): its entry; %NULL when nothing that people see has changed
 */
TwTimelineItem *
tw_timeline_item_new_change (TwWorkspace    *workspace,
                             const TwEntity *entity,
                             TwChange       *change)
{
  TwOp op = tw_change_get_op (change);
  g_autofree char *text = op == TW_OP_SET ? dup_changes_text (workspace, entity, change) : NULL;
  g_autofree char *user = dup_user (workspace, change);
  const char *what = NULL;
  TwTimelineItem *self = NULL;

  if (op == TW_OP_SET && *text == '\0')
    return NULL;
  what = op == TW_OP_ADD ? _("Created") : op == TW_OP_DELETE ? _("Deleted") : op == TW_OP_RESTORE ? _("Restored")
         : _("Changed");
  self = item_new (workspace, tw_change_get_time (change), op == TW_OP_SET ? "document-edit-symbolic" : "list-add-symbolic");
  self->title = user != NULL ? g_strdup_printf ("%s · %s", what, user) : g_strdup (what);
  self->body = g_steal_pointer (&text);
  return self;
}

/**
 * tw_timeline_item_get_time:
 * @self: an entry
 *
 * Returns: when it happened
 */
TwInstant
tw_timeline_item_get_time (TwTimelineItem *self)
{
  g_return_val_if_fail (TW_IS_TIMELINE_ITEM (self), 0);
  return self->time;
}

/**
 * tw_timeline_item_get_title:
 * @self: an entry
 *
 * Returns: (transfer none): its first line
 */
const char *
tw_timeline_item_get_title (TwTimelineItem *self)
{
  g_return_val_if_fail (TW_IS_TIMELINE_ITEM (self), NULL);
  return self->title;
}

/**
 * tw_timeline_item_get_body:
 * @self: an entry
 *
 * Returns: (transfer none) (nullable): the text below
 */
const char *
tw_timeline_item_get_body (TwTimelineItem *self)
{
  g_return_val_if_fail (TW_IS_TIMELINE_ITEM (self), NULL);
  return self->body;
}
