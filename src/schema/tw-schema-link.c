/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What needs the whole schema: common fields, targets and inverses, the parts that fields play. */

#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-schema-private.h"

gboolean
tw_schema_add_common_fields (TwSchema *schema, TwEntityBuild *build, GError **error)
{
  static const struct
  {
    const char *key, *label;
    guint       number;
    TwKind      kind;
  } common[] = {
    { "created_at", NC_ ("schema", "Created"), TW_FIELD_CREATED_AT, TW_KIND_DATETIME },
    { "updated_at", NC_ ("schema", "Changed"), TW_FIELD_UPDATED_AT, TW_KIND_DATETIME },
    { "created_by", NC_ ("schema", "Created by"), TW_FIELD_CREATED_BY, TW_KIND_LINK },
    { "updated_by", NC_ ("schema", "Changed by"), TW_FIELD_UPDATED_BY, TW_KIND_LINK },
  };
  const char **user = tw_schema_alloc (schema, 2 * sizeof (char *));

  user[0] = "user";
  for (guint i = 0; i < G_N_ELEMENTS (common); i++)
    {
      TwField *field = tw_schema_alloc (schema, sizeof (TwField));

      field->entity = &build->entity;
      field->key = common[i].key;
      field->label = common[i].label;
      field->number = common[i].number;
      field->kind = common[i].kind;
      field->type = tw_kind_get_type (field->kind);
      field->read_only = TRUE;
      field->indexed = field->number == TW_FIELD_CREATED_AT;
      field->on_delete = TW_DELETE_CLEAR;
      if (field->kind == TW_KIND_LINK)
        field->targets = user;
      field->index = build->fields->len;
      g_ptr_array_add (build->fields, field);
      g_hash_table_insert (build->by_key, (gpointer) field->key, field);
      g_hash_table_insert (build->by_number, GUINT_TO_POINTER (field->number), field);
    }
  return TRUE;
}

static gboolean
add_inverse (TwSchema *schema, TwEntityBuild *target, TwField *field, GError **error)
{
  TwInverse *inverse;
  TwEntityBuild *owner = g_hash_table_lookup (schema->by_key, field->entity->key);

  if (g_hash_table_contains (target->by_key, field->inverse) || g_hash_table_contains (target->inverse_by_key, field->inverse))
    return tw_schema_fail (error, TW_SCHEMA_ERROR_CONFLICT, owner->file, owner->lines, "", _("The inverse “%s” of %s.%s clashes with a field or another relation of “%s”."),
                           field->inverse, field->entity->key, field->key, target->entity.key);
  inverse = tw_schema_alloc (schema, sizeof (TwInverse));
  inverse->key = field->inverse;
  inverse->label = field->inverse_label;
  inverse->field = field;
  g_ptr_array_add (target->inverses, inverse);
  g_hash_table_insert (target->inverse_by_key, (gpointer) inverse->key, inverse);
  return TRUE;
}

static gboolean
link_field (TwSchema *schema, TwEntityBuild *build, TwField *field, GError **error)
{
  if (field->kind != TW_KIND_LINK && field->kind != TW_KIND_LINKS)
    return TRUE;
  for (guint t = 0; field->targets && field->targets[t]; t++)
    {
      TwEntityBuild *target = g_hash_table_lookup (schema->by_key, field->targets[t]);

      if (!target)
        {
          /* Small schemas without people keep the stamps as links to anything. */
          if (field->number < TW_FIELD_FIRST_OWN)
            {
              field->targets = NULL;
              return TRUE;
            }
          return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, build->file, build->lines, "", _("%s.%s links to “%s”, which is no entity."),
                                 build->entity.key, field->key, field->targets[t]);
        }
      if (field->inverse && !add_inverse (schema, target, field, error))
        return FALSE;
    }
  if (field->tree && tw_field_get_target (field) != &build->entity)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, build->file, build->lines, "", _("%s.%s is a tree, so it must link to “%s” only."),
                           build->entity.key, field->key, build->entity.key);
  if (field->inverse && !(field->targets && field->targets[0]))
    for (guint i = 0; i < schema->builds->len; i++)
      if (!add_inverse (schema, g_ptr_array_index (schema->builds, i), field, error))
        return FALSE;
  return TRUE;
}

static gboolean
find_part (TwEntityBuild *build, const char *part, const char *key, const TwField **field, GError **error)
{
  g_autofree char *path = g_strconcat ("/", part, NULL);

  *field = key ? g_hash_table_lookup (build->by_key, key) : NULL;
  if (key && !*field)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, build->file, build->lines, path, _("“%s” names the field “%s”, which “%s” does not have."),
                           part, key, build->entity.key);
  return TRUE;
}

static gboolean
check_columns (TwEntityBuild *build, const char *part, const char *const *keys, GError **error)
{
  const TwField *field;

  for (; keys && *keys; keys++)
    if (!find_part (build, part, *keys, &field, error))
      return FALSE;
  return TRUE;
}

static gboolean
check_sections (TwEntityBuild *build, GError **error)
{
  for (guint i = 0; i < build->fields->len; i++)
    {
      TwField *field = g_ptr_array_index (build->fields, i);
      gboolean found = !field->section;

      for (guint s = 0; build->entity.sections[s] && !found; s += 2)
        found = g_str_equal (build->entity.sections[s], field->section);
      if (!found && !field->custom)
        return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, build->file, build->lines, "", _("%s.%s stands in the section “%s”, which is not in “sections”."),
                               build->entity.key, field->key, field->section);
    }
  return TRUE;
}

static gboolean
check_sort (TwEntityBuild *build, GError **error)
{
  g_auto(GStrv) keys = build->entity.default_sort ? g_strsplit (build->entity.default_sort, ",", -1) : NULL;
  const TwField *field;

  for (char **k = keys; k && *k; k++)
    if (!find_part (build, "sort", **k == '-' ? *k + 1 : *k, &field, error))
      return FALSE;
  return TRUE;
}

gboolean
tw_schema_link_up (TwSchema *schema, GError **error)
{
  for (guint i = 0; i < schema->builds->len; i++)
    {
      TwEntityBuild *build = g_ptr_array_index (schema->builds, i);
      TwEntity *entity = &build->entity;

      if (!find_part (build, "name", build->name, &entity->name_field, error) || !find_part (build, "board", build->board, &entity->board_field, error)
          || !find_part (build, "date", build->date, &entity->date_field, error) || !find_part (build, "value", build->value, &entity->value_field, error)
          || !find_part (build, "owner", build->owner, &entity->owner_field, error) || !check_columns (build, "list", entity->list_columns, error)
          || !check_columns (build, "card", entity->card_fields, error) || !check_columns (build, "highlights", entity->highlights, error)
          || !check_sections (build, error) || !check_sort (build, error))
        return FALSE;
      for (guint f = 0; f < build->fields->len; f++)
        if (!link_field (schema, build, g_ptr_array_index (build->fields, f), error))
          return FALSE;
    }
  for (guint i = 0; i < schema->builds->len; i++)
    {
      TwEntityBuild *build = g_ptr_array_index (schema->builds, i);

      build->entity.n_fields = build->fields->len;
      build->entity.fields = (const TwField *const *) build->fields->pdata;
      build->entity.n_inverses = build->inverses->len;
      build->entity.inverses = (const TwInverse *const *) build->inverses->pdata;
      if (!build->entity.list_columns || !build->entity.list_columns[0])
        {
          const char **columns = tw_schema_alloc (schema, 2 * sizeof (char *));

          columns[0] = build->entity.name_field->key;
          build->entity.list_columns = columns;
        }
      if (!build->entity.default_sort)
        build->entity.default_sort = "-created_at";
    }
  return TRUE;
}
