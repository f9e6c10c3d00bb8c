/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads one entity of a schema file, and what it says about the use of its fields. */

#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-schema-private.h"

#define ENTITY(name) G_STRUCT_OFFSET (TwEntityImpl, base.name)
#define ROLE(role)   (G_STRUCT_OFFSET (TwEntityImpl, roles) + (role) * sizeof (char *))

static const char *const groups[] = { "sell", "people", "plan", "serve", "know", "admin" };

static const TwSchemaAttribute attributes[] = {
  { "entity", TW_READ_KEY, ENTITY (key), TRUE },
  { "number", TW_READ_COUNT, ENTITY (number), TRUE, .min = 1, .max = TW_ENTITY_MAX },
  { "plural", TW_READ_KEY, ENTITY (plural), TRUE },
  { "label", TW_READ_TEXT, ENTITY (label), TRUE, .max = TW_LABEL_MAX_LENGTH },
  { "label_plural", TW_READ_TEXT, ENTITY (label_plural), TRUE, .max = TW_LABEL_MAX_LENGTH },
  { "labels", TW_READ_LABELS, G_STRUCT_OFFSET (TwEntityImpl, labels) },
  { "icon", TW_READ_TEXT, ENTITY (icon), .max = 100 },
  { "group", TW_READ_TEXT, ENTITY (group), .max = 20 },
  { "order", TW_READ_COUNT, ENTITY (order), .min = 0, .max = 1000000 },
  { "retired", TW_READ_BOOLEAN, ENTITY (retired) },
  { "parent", TW_READ_TEXT, G_STRUCT_OFFSET (TwEntityImpl, parent), .max = TW_KEY_MAX_LENGTH },
  { "sections", TW_READ_SECTIONS, G_STRUCT_OFFSET (TwEntityImpl, sections) },
  { "name", TW_READ_LATER, 0, TRUE },
  { "fields", TW_READ_LATER, 0, TRUE },
  { "board", TW_READ_LATER }, { "date", TW_READ_LATER }, { "value", TW_READ_LATER }, { "owner", TW_READ_LATER },
  { "touched", TW_READ_LATER }, { "next", TW_READ_LATER }, { "reason", TW_READ_LATER },
  { "timeline", TW_READ_LATER }, { "shared", TW_READ_LATER }, { "shared_with", TW_READ_LATER },
  { "list", TW_READ_LATER }, { "card", TW_READ_LATER }, { "highlights", TW_READ_LATER }, { "related", TW_READ_LATER }, { "sort", TW_READ_LATER },
  { NULL }
};

static const TwSchemaAttribute use_attributes[] = {
  { "name", TW_READ_TEXT, ROLE (TW_ROLE_NAME), .max = TW_KEY_MAX_LENGTH },
  { "board", TW_READ_TEXT, ROLE (TW_ROLE_BOARD), .max = TW_KEY_MAX_LENGTH },
  { "date", TW_READ_TEXT, ROLE (TW_ROLE_DATE), .max = TW_KEY_MAX_LENGTH },
  { "value", TW_READ_TEXT, ROLE (TW_ROLE_VALUE), .max = TW_KEY_MAX_LENGTH },
  { "owner", TW_READ_TEXT, ROLE (TW_ROLE_OWNER), .max = TW_KEY_MAX_LENGTH },
  { "touched", TW_READ_TEXT, ROLE (TW_ROLE_TOUCHED), .max = TW_KEY_MAX_LENGTH },
  { "next", TW_READ_TEXT, ROLE (TW_ROLE_NEXT), .max = TW_KEY_MAX_LENGTH },
  { "reason", TW_READ_TEXT, ROLE (TW_ROLE_REASON), .max = TW_KEY_MAX_LENGTH },
  { "timeline", TW_READ_TEXT, ROLE (TW_ROLE_TIMELINE), .max = TW_KEY_MAX_LENGTH },
  { "shared", TW_READ_TEXT, ROLE (TW_ROLE_SHARED), .max = TW_KEY_MAX_LENGTH },
  { "shared_with", TW_READ_TEXT, ROLE (TW_ROLE_SHARED_WITH), .max = TW_KEY_MAX_LENGTH },
  { "list", TW_READ_TEXTS, ENTITY (list_columns) },
  { "card", TW_READ_TEXTS, ENTITY (card_fields) },
  { "highlights", TW_READ_TEXTS, ENTITY (highlights) },
  { "related", TW_READ_TEXTS, ENTITY (related_fields) },
  { "sort", TW_READ_TEXT, ENTITY (default_sort), .max = 500 },
  { "entity", TW_READ_LATER }, { "number", TW_READ_LATER }, { "plural", TW_READ_LATER }, { "label", TW_READ_LATER },
  { "label_plural", TW_READ_LATER }, { "labels", TW_READ_LATER }, { "icon", TW_READ_LATER }, { "group", TW_READ_LATER },
  { "order", TW_READ_LATER }, { "retired", TW_READ_LATER }, { "parent", TW_READ_LATER }, { "sections", TW_READ_LATER },
  { "fields", TW_READ_LATER },
  { NULL }
};

static gboolean
check_entity (TwSchemaBuilder *builder, TwEntityImpl *entity, GError **error)
{
  const TwDocNode *group = tw_doc_member (entity->node, "group"), *icon = tw_doc_member (entity->node, "icon");
  const TwDocNode *parent = tw_doc_member (entity->node, "parent"), *number = tw_doc_member (entity->node, "number");
  gboolean known = !group;

  for (gsize i = 0; group && i < G_N_ELEMENTS (groups); i++)
    known |= strcmp (groups[i], group->text) == 0;
  if (!known)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, entity->source, group->line,
                           _("“%s” is no group of the sidebar; the groups are sell, people, plan, serve, know, admin"), group->text);
  if (icon && strspn (icon->text, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen (icon->text))
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, entity->source, icon->line, _("“%s” is not the name of an icon"), icon->text);
  if (parent && !builder->custom)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, entity->source, parent->line, _("“parent” is for a site's own objects"));
  if (builder->custom && entity->base.number <= TW_ENTITY_MAX_SHIPPED)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, entity->source, number->line, _("the numbers of a site's own objects begin at %d"),
                           TW_ENTITY_MAX_SHIPPED + 1);
  if (!builder->custom && entity->base.number > TW_ENTITY_MAX_SHIPPED)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, entity->source, number->line, _("the numbers from %d on are kept for a site's own objects"),
                           TW_ENTITY_MAX_SHIPPED + 1);
  return TRUE;
}

gboolean
tw_schema_read_entity (TwSchemaBuilder *builder, const char *source, const TwDocNode *node, GError **error)
{
  TwEntityImpl *entity = tw_schema_entity_new (builder);
  const TwDocNode *fields;

  entity->source = source;
  entity->node = node;
  entity->base.custom = builder->custom;
  if (!tw_schema_read_object (builder, source, node, attributes, entity, error)
      || !check_entity (builder, entity, error)
      || !tw_schema_add_entity (builder, entity, error))
    return FALSE;
  fields = tw_doc_member (node, "fields");
  if (fields->type != TW_DOC_ARRAY || !fields->n_items)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, fields->line, _("“fields” must be a list with at least one field"));
  for (const TwDocNode *item = fields->first; item; item = item->next)
    if (!tw_schema_read_field (builder, entity, source, item, error))
      return FALSE;
  return TRUE;
}

static const TwField *
find_field (TwEntityImpl *entity, const char *source, int line, const char *role, const char *key, GError **error)
{
  TwFieldImpl *field = g_hash_table_lookup (entity->fields_by_key, key);

  if (field)
    return &field->base;
  tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, line, _("“%s” names “%s”, which is no field of “%s”"), role, key, entity->base.key);
  return NULL;
}

static gboolean
check_list (TwEntityImpl *entity, const char *source, const TwDocNode *node, const char *key, GError **error)
{
  const TwDocNode *list = tw_doc_member (node, key);

  for (const TwDocNode *item = list ? list->first : NULL; item; item = item->next)
    if (!find_field (entity, source, item->line, key, item->text, error))
      return FALSE;
  return TRUE;
}

static gboolean
check_sort (TwEntityImpl *entity, const char *source, const TwDocNode *node, GError **error)
{
  const TwDocNode *sort = tw_doc_member (node, "sort");
  g_auto(GStrv) keys = sort ? g_strsplit (sort->text, ",", -1) : NULL;

  for (char **key = keys; key && *key; key++)
    {
      const TwField *field = find_field (entity, source, sort->line, "sort", **key == '-' ? *key + 1 : *key, error);

      if (!field)
        return FALSE;
      if (field->type == TW_TYPE_LIST || field->type == TW_TYPE_JSON)
        return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, sort->line, _("“sort” cannot order by “%s”, which is a list or JSON"),
                               field->key);
    }
  return TRUE;
}

/* Is the field of a kind that can play the part? */
static gboolean
can_play (guint role, const TwField *field)
{
  switch (role)
    {
    case TW_ROLE_NAME:
      return field->type != TW_TYPE_LIST && field->type != TW_TYPE_JSON;
    case TW_ROLE_BOARD:
      return field->kind == TW_KIND_ENUM || field->kind == TW_KIND_LINK || field->kind == TW_KIND_TEXT || field->kind == TW_KIND_BOOLEAN;
    case TW_ROLE_DATE:
    case TW_ROLE_TOUCHED:
    case TW_ROLE_NEXT:
      return field->type == TW_TYPE_DATE || field->type == TW_TYPE_DATETIME;
    case TW_ROLE_TIMELINE:
      return field->type == TW_TYPE_DATETIME && field->formula == NULL;
    case TW_ROLE_VALUE:
      return tw_kind_get_info (field->kind)->flags & TW_KIND_HAS_ADD;
    case TW_ROLE_SHARED:
      return field->kind == TW_KIND_BOOLEAN && field->formula == NULL;
    case TW_ROLE_SHARED_WITH:
      return field->kind == TW_KIND_LINKS && field->formula == NULL;
    case TW_ROLE_REASON:
      return field->kind == TW_KIND_LINK || field->kind == TW_KIND_ENUM || field->type == TW_TYPE_TEXT;
    case TW_ROLE_OWNER:
    default:
      return field->kind == TW_KIND_LINK;
    }
}

static gboolean
check_roles (TwEntityImpl *entity, const char *source, const TwDocNode *node, GError **error)
{
  static const char *const keys[TW_N_ROLES] = { "name", "board", "date", "value", "owner", "touched", "next", "reason", "timeline",
                                                 "shared", "shared_with" };
  const TwField **fields[TW_N_ROLES] = {
    &entity->base.name_field, &entity->base.board_field, &entity->base.date_field, &entity->base.value_field, &entity->base.owner_field,
    &entity->base.touched_field, &entity->base.next_field, &entity->base.reason_field,
    &entity->base.timeline_field, &entity->base.shared_field, &entity->base.shared_with_field,
  };

  for (guint role = 0; role < TW_N_ROLES; role++)
    {
      const TwDocNode *member = tw_doc_member (node, keys[role]);

      if (!entity->roles[role])
        continue;
      *fields[role] = find_field (entity, source, member ? member->line : node->line, keys[role], entity->roles[role], error);
      if (!*fields[role])
        return FALSE;
      if (!can_play (role, *fields[role]))
        return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, member ? member->line : node->line,
                               _("“%s” is of the kind “%s”, which cannot play the part “%s”"), entity->roles[role],
                               tw_kind_get_name ((*fields[role])->kind), keys[role]);
    }
  return TRUE;
}

gboolean
tw_schema_read_uses (TwSchemaBuilder *builder, TwEntityImpl *entity, const char *source, const TwDocNode *node, GError **error)
{
  return tw_schema_read_object (builder, source, node, use_attributes, entity, error)
         && check_roles (entity, source, node, error)
         && check_list (entity, source, node, "list", error)
         && check_list (entity, source, node, "card", error)
         && check_list (entity, source, node, "highlights", error)
         && check_list (entity, source, node, "related", error)
         && check_sort (entity, source, node, error);
}
