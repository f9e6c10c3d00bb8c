/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-activity.h"
#include "tw-task-template.h"

#define MAX_TEMPLATES 200
#define MAX_PARTS     50
#define MAX_TITLE     300                              /* characters of a task's title */

/* --- Variables --- */

static char *
dup_user (TwStore *store, const TwId *id)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *user = tw_schema_get_entity (schema, "user");

  return user && id ? tw_store_dup_title (store, user->number, id) : NULL;
}

static char *
format (TwStore *store, const TwField *field, const TwValue *value)
{
  g_autofree char *title = value->type == TW_TYPE_LINK ? tw_store_dup_title (store, value->tag, &value->id) : NULL;

  return tw_value_is_null (value) ? NULL : tw_field_format (field, value, title);
}

/* (nullable): nothing is known under this name */
static char *
dup_variable (TwStore *store, const char *name, TwRecord *about)
{
  const TwEntity *entity = about ? tw_record_get_entity (about) : NULL;
  const TwField *field = entity ? tw_entity_get_field (entity, name) : NULL;

  if (g_str_equal (name, "me"))
    return dup_user (store, tw_store_get_user (store));
  if (g_str_equal (name, "today"))
    {
      g_autoptr(GDateTime) now = g_date_time_new_now_local ();

      return g_date_time_format (now, "%x");
    }
  if (!about)
    return g_str_equal (name, "record") ? g_strdup ("…") : NULL;
  if (g_str_equal (name, "record") || g_str_equal (name, entity->key))
    return tw_record_dup_title (about);
  if (g_str_equal (name, "owner") && !field)
    field = entity->owner_field;
  return field && !field->hidden ? format (store, field, tw_record_get (about, field)) : NULL;
}

/**
 * tw_task_template_fill:
 * @store: a store
 * @text: (nullable): a text with {variables}
 * @about: (nullable): the record that they are filled from
 *
 * Returns: (transfer full): the text; spaces that a missing value leaves are taken out
 */
char *
tw_task_template_fill (TwStore *store, const char *text, TwRecord *about)
{
  g_autoptr(GString) filled = g_string_new (NULL);

  for (const char *p = text ? text : ""; *p;)
    {
      gsize length = *p == '{' ? strspn (p + 1, "abcdefghijklmnopqrstuvwxyz0123456789_") : 0;

      if (length > 0 && p[length + 1] == '}')
        {
          g_autofree char *name = g_strndup (p + 1, length), *value = dup_variable (store, name, about);

          p += length + 2;
          if (value && *value)
            g_string_append (filled, value);
          else if (*p == ' ' && (filled->len == 0 || filled->str[filled->len - 1] == ' '))
            p++;
        }
      else
        g_string_append_c (filled, *p++);
    }
  return g_strdup (g_strchomp (filled->str));
}

/* --- Reading --- */

static const char *
get_text (TwRecord *record, const char *key)
{
  const TwValue *value = tw_record_get_key (record, key);

  return (value->type == TW_TYPE_TEXT || value->type == TW_TYPE_ENUM) && *value->text ? value->text : NULL;
}

/**
 * tw_task_template_list:
 * @store: a store
 * @error: of the store
 *
 * Returns: (transfer full) (nullable) (element-type TwRecord): the templates
 */
GPtrArray *
tw_task_template_list (TwStore *store, GError **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *entity = tw_schema_get_entity (schema, "task_template");
  g_autoptr(TwQuery) query = tw_query_new (schema, entity, "parent is empty and (shared or owner = me)", "name", error);

  return query ? tw_store_list (store, query, MAX_TEMPLATES, NULL, NULL, error) : NULL;
}

static GPtrArray *
list_parts (TwStore *store, TwRecord *template, GError **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  char id[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *where = g_strdup_printf ("parent = \"%s\"", tw_id_print (tw_record_get_id (template), id));
  g_autoptr(TwQuery) query = tw_query_new (schema, tw_record_get_entity (template), where, "position,name", error);

  return query ? tw_store_list (store, query, MAX_PARTS, NULL, NULL, error) : NULL;
}

/* --- Making --- */

static gboolean
set_assignee (TwStore *store, TwRecord *task, TwRecord *template, TwRecord *about, GError **error)
{
  const char *rule = get_text (template, "assign_to");
  const TwField *assignee = tw_record_get_entity (task)->owner_field;
  const TwField *owner = about ? tw_record_get_entity (about)->owner_field : NULL;
  const TwEntity *user = tw_field_get_target (assignee);
  g_auto(TwValue) value = TW_VALUE_INIT;

  if (g_strcmp0 (rule, "person") == 0)
    value = tw_value_copy (tw_record_get_key (template, "assignee"));
  else if ((g_strcmp0 (rule, "owner") == 0 || g_strcmp0 (rule, "manager") == 0) && owner && tw_field_get_target (owner) == user)
    value = tw_value_copy (tw_record_get (about, owner));
  if (g_strcmp0 (rule, "manager") == 0 && value.type == TW_TYPE_LINK)
    {
      g_autoptr(TwRecord) person = tw_store_get (store, user, &value.id, NULL);
      const TwValue *manager = person && tw_entity_get_field (user, "manager") ? tw_record_get_key (person, "manager") : NULL;

      /* Who has no manager does it himself. */
      if (manager && manager->type == TW_TYPE_LINK)
        {
          tw_value_clear (&value);
          value = tw_value_copy (manager);
        }
    }
  /* Without a rule that leads to somebody it is for who applies the template: the field's default. */
  return tw_value_is_null (&value) || tw_record_set (task, assignee, &value, error);
}

static gboolean
set_due (TwStore *store, TwRecord *task, TwRecord *template, GError **error)
{
  const TwValue *offset = tw_record_get_key (template, "due_offset");
  TwExprContext *context = NULL;
  TwValue date;

  if (offset->type != TW_TYPE_DURATION)
    return TRUE;
  context = tw_store_dup_context (store);
  date = tw_value_date (tw_instant_get_date (context->now + offset->i * G_USEC_PER_SEC, context->zone));
  tw_store_context_free (context);
  return tw_record_set_key (task, "due_date", &date, error);
}

/* The checklist stands below the description, each item with a box before it. */
static gboolean
set_description (TwStore *store, TwRecord *task, TwRecord *template, TwRecord *about, GError **error)
{
  const TwValue *items = tw_record_get_key (template, "checklist");
  g_autofree char *text = tw_task_template_fill (store, get_text (template, "description"), about);
  g_autoptr(GString) whole = g_string_new (text);
  g_auto(TwValue) value = TW_VALUE_INIT;

  for (guint i = 0; items->type == TW_TYPE_LIST && i < items->list->n_values; i++)
    {
      g_autofree char *item = tw_task_template_fill (store, items->list->values[i].text, about);

      g_string_append_printf (whole, "%s☐ %s", whole->len > 0 ? "\n" : "", item);
    }
  if (whole->len == 0)
    return TRUE;
  value = tw_value_text (whole->str);
  return tw_record_set_key (task, "description", &value, error);
}

/**
 * tw_task_template_make:
 * @store: a store
 * @template: a template or a part of one
 * @about: (nullable): what the task is about
 * @error: of the store, or %TW_RECORD_ERROR
 *
 * Returns: (transfer full) (nullable): a task, to be saved
 */
TwRecord *
tw_task_template_make (TwStore *store, TwRecord *template, TwRecord *about, GError **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr(TwRecord) task = tw_record_new (tw_schema_get_entity (schema, "task"));
  static const char *const same[] = { "category", "priority" };
  const char *text = get_text (template, "title");
  g_autofree char *title = tw_task_template_fill (store, text ? text : get_text (template, "name"), about);
  g_auto(TwValue) name = TW_VALUE_INIT;

  if (g_utf8_strlen (title, -1) > MAX_TITLE)
    *g_utf8_offset_to_pointer (title, MAX_TITLE) = '\0';
  name = tw_value_text (title);
  if (!tw_record_set_key (task, "title", &name, error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    if (get_text (template, same[i]) && !tw_record_set_text (task, same[i], get_text (template, same[i]), error))
      return NULL;
  if (!set_description (store, task, template, about, error) || !set_due (store, task, template, error)
      || !set_assignee (store, task, template, about, error) || (about && !tw_activity_set_about (task, about, error)))
    return NULL;
  return g_steal_pointer (&task);
}

/**
 * tw_task_template_read:
 * @store: a store
 * @id: a template
 * @error: of the store
 *
 * A template with parts makes a task of each part, and one of itself only when it has a title of its own.
 *
 * Returns: (transfer full) (nullable) (element-type TwRecord): each of which makes a task
 */
GPtrArray *
tw_task_template_read (TwStore *store, const TwId *id, GError **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr(TwRecord) template = tw_store_get (store, tw_schema_get_entity (schema, "task_template"), id, error);
  g_autoptr(GPtrArray) parts = template ? list_parts (store, template, error) : NULL;

  if (parts && (parts->len == 0 || get_text (template, "title")))
    g_ptr_array_insert (parts, 0, g_object_ref (template));
  return g_steal_pointer (&parts);
}

/**
 * tw_task_template_apply:
 * @store: a store
 * @id: a template
 * @about: (nullable): what the tasks are about
 * @made: (nullable) (element-type TwRecord): receives the tasks
 * @error: of the store, or %TW_RECORD_ERROR
 *
 * Returns: (transfer full) (nullable): the edit, to be committed
 */
TwEdit *
tw_task_template_apply (TwStore *store, const TwId *id, TwRecord *about, GPtrArray *made, GError **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr(GPtrArray) parts = tw_task_template_read (store, id, error);
  g_autofree char *name = NULL, *title = NULL;
  g_autoptr(TwEdit) edit = NULL;

  if (!parts)
    return NULL;
  name = tw_store_dup_title (store, tw_schema_get_entity (schema, "task_template")->number, id);
  /* Translators: names a change; %s is the name of a template. */
  title = g_strdup_printf (ngettext ("Add a task from “%s”", "Add tasks from “%s”", parts->len), name);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  for (guint i = 0; i < parts->len; i++)
    {
      g_autoptr(TwRecord) task = tw_task_template_make (store, g_ptr_array_index (parts, i), about, error);

      if (!task)
        return NULL;
      tw_edit_save (edit, task);
      if (made)
        g_ptr_array_add (made, g_steal_pointer (&task));
    }
  return g_steal_pointer (&edit);
}
